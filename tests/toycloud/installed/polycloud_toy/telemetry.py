"""Where telemetry goes on Toy Cloud."""

from __future__ import annotations

import pulumi_toy as toy

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.telemetry import Sink, TelemetrySpec
from polycloud.adapters.component import Handle
from polycloud_toy.ground import provider


class Telemetry(Handle):
    """A workspace that takes OTLP."""

    def __init__(self, name: str, spec: TelemetrySpec, context: Context) -> None:
        super().__init__(name, context, [provider(context)])
        self.native = toy.Workspace(name, retention_days=spec.retention_days, opts=self.child())
        self.workspace_id = self.native.workspace_id
        self.sink = Sink("otlphttp", {"endpoint": self.native.endpoint})
        self.done()
