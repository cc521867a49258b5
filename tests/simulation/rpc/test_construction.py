"""Components constructed against a resource monitor, as the engine's."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest
from attrs import define, field
from google.protobuf import empty_pb2
from pulumi.runtime.proto import (
    provider_pb2,
    resource_pb2,
    resource_pb2_grpc,
)

from polycloud_testing.simulation.components import Reference
from polycloud_testing.simulation.core import SimulatedClouds
from polycloud_testing.simulation.interface import SimulationError
from polycloud_testing.simulation.rpc import ProviderServers
from polycloud_testing.simulation.wire import UNKNOWN_TEXT, decode, encode
from tests.simulation.rpc.conftest import Connect, urn_of

AWS = "urn:pulumi:dev::project::pulumi:providers:aws::aws::an-id"
SUBNETS = [urn_of("aws:ec2/subnet:Subnet", name) for name in "ab"]
INPUTS = {
    "vpcId": "vpc-00000001",
    "subnetIds": ["subnet-00000001", "subnet-00000002"],
    "authenticationMode": "API",
    "skipDefaultNodeGroup": True,
    "skipDefaultSecurityGroups": True,
    "createOidcProvider": False,
    "tags": {"secret": "hush-hush"},
}


@define
class FakeMonitor(resource_pb2_grpc.ResourceMonitorServicer):
    """Registers resources with the clouds themselves, and keeps what it was asked."""

    core: SimulatedClouds
    preview: bool = False
    refusing: str = ""
    asked: list[Any] = field(factory=list)
    outputs: dict[str, Any] = field(factory=dict)
    address: str = ""

    def RegisterResource(self, request: Any, context: Any) -> Any:  # noqa: N802
        self.asked.append(request)
        parent = request.parent.split("::")[2] if request.parent else ""
        path = f"{parent}$" if parent.startswith("eks:") else ""
        urn = urn_of(path + request.type, request.name)
        if not request.custom:
            return resource_pb2.RegisterResourceResponse(urn=urn)
        if request.type == self.refusing:
            context.abort(grpc.StatusCode.UNKNOWN, "the cloud refused it")
        if request.type.startswith("pulumi:"):
            id_ = UNKNOWN_TEXT if self.preview else "provider-id"
            return resource_pb2.RegisterResourceResponse(urn=urn, id=id_, object=request.object)
        given = decode(request.object).values
        inputs = self.core.complete(urn, request.type, given)
        state = self.core.create(
            urn,
            request.type,
            inputs,
            preview=self.preview,
            provider={"region": "us-west-2"},
        )
        return resource_pb2.RegisterResourceResponse(
            urn=urn,
            id=UNKNOWN_TEXT if self.preview else state.id,
            object=encode(state.outputs),
        )

    def RegisterResourceOutputs(self, request: Any, context: Any) -> Any:  # noqa: N802
        self.outputs[request.urn] = request.outputs
        return empty_pb2.Empty()

    def Invoke(self, request: Any, context: Any) -> Any:  # noqa: N802
        arguments = decode(request.args).values
        if request.tok == "pulumi:pulumi:getResource":
            state = self.outputs.get(arguments["urn"])
            if state is None:
                context.abort(grpc.StatusCode.UNKNOWN, "unknown resource")
            answer = encode({"urn": arguments["urn"]})
            answer.fields["state"].struct_value.CopyFrom(state)
        else:
            answer = encode(self.core.invoke(request.tok, arguments))
        response = provider_pb2.InvokeResponse()
        getattr(response, "return").CopyFrom(answer)
        return response

    def child(self, type: str) -> Any:
        """The one registration of a type."""
        (found,) = [request for request in self.asked if request.type == type]
        return found


@pytest.fixture
def monitor(core: SimulatedClouds) -> Iterator[FakeMonitor]:
    """A monitor that listens at ``monitor.address``."""
    each = FakeMonitor(core)
    server = grpc.server(ThreadPoolExecutor(4))
    resource_pb2_grpc.add_ResourceMonitorServicer_to_server(each, server)
    each.address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    yield each
    server.stop(0)


def construct(
    client: Any, monitor: FakeMonitor, type: str, name: str, inputs: dict[str, Any], **more: Any
) -> Any:
    """Ask for a component, made with an explicit AWS provider."""
    request = provider_pb2.ConstructRequest(
        project="project",
        stack="dev",
        monitorEndpoint=monitor.address,
        dryRun=monitor.preview,
        type=type,
        name=name,
        inputs=encode(inputs, secrets=more.pop("secrets", ())),
        providers={"aws": AWS},
        **more,
    )
    request.inputDependencies["subnetIds"].urns.extend(SUBNETS)
    return client.stub.Construct(request)


def test_a_cluster_is_made_of_its_children(
    servers: ProviderServers, connect: Connect, monitor: FakeMonitor, core: SimulatedClouds
) -> None:
    client = connect(servers, "eks")
    response = construct(
        client, monitor, "eks:index:Cluster", "c", INPUTS, protect=True, secrets=("tags.secret",)
    )
    component = urn_of("eks:index:Cluster", "c")
    assert response.urn == component
    assert monitor.asked[0].type == "eks:index:Cluster"
    assert not monitor.asked[0].custom
    cluster = monitor.child("aws:eks/cluster:Cluster")
    assert cluster.parent == component
    assert cluster.provider == AWS
    assert cluster.protect
    assert set(cluster.propertyDependencies["vpcConfig"].urns) == set(SUBNETS)
    role = monitor.child("aws:iam/role:Role")
    made_role = urn_of(f"eks:index:Cluster$eks:index:ServiceRole${role.type}", role.name)
    assert made_role in cluster.propertyDependencies["roleArn"].urns
    assert "tags.secret" in decode(cluster.object).secrets
    inside = monitor.child("pulumi:providers:kubernetes")
    assert inside.version
    assert inside.provider == ""

    outputs = decode(response.state, references=True).values
    made = urn_of("eks:index:Cluster$aws:eks/cluster:Cluster", "c-eksCluster")
    assert outputs["eksCluster"].urn == made
    assert core.inventory.get("aws:eks/cluster:Cluster", outputs["eksCluster"].id) is not None
    assert decode(monitor.outputs[component], references=True).values.keys() == outputs.keys()
    assert response.stateDependencies["kubeconfig"].urns


def test_a_preview_of_a_cluster_makes_nothing(
    servers: ProviderServers, connect: Connect, monitor: FakeMonitor, core: SimulatedClouds
) -> None:
    monitor.preview = True
    response = construct(connect(servers, "eks"), monitor, "eks:index:Cluster", "c", INPUTS)
    outputs = decode(response.state, references=True).values
    assert outputs["eksCluster"].id == ""
    cluster = urn_of("eks:index:Cluster$aws:eks/cluster:Cluster", "c-eksCluster")
    addons = [r for r in monitor.asked if r.type == "aws:eks/addon:Addon"]
    assert addons
    assert all(cluster in r.propertyDependencies["clusterName"].urns for r in addons)
    assert core.inventory.list() == ()


def test_its_method_answers_from_its_outputs(
    servers: ProviderServers, connect: Connect, monitor: FakeMonitor
) -> None:
    client = connect(servers, "eks")
    made = construct(client, monitor, "eks:index:Cluster", "c", INPUTS)
    # The engine tells the state of every resource; of the children, what they were made.
    for request in monitor.asked:
        if request.type == "aws:eks/cluster:Cluster":
            child = urn_of("eks:index:Cluster$aws:eks/cluster:Cluster", request.name)
            (record,) = [r for r in monitor.core.inventory.list() if r.urn == child]
            monitor.outputs[child] = encode(record.outputs)
    call = provider_pb2.CallRequest(
        tok="eks:index:Cluster/getKubeconfig",
        args=encode({"__self__": Reference(made.urn), "profileName": "deployer"}),
        monitorEndpoint=monitor.address,
    )
    response = client.stub.Call(call)
    kubeconfig = decode(getattr(response, "return")).values["result"]
    assert "deployer" in kubeconfig
    assert list(response.returnDependencies["result"].urns) == [made.urn]


@pytest.mark.parametrize(
    ("inputs", "told"),
    [
        ({**INPUTS, "authenticationMode": "APII"}, "cannot be made"),
        ({**INPUTS, "subnetIdds": []}, "cannot be made"),
    ],
)
def test_wrong_inputs_are_refused_before_anything_is_registered(
    servers: ProviderServers,
    connect: Connect,
    monitor: FakeMonitor,
    inputs: dict[str, Any],
    told: str,
) -> None:
    with pytest.raises(grpc.RpcError) as raised:
        construct(connect(servers, "eks"), monitor, "eks:index:Cluster", "c", inputs)
    assert raised.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert told in raised.value.details()
    assert monitor.asked == []


def test_a_child_that_fails_fails_the_component(
    servers: ProviderServers, connect: Connect, monitor: FakeMonitor
) -> None:
    monitor.refusing = "aws:eks/cluster:Cluster"
    with pytest.raises(grpc.RpcError) as raised:
        construct(connect(servers, "eks"), monitor, "eks:index:Cluster", "c", INPUTS)
    assert "the cloud refused it" in raised.value.details()


def test_a_component_that_is_not_simulated_is_named(
    servers: ProviderServers, connect: Connect, monitor: FakeMonitor
) -> None:
    with pytest.raises(grpc.RpcError) as raised:
        construct(connect(servers, "eks"), monitor, "eks:index:Clusterr", "c", {})
    assert "eks:index:Cluster" in raised.value.details()
    assert SimulationError.__name__ not in raised.value.details()
