"""What people may do on Toy Cloud, by their roles; a person is called by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_toy as toy

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import Access
from polycloud.abstractions.roles import Principals, Right, Role
from polycloud_toy.granting import VERBS, GrantingHandle


def admit(
    role: Role, principals: Principals, rights: Sequence[Right], context: Context
) -> Mapping[str, pulumi.Output[str]]:
    """Grants on buckets and tables; whoever has one sees the store's settings."""
    found: dict[str, pulumi.Output[str]] = {}
    for _, kind, name in principals.named():
        found[name] = pulumi.Output.from_input(f"{kind}:{name}")
        for right in rights:
            if isinstance(right.handle, GrantingHandle):
                words = (role.value, name, right.handle.name, right.part)
                toy.Grant(
                    "-".join(filter(None, words)),
                    store=right.handle.physical(right.part),
                    uid=found[name],
                    verbs=sorted({*VERBS[right.access], *VERBS[Access.VIEW]}),
                    keys="*",
                    opts=right.handle.child(),
                )
    return found
