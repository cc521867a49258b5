"""Who a workload is, on its own cloud and on any other."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from attrs import field, frozen

if TYPE_CHECKING:
    import pulumi


TOKEN_FILE: Final = "/var/run/secrets/polycloud/token"  # noqa: S105 (a path)
"""Where a workload's own token is kept, for the clouds that take it."""


def _nothing() -> Mapping[str, pulumi.Output[str]]:
    return {}


class WorkloadKind(StrEnum):
    """The workloads of a platform, as configuration names them."""

    TRAINING = "training"
    """What runs on the accelerators."""
    SERVING = "serving"
    """Model servers in the cluster."""


class Access(StrEnum):
    """What a workload, or somebody, may do with a store."""

    VIEW = "view"
    """See that the store is there and how it is set; neither list nor read what is in it."""
    READ = "read"
    """List and read."""
    WRITE = "write"
    """Read, create, replace and delete what is stored; never the store or its settings."""
    ADMINISTER = "administer"
    """Write, and change the store's own settings; never delete the store."""


def access_of(
    kind: WorkloadKind, readers: Collection[WorkloadKind], writers: Collection[WorkloadKind]
) -> Access | None:
    """Return what a workload may do with something that has these readers and writers."""
    if kind in writers:
        return Access.WRITE
    return Access.READ if kind in readers else None


@frozen(eq=False)
class WorkloadIdentity:
    """A workload's identity: a neutral triple, and its home cloud's own principal.

    The home cloud owes that a token with this issuer, subject and audience can be had by
    the workload and by nothing else. The audience is what a foreign cloud asks for.
    """

    name: str
    """Unique within the platform; names what is made for it on other clouds."""
    cloud: str
    """The home cloud."""
    issuer: pulumi.Output[str]
    """URL of the OpenID Connect issuer, without a trailing slash."""
    subject: pulumi.Output[str]
    audience: str
    principal: pulumi.Output[str]
    """What the home cloud's own access control calls it."""
    native: Any = None
    """The home cloud's resource behind the principal, for adapters of the same cloud."""
    issuer_key: str | None = None
    """What tells the issuer from others before anything is made: its URL where all customers
    of the home cloud have the same, otherwise a word that identities with the same issuer
    share. None for an issuer that no other identity has."""


@frozen(eq=False)
class Credentials:
    """What a workload needs at run time to act as a principal; holds no secret.

    ``environment`` are variables and ``files`` contents by absolute path, both as the
    cloud's official SDKs read them.
    """

    principal: pulumi.Output[str]
    environment: Mapping[str, pulumi.Output[str]] = field(factory=_nothing)
    files: Mapping[str, pulumi.Output[str]] = field(factory=_nothing)
    token_file: str | None = None
    """Absolute path at which whoever runs the workload keeps a fresh token of the workload's
    own identity; None where none is read."""


@frozen(eq=False)
class Workload:
    """What runs on machines or in pods: who it is, and what it is given to reach others."""

    identity: WorkloadIdentity
    credentials: tuple[Credentials, ...] = ()
    environment: Mapping[str, pulumi.Output[str]] = field(factory=_nothing)
    """Further variables, for example where the data is."""
