"""Slices of toys to train on."""

from __future__ import annotations

import pulumi
import pulumi_toy as toy

from polycloud.abstractions.accelerator_pool import AcceleratorPoolSpec
from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import Workload
from polycloud.adapters.component import Handle
from polycloud_toy.ground import name as physical
from polycloud_toy.ground import provider
from polycloud_toy.network import network


class AcceleratorPool(Handle):
    """Slices that run as the workload's account."""

    def __init__(
        self, name: str, spec: AcceleratorPoolSpec, context: Context, workload: Workload
    ) -> None:
        net = network(context)
        super().__init__(name, context, [provider(context)])
        self.identity = workload.identity
        environment = dict(workload.environment)
        files: dict[str, pulumi.Output[str]] = {}
        tokens: dict[str, str] = {}
        for credentials in workload.credentials:
            environment |= credentials.environment
            files |= credentials.files
            if credentials.token_file is not None:
                tokens[credentials.token_file] = workload.identity.audience
        self.native = {
            logical: toy.Slice(
                logical,
                name=physical(context, logical),
                network_id=net.network_id,
                account=workload.identity.native.name,
                environment=environment,
                files=files,
                tokens=tokens,
                opts=self.child(),
            )
            for logical in (f"{name}-{index}" for index in range(spec.count))
        }
        self.names = [each.name for each in self.native.values()]
        self.addresses = {
            logical: each.ip.apply(lambda ip: [ip]) for logical, each in self.native.items()
        }
        self.connect_commands = {
            logical: pulumi.Output.concat("toy ssh ", each.name)
            for logical, each in self.native.items()
        }
        self.done()
