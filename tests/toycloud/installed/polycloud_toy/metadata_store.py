"""Tables on Toy Cloud."""

from __future__ import annotations

import pulumi
import pulumi_toy as toy

from polycloud.abstractions.metadata_store import MetadataStoreSpec
from polycloud.adapters import metadata_store
from polycloud_toy.granting import GrantingHandle
from polycloud_toy.ground import labels


class MetadataStore(GrantingHandle, metadata_store.MetadataStore[list[str], toy.Table]):
    """One private table, paid per request as all of them."""

    def physical(self, part: str) -> pulumi.Output[str]:
        return self.table

    def _make_table(self, spec: MetadataStoreSpec) -> toy.Table:
        return toy.Table(
            self.name,
            name=self.ground.name(self.name),
            partition_key=spec.partition_key.name,
            sort_key=spec.sort_key.name if spec.sort_key else None,
            restorable=spec.point_in_time_restore,
            labels=labels(self.context),
            protected=self.protected,
            opts=self.kept(),
        )

    def _table_name(self, native: toy.Table) -> pulumi.Output[str]:
        return native.name
