"""Private links: the order in which every cloud's side of a link is made."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

import pulumi

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.secure_link import LinkEndSpec, Tunnel
from polycloud.adapters.component import Handle


class LinkEnd(Handle, ABC):
    """One side of a link, which first meets its peer and then makes the tunnels."""

    def __init__(
        self, name: str, spec: LinkEndSpec, context: Context, provider: pulumi.ProviderResource
    ) -> None:
        self.spec = spec
        self._peer_is_known = False
        super().__init__(name, context, [provider])

    def meet(
        self, peer_addresses: Sequence[pulumi.Output[str]], tunnels: Sequence[Tunnel]
    ) -> Sequence[pulumi.Output[str]]:
        """Take the peer's outer addresses, and return this side's own.

        Raises:
            ValueError: the cloud cannot make what was planned.
        """
        addresses = self._meet(peer_addresses, tunnels)
        self._peer_is_known = True
        return addresses

    def accept(self, tunnels: Sequence[Tunnel]) -> Sequence[pulumi.Resource]:
        """Make the tunnels and their BGP sessions, and return the resources that stand for them.

        Raises:
            RuntimeError: `meet` was not called before.
        """
        if not self._peer_is_known:
            raise RuntimeError(f"{self.name} has not met its peer")
        return self._accept(tunnels)

    @abstractmethod
    def _meet(
        self, peer_addresses: Sequence[pulumi.Output[str]], tunnels: Sequence[Tunnel]
    ) -> Sequence[pulumi.Output[str]]:
        """Make what needs the peer's addresses, and return this side's own."""

    @abstractmethod
    def _accept(self, tunnels: Sequence[Tunnel]) -> Sequence[pulumi.Resource]:
        """Make the tunnels, and return the resources that stand for them."""
