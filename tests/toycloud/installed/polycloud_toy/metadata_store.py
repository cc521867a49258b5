"""Tables on Toy Cloud."""

from __future__ import annotations

import pulumi_toy as toy

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import Access, Credentials, WorkloadIdentity
from polycloud.abstractions.metadata_store import MetadataStoreSpec
from polycloud.adapters.component import Handle
from polycloud_toy.ground import labels, provider
from polycloud_toy.ground import name as physical
from polycloud_toy.identity import permit


class MetadataStore(Handle):
    """One private table, paid per request as all of them."""

    def __init__(self, name: str, spec: MetadataStoreSpec, context: Context) -> None:
        super().__init__(name, context, [provider(context)])
        self._context = context
        self.native = toy.Table(
            name,
            name=physical(context, name),
            partition_key=spec.partition_key.name,
            sort_key=spec.sort_key.name if spec.sort_key else None,
            restorable=spec.point_in_time_restore,
            labels=labels(context),
            protected=spec.protect,
            opts=self.child(protect=spec.protect),
        )
        self.table = self.native.name
        self.done()

    def grant(self, identity: WorkloadIdentity, access: Access) -> Credentials:
        return permit(self, self.table, "", identity, access, "*", self._context)
