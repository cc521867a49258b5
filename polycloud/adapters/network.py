"""The network of a deployment on one cloud: its own, or one that exists already."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.network import GivenNetwork

GivenT = TypeVar("GivenT", bound=GivenNetwork)
OwnT = TypeVar("OwnT")
ExistingT = TypeVar("ExistingT")


def network_of(
    context: Context,
    given: GivenT | None,
    own: Callable[[], OwnT],
    existing: Callable[[GivenT], ExistingT],
) -> OwnT | ExistingT:
    """Return the network of a deployment: the one that the settings name, or else its own.

    It is made, or looked up, when first asked for.
    """

    def make() -> OwnT | ExistingT:
        return own() if given is None else existing(given)

    return context.once("network", make)
