"""A toy of a Kubernetes cluster."""

from __future__ import annotations

import pulumi
import pulumi_toy as toy

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import WorkloadIdentity
from polycloud.abstractions.serving_cluster import ServingClusterSpec
from polycloud.adapters.component import Handle
from polycloud.adapters.identity import audience_of
from polycloud_toy.ground import name as physical
from polycloud_toy.ground import provider
from polycloud_toy.network import network


class ServingCluster(Handle):
    """A cluster whose pods act as accounts, and whose issuer others can trust."""

    def __init__(self, name: str, spec: ServingClusterSpec, context: Context) -> None:
        net = network(context)
        super().__init__(name, context, [provider(context)])
        self._context = context
        self.native = toy.Cluster(
            name,
            name=physical(context, name),
            version=spec.kubernetes_version or "1.34",
            network_id=net.network_id,
            callers=[str(each) for each in context.network.callers],
            opts=self.child(),
        )
        self.cluster_name = self.native.name
        self.endpoint = self.native.endpoint
        self.issuer = self.native.issuer_url
        self.kubeconfig = pulumi.Output.json_dumps({"server": self.endpoint})
        self.connect_command = pulumi.Output.concat("toy kubeconfig ", self.cluster_name)
        self.done()

    def identity(self, namespace: str, service_account: str) -> WorkloadIdentity:
        subject = f"system:serviceaccount:{namespace}:{service_account}"
        word = f"{namespace}-{service_account}"

        def make() -> toy.Account:
            account = toy.Account(word, name=physical(self._context, word), opts=self.child())
            toy.PodAccount(
                word,
                cluster=self.native.name,
                subject=subject,
                account=account.name,
                opts=self.child(),
            )
            return account

        account = self._context.once(f"toy.pods.{word}", make)
        return WorkloadIdentity(
            name=word,
            cloud=self._context.cloud,
            issuer=self.issuer,
            subject=pulumi.Output.from_input(subject),
            audience=audience_of(self._context.deployment),
            principal=account.uid,
            native=account,
        )
