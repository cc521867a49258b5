"""Grants on Toy Cloud: what a principal may do with a store, or with keys of it."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
import pulumi_toy as toy

from polycloud.abstractions.identity import Access, Credentials
from polycloud.adapters import granting
from polycloud.adapters.granting import Grant, Grantee
from polycloud_toy.ground import Ground
from polycloud_toy.identity import trust

_READ = ["list", "read"]
VERBS = {
    Access.VIEW: ["see settings"],
    Access.READ: _READ,
    Access.WRITE: [*_READ, "write", "delete"],
    Access.ADMINISTER: [*_READ, "write", "delete", "see settings", "change settings"],
}


class GrantingHandle(granting.GrantingHandle[list[str]]):
    """A handle whose grants are lists of verbs."""

    @property
    def ground(self) -> Ground:
        return Ground.of(self.context)

    def physical(self, part: str) -> pulumi.Output[str]:
        """What Toy Cloud calls the store that a part is."""
        raise NotImplementedError

    def _credentials(self, grantee: Grantee) -> Credentials:
        return trust(grantee, self.context)

    def _rights(self, grant: Grant) -> Mapping[str, list[str]]:
        return {grant.access.value: VERBS[grant.effective_access]}

    def _binding_name(self, grant: Grant, word: str) -> str:
        who = grant.grantee
        words = ("grant", self.name, grant.part, who.cloud, who.name, word)
        return "-".join(filter(None, (*words, grant.folder.strip("/"))))

    def _bind(
        self, name: str, grant: Grant, principal: pulumi.Output[str], right: list[str]
    ) -> toy.Grant:
        return toy.Grant(
            name,
            store=self.physical(grant.part),
            uid=principal,
            verbs=right,
            keys=f"{grant.folder}*",
            opts=self.child(),
        )
