"""Distribution of a bucket's objects through a content delivery network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

from attrs import frozen

from polycloud.abstractions.setting import Obstacle, setting

if TYPE_CHECKING:
    import pulumi

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"


@frozen
class DistributionSpec:
    """A content delivery network in front of one bucket of an object store.

    It has no placement of its own: it is where the bucket is.
    """

    enabled: bool = setting(
        "Serve a bucket's objects to the internet; who knows an object's name can read it.",
        default=False,
    )
    bucket: str = setting("The bucket's logical name.", default="models")
    default_ttl_seconds: int = setting(
        "How long an object is kept at the edge that does not say itself, in seconds.",
        default=3600,
        minimum=0,
        maximum=31_536_000,
    )
    max_ttl_seconds: int = setting(
        "How long an object is kept at the edge at most, in seconds.",
        default=86_400,
        minimum=0,
        maximum=31_536_000,
    )
    domain: str | None = setting(
        "A name of one's own for the distribution; the cloud's when nothing is said.",
        default=None,
        pattern=rf"(?=.{{4,253}}$)({_LABEL}\.)+[a-z]([a-z0-9-]{{0,61}}[a-z0-9])",
        example="models.example.com",
    )

    def obstacles(self) -> Iterator[Obstacle]:
        """The times are in order."""
        if self.default_ttl_seconds > self.max_ttl_seconds:
            yield Obstacle(
                "default_ttl_seconds",
                f"{self.default_ttl_seconds} is over max_ttl_seconds ({self.max_ttl_seconds})",
                f"at most {self.max_ttl_seconds}",
                self.default_ttl_seconds,
            )


class Distribution(Protocol):
    """A distribution that exists.

    The adapter owes:

    - HTTPS, to which plain HTTP is redirected; under a domain of one's own with TLS 1.2 or
      later. A domain that has the records of `dns_records` leads to it.
    - An object that does not say itself how long is kept at the edge for the spec's default
      time, and none for longer than its maximum while the bucket can be asked again.
    - A bucket that is as private as before, read by this distribution as itself, object by
      object and by TLS: it lists and writes nothing, and nobody does by asking it.
    - What is kept for an object is the object: nobody who asks can have another answer kept in
      its place.
    - A destroy takes it, also where a bucket with ``protect`` stays.
    """

    cloud: str

    @property
    def url(self) -> pulumi.Output[str] | None:
        """``https://…``, without a trailing slash; an object's key follows a slash. None where
        nothing is served before a domain is given.
        """
        ...

    @property
    def dns_records(self) -> Mapping[str, pulumi.Output[str]]:
        """What the domain's owner enters, value by ``TYPE name``; empty without need."""
        ...
