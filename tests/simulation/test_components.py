"""The components of pulumi-eks, taken apart into what the real ones register."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_eks as eks
import pulumi_kubernetes as k8s
import pytest
import yaml
from attrs import define, field

from polycloud.graph import SECRET, ResourceGraph
from polycloud_testing.simulation import components
from polycloud_testing.simulation.components import Child, ChildRequest
from polycloud_testing.simulation.core import SimulatedClouds
from polycloud_testing.simulation.inprocess import run
from polycloud_testing.simulation.interface import Properties, SimulationError

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Principal": {"Service": "ec2.amazonaws.com"},
            }
        ],
    }
)
BASE = {"vpcId": "vpc-1", "subnetIds": ["subnet-1", "subnet-2"], "skipDefaultNodeGroup": True}
API = {**BASE, "authenticationMode": "API", "skipDefaultSecurityGroups": True}


@define
class Registry:
    """Stands for an engine: answers every child at once and keeps the requests."""

    preview: bool = False
    requests: list[ChildRequest] = field(factory=list[ChildRequest])
    made: dict[str, Properties] = field(factory=dict[str, Properties])
    core: SimulatedClouds = field(factory=SimulatedClouds)

    def invoke(self, token: str, arguments: Properties) -> Properties:
        return self.core.invoke(token, arguments, provider={"region": "us-west-2"})

    def outputs(self, urn: str) -> Properties:
        return self.made[urn]

    def register(self, request: ChildRequest) -> Child:
        self.requests.append(request)
        urn = f"urn:pulumi:s::p::{request.type}::{request.name}"
        if not request.custom or request.type.startswith("pulumi:"):
            return Child(urn)
        state = self.core.create(urn, request.type, request.inputs, preview=self.preview)
        self.made[urn] = state.outputs
        return Child(urn, state.id, state.outputs)

    def expand(self, type_: str, inputs: Properties) -> Properties:
        return components.drive(components.expand(type_, "c", inputs, self), self.register)

    def names(self) -> list[tuple[str, str]]:
        return [(request.type, request.name) for request in self.requests]

    def one(self, name: str) -> ChildRequest:
        (found,) = (request for request in self.requests if request.name == name)
        return found


def test_a_cluster_by_access_entries_makes_what_the_real_one_makes() -> None:
    registry = Registry()
    outputs = registry.expand("eks:index:Cluster", {**API, "version": "1.34"})

    assert registry.names() == [
        ("eks:index:ServiceRole", "c-eksRole"),
        ("aws:iam/role:Role", "c-eksRole-role"),
        ("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "c-eksRole-4b490823"),
        ("aws:eks/cluster:Cluster", "c-eksCluster"),
        ("aws:eks/addon:Addon", "c-kube-proxy"),
        ("pulumi:providers:kubernetes", "c-eks-k8s"),
        ("eks:index:VpcCniAddon", "c-vpc-cni"),
        ("aws:eks/addon:Addon", "c-vpc-cni"),
    ]
    provider = registry.one("c-eks-k8s")
    assert provider.secrets == {"kubeconfig"}
    assert json.loads(provider.inputs["kubeconfig"])["current-context"] == "aws"
    cluster = registry.one("c-eksCluster")
    assert cluster.inputs["accessConfig"]["authenticationMode"] == "API"
    assert cluster.inputs["tags"] == {"Name": "c-eksCluster"}
    assert len(cluster.depends_on) == 2
    assert outputs["oidcProviderUrl"].startswith("https://oidc.eks.us-west-2.amazonaws.com/id/")
    assert outputs["oidcIssuer"] == outputs["oidcProviderUrl"].removeprefix("https://")
    assert outputs["eksCluster"].id


def test_a_preview_of_a_cluster_makes_the_same_children() -> None:
    made, planned = Registry(), Registry(preview=True)
    made.expand("eks:index:Cluster", API)
    planned.expand("eks:index:Cluster", API)
    assert planned.names() == made.names()


def test_a_cluster_by_config_map_has_groups_and_the_map() -> None:
    registry = Registry()
    mapping = {"roleArn": "arn:aws:iam::1:role/x", "username": "x", "groups": ["system:masters"]}
    registry.expand("eks:index:Cluster", {**BASE, "roleMappings": [mapping]})

    names = [name for _, name in registry.names()]
    assert {"c-eksClusterSecurityGroup", "c-nodeSecurityGroup", "c-nodeAccess"} <= set(names)
    assert {"c-eksNodeIngressRule", "c-eksClusterIngressRule"} <= set(names)
    access = registry.one("c-nodeAccess")
    assert access.inputs["metadata"]["name"] == "aws-auth"
    assert yaml.safe_load(access.inputs["data"]["mapRoles"]) == [
        {"rolearn": "arn:aws:iam::1:role/x", "username": "x", "groups": ["system:masters"]}
    ]
    assert access.provider is not None
    assert access.provider.endswith("c-eks-k8s")


def test_access_entries_bring_their_policies() -> None:
    registry = Registry()
    entry = {
        "principalArn": "arn:aws:iam::1:role/admin",
        "accessPolicies": {"all": {"policyArn": "arn:aws:eks::aws:p", "accessScope": {}}},
    }
    registry.expand("eks:index:Cluster", {**API, "accessEntries": {"admin": entry}})

    assert registry.one("c-admin").type == "aws:eks/accessEntry:AccessEntry"
    policy = registry.one("c-admin-all")
    assert policy.type == "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"
    assert policy.parent is not None
    assert policy.parent.endswith("::c-admin")


def test_auto_mode_leaves_the_add_ons_to_the_cloud() -> None:
    registry = Registry()
    registry.expand("eks:index:Cluster", {**API, "autoMode": {"enabled": True}})

    names = [name for _, name in registry.names()]
    assert "c-kube-proxy" not in names
    assert "c-vpc-cni" not in names
    assert "c-coredns" in names
    assert "c-nodeRole-role" in names
    cluster = registry.one("c-eksCluster").inputs
    assert cluster["computeConfig"]["enabled"] is True
    assert cluster["bootstrapSelfManagedAddons"] is False


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({**BASE, "skipDefaultNodeGroup": False}, "default node group is not simulated"),
        ({**BASE, "fargate": True}, "fargate"),
        ({"subnetIds": ["s"], "skipDefaultNodeGroup": True}, "vpc_id"),
        ({**API, "roleMappings": [{}]}, "roleMappings"),
        ({**BASE, "accessEntries": {"a": {}}}, "authenticationMode' is not set"),
        ({**BASE, "privateSubnetIds": ["s"]}, "mutually exclusive"),
    ],
)
def test_what_a_cluster_cannot_be_is_refused_with_a_reason(inputs: Any, said: str) -> None:
    with pytest.raises(SimulationError, match=said):
        Registry().expand("eks:index:Cluster", inputs)


def test_a_component_that_is_not_simulated_is_named() -> None:
    with pytest.raises(SimulationError, match=r"eks:index:NodeGroup .*eks:index:Cluster"):
        Registry().expand("eks:index:NodeGroup", {})


def test_the_network_add_on_has_the_settings_of_the_real_one() -> None:
    registry = Registry()
    inputs = {"clusterName": "c", "clusterVersion": "1.34", "enablePrefixDelegation": True}
    registry.expand("eks:index:VpcCniAddon", inputs)

    values = json.loads(registry.one("c").inputs["configurationValues"])
    assert values["env"]["ENABLE_PREFIX_DELEGATION"] == "true"
    assert values["env"]["WARM_ENI_TARGET"] == "1"
    assert values["env"]["AWS_VPC_K8S_CNI_EXTERNALSNAT"] == "false"
    assert values["init"]["env"] == {"DISABLE_TCP_EARLY_DEMUX": "false"}


def serve(use: Callable[[eks.Cluster, aws.iam.Role, pulumi.ResourceOptions], None]) -> Any:
    def program() -> None:
        west = aws.Provider("west", region="us-west-2")
        on_west = pulumi.ResourceOptions(provider=west)
        vpc = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16", opts=on_west)
        subnets = [
            aws.ec2.Subnet(
                f"s{zone}",
                vpc_id=vpc.id,
                cidr_block=f"10.0.{number}.0/24",
                availability_zone=f"us-west-2{zone}",
                opts=on_west,
            )
            for number, zone in enumerate("ab")
        ]
        role = aws.iam.Role("nodes", assume_role_policy=TRUST, opts=on_west)
        options = pulumi.ResourceOptions(provider=eks.Provider("eks"), providers=[west])
        cluster = eks.Cluster(
            "serving",
            vpc_id=vpc.id,
            subnet_ids=[subnet.id for subnet in subnets],
            authentication_mode=eks.AuthenticationMode.API,
            skip_default_node_group=True,
            skip_default_security_groups=True,
            opts=options,
        )
        use(cluster, role, options)

    return program


@pytest.mark.parametrize("preview", [True, False])
def test_a_program_uses_the_cluster_and_what_is_in_it(preview: bool) -> None:
    def use(cluster: eks.Cluster, role: aws.iam.Role, options: pulumi.ResourceOptions) -> None:
        group = eks.ManagedNodeGroup(
            "cpu",
            cluster=cluster,
            node_role=role,
            scaling_config=aws.eks.NodeGroupScalingConfigArgs(
                min_size=1, max_size=4, desired_size=2
            ),
            ignore_scaling_changes=True,
            opts=options,
        )
        provider = k8s.Provider("k", kubeconfig=cluster.kubeconfig_json)
        k8s.core.v1.Namespace(
            "models", opts=pulumi.ResourceOptions(provider=provider, depends_on=[group])
        )
        pulumi.export("name", cluster.eks_cluster.name)
        pulumi.export("vpc", cluster.eks_cluster.vpc_config.vpc_id)
        pulumi.export("kubeconfig", cluster.get_kubeconfig(profile_name="dev"))
        pulumi.export("nodes", group.node_group.node_group_name)

    result = run(serve(use), project="p", stack="s", preview=preview).raise_for_failures()
    graph: ResourceGraph = result.graph
    component = graph.by_type("eks:index:Cluster")[0]
    cluster = graph.by_type("aws:eks/cluster:Cluster")[0]
    group = graph.by_type("aws:eks/nodeGroup:NodeGroup")[0]

    assert graph.ancestors(cluster) == (component,)
    assert cluster.provider == group.provider == graph.by_name("west")[0].urn
    assert group.options.ignore_changes == ("scalingConfig.desiredSize",)
    assert cluster in graph.dependencies(group)
    made = next(r for r in graph.by_type("pulumi:providers:kubernetes") if r.parent)
    assert made.inputs["kubeconfig"] == SECRET
    if not preview:
        assert result.outputs["name"] == cluster.outputs["name"]
        assert result.outputs["vpc"] == graph.by_name("net")[0].id
        assert "--profile" in result.outputs["kubeconfig"]
        assert result.outputs["nodes"] == group.outputs["nodeGroupName"]
        namespace = graph.by_type("kubernetes:core/v1:Namespace")[0]
        intervals = result.timeline
        assert intervals[namespace.urn].started >= intervals[group.urn].finished
        assert intervals[group.urn].started >= intervals[cluster.urn].finished > 400


def test_a_failed_child_fails_the_component_and_skips_what_needs_it() -> None:
    def use(cluster: eks.Cluster, role: aws.iam.Role, options: pulumi.ResourceOptions) -> None:
        eks.ManagedNodeGroup("cpu", cluster=cluster, node_role=role, opts=options)

    program = serve(use)
    from polycloud_testing.simulation.faults import Faults, parse_fault

    core = SimulatedClouds(faults=Faults([parse_fault("fail aws:eks/cluster:Cluster#create")]))
    result = run(program, project="p", stack="s", core=core)

    assert [failure.type for failure in result.failures] == [
        "aws:eks/cluster:Cluster",
        "eks:index:Cluster",
    ]
    assert [urn.rsplit("::", 1)[1] for urn in result.skipped] == ["cpu"]


def test_the_component_needs_a_provider_of_its_own_package() -> None:
    def program() -> None:
        west = aws.Provider("west", region="us-west-2")
        eks.Cluster("serving", vpc_id="vpc-1", opts=pulumi.ResourceOptions(providers=[west]))

    config = {"pulumi:disable-default-providers": '["*"]'}
    (failure,) = run(program, project="p", stack="s", config=config).failures
    assert failure.reason.startswith("Default provider for 'eks' disabled")
