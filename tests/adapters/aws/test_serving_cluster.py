from __future__ import annotations

import json
from datetime import date
from ipaddress import IPv4Network

import pulumi
import pytest
from attrs import evolve

from polycloud.abstractions.serving_cluster import GpuPoolSpec, NodePoolSpec, ServingClusterSpec
from polycloud.adapters.aws.node_pools import POOL_LABEL, same_size
from polycloud.adapters.aws.serving_cluster import ServingCluster, default_version
from polycloud.adapters.aws.settings import CATALOG

from .deploying import ACCOUNT, TAGS, deploy, network, statements

CLUSTER = "aws:eks/cluster:Cluster"
NODES = "aws:eks/nodeGroup:NodeGroup"
ADDON = "aws:eks/addon:Addon"
ROLE = "aws:iam/role:Role"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
MODEL_SERVER = ("serving", "model-server")


def _program(spec: ServingClusterSpec):
    def program(context):
        made = ServingCluster("serving", spec, context)
        identity = made.identity(*MODEL_SERVER)
        again = made.identity(*MODEL_SERVER)
        assert again is identity
        return {
            "name": made.cluster_name,
            "endpoint": made.endpoint,
            "issuer": made.issuer,
            "kubeconfig": made.kubeconfig,
            "connect": made.connect_command,
            "subject": identity.subject,
            "identity_issuer": identity.issuer,
            "principal": identity.principal,
            "audience": identity.audience,
        }

    return program


def _run(*, preview: bool = False, **spec):
    return deploy(_program(ServingClusterSpec(**spec)), preview=preview)


@pytest.fixture(scope="module")
def default():
    return _run()


@pytest.fixture(scope="module")
def gpus():
    return _run(gpu=GpuPoolSpec(max_nodes=4, disk_gib=300))


def _one(graph, kind, name=None):
    (found,) = (each for each in graph.by_type(kind) if name in (None, each.name))
    return found


def _addon(graph, addon):
    (found,) = (each for each in graph.by_type(ADDON) if each.inputs["addonName"] == addon)
    return found


def _trust(graph, role):
    (statement,) = json.loads(_one(graph, ROLE, role).inputs["assumeRolePolicy"])["Statement"]
    return statement


def _before(graph, first, then):
    """Whether ``first`` is there before ``then`` is begun, by way of any resource between."""
    waiting, seen = [then.urn], set[str]()
    while waiting:
        resource = graph.by_urn(waiting.pop())
        for urn in (*resource.all_dependencies, *filter(None, [resource.parent])):
            if urn == first.urn:
                return True
            if urn not in seen:
                seen.add(urn)
                waiting.append(urn)
    return False


# The control plane


def test_a_preview_knows_what_will_be_made():
    run = _run(preview=True, gpu=GpuPoolSpec())
    assert len(run.graph.by_type(NODES)) == 2
    assert len(run.graph.by_type("aws:eks/podIdentityAssociation:PodIdentityAssociation")) == 1


def test_the_control_plane_is_reached_from_the_vpc_alone_by_default(default):
    cluster = _one(default.graph, CLUSTER)
    access = cluster.inputs["vpcConfig"]
    assert access["endpointPrivateAccess"] is True
    assert access["endpointPublicAccess"] is False
    assert not access.get("publicAccessCidrs")
    rule = _one(default.graph, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    assert rule.inputs["cidrIpv4"] == str(network().range)
    assert (rule.inputs["fromPort"], rule.inputs["toPort"]) == (443, 443)


def test_authorized_ranges_and_nobody_else_come_from_the_internet():
    graph = _run(authorized_ranges=("203.0.113.0/24", "198.51.100.7/32")).graph
    access = _one(graph, CLUSTER).inputs["vpcConfig"]
    assert access["endpointPublicAccess"] is True
    assert access["endpointPrivateAccess"] is True
    assert list(access["publicAccessCidrs"]) == ["203.0.113.0/24", "198.51.100.7/32"]


def test_who_may_call_reaches_the_api_and_services_and_no_other_port():
    caller = IPv4Network("10.9.0.0/24")

    def program(context):
        context.network = evolve(context.network, callers=(caller,))
        return _program(ServingClusterSpec())(context)

    rules = deploy(program).graph.by_type(
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
    )
    ports = [
        (rule.inputs["ipProtocol"], rule.inputs["fromPort"], rule.inputs["toPort"])
        for rule in rules
        if rule.inputs["cidrIpv4"] == str(caller)
    ]
    assert sorted(ports) == [("tcp", 443, 443), ("tcp", 30000, 32767)]
    assert {rule.inputs["cidrIpv4"] for rule in rules} == {str(caller), str(network().range)}


def test_a_private_endpoint_stays_private():
    access = _one(_run(private_endpoint=True).graph, CLUSTER).inputs["vpcConfig"]
    assert access["endpointPublicAccess"] is False


def test_control_plane_and_nodes_are_in_private_subnets_only(gpus):
    graph = gpus.graph
    private = {r.id for r in graph.by_type("aws:ec2/subnet:Subnet") if "private" in r.name}
    assert set(_one(graph, CLUSTER).inputs["vpcConfig"]["subnetIds"]) == private
    for nodes in graph.by_type(NODES):
        assert set(nodes.inputs["subnetIds"]) == private


def test_all_control_plane_logs_go_to_an_encrypted_group_that_is_there_first():
    graph = _run(log_retention_days=90).graph
    cluster = _one(graph, CLUSTER)
    assert sorted(cluster.inputs["enabledClusterLogTypes"]) == [
        *("api", "audit", "authenticator", "controllerManager", "scheduler")
    ]
    group = _one(graph, LOG_GROUP, "serving-control-plane")
    assert group.inputs["name"] == f"/aws/eks/{cluster.inputs['name']}/cluster"
    assert group.inputs["retentionInDays"] == 90
    assert group.inputs["kmsKeyId"] == _one(graph, "aws:kms/key:Key").outputs["arn"]
    assert _before(graph, group, cluster)


def test_secrets_are_encrypted_with_the_deployments_key(default):
    encryption = _one(default.graph, CLUSTER).inputs["encryptionConfig"]
    assert list(encryption["resources"]) == ["secrets"]
    key = _one(default.graph, "aws:kms/key:Key")
    assert encryption["provider"]["keyArn"] == key.outputs["arn"]


def test_access_is_by_access_entries_alone(default):
    access = _one(default.graph, CLUSTER).inputs["accessConfig"]
    assert access["authenticationMode"] == "API"
    assert not default.graph.by_type("kubernetes:core/v1:ConfigMap")


@pytest.mark.parametrize(("asked", "support"), [(None, "STANDARD"), ("1.34", "EXTENDED")])
def test_only_a_version_that_is_asked_for_is_kept_after_standard_support(asked, support):
    graph = _run(kubernetes_version=asked).graph
    assert _one(graph, CLUSTER).inputs["upgradePolicy"]["supportType"] == support


def test_the_version_is_the_one_asked_for_everywhere():
    graph = _run(kubernetes_version="1.34", gpu=GpuPoolSpec()).graph
    assert _one(graph, CLUSTER).inputs["version"] == "1.34"
    assert {each.inputs["version"] for each in graph.by_type(NODES)} == {"1.34"}


def test_the_default_version_is_in_standard_support(default):
    version = _one(default.graph, CLUSTER).inputs["version"]
    assert CATALOG.kubernetes_versions[version].support(date.today()) == "standard"


def test_a_catalog_that_has_aged_out_says_so():
    with pytest.raises(LookupError, match="2040"):
        default_version(date(2040, 1, 1))


def test_services_have_addresses_of_the_plan(default):
    config = _one(default.graph, CLUSTER).inputs["kubernetesNetworkConfig"]
    assert config["serviceIpv4Cidr"] == str(network().services)


# The nodes


def test_the_cpu_pool_has_a_machine_of_the_size_asked_for():
    graph = _run(cpu=NodePoolSpec(vcpus=8, memory_gib=32, min_nodes=2, max_nodes=10)).graph
    nodes = _one(graph, NODES)
    (machine,) = nodes.inputs["instanceTypes"]
    assert CATALOG.machines[machine].vcpus >= 8
    assert CATALOG.machines[machine].memory_gib >= 32
    assert nodes.inputs["amiType"] == "AL2023_x86_64_STANDARD"
    assert nodes.inputs["capacityType"] == "ON_DEMAND"
    assert nodes.inputs["scalingConfig"] == {"minSize": 2, "maxSize": 10, "desiredSize": 2}
    assert not nodes.inputs.get("taints")


def test_a_named_machine_is_taken_as_it_is():
    graph = _run(cpu=NodePoolSpec(machine_type="r7i.2xlarge")).graph
    assert list(_one(graph, NODES).inputs["instanceTypes"]) == ["r7i.2xlarge"]


def test_there_is_no_gpu_pool_unless_asked_for(default):
    assert [each.name for each in default.graph.by_type(NODES)] == ["serving-cpu"]


def test_the_gpu_pool_starts_empty_and_takes_only_what_asks_for_a_gpu(gpus):
    nodes = _one(gpus.graph, NODES, "serving-gpu")
    assert nodes.inputs["scalingConfig"] == {"minSize": 0, "maxSize": 4, "desiredSize": 0}
    assert [dict(each) for each in nodes.inputs["taints"]] == [
        {"key": "nvidia.com/gpu", "value": "present", "effect": "NO_SCHEDULE"}
    ]
    assert nodes.inputs["amiType"] == "AL2023_x86_64_NVIDIA"
    (machine,) = nodes.inputs["instanceTypes"]
    accelerator = CATALOG.machines[machine].accelerator
    assert accelerator is not None
    assert nodes.inputs["labels"] == {
        POOL_LABEL: "gpu",
        "k8s.amazonaws.com/accelerator": accelerator.kind,
    }


def test_the_gpu_asked_for_is_the_gpu_that_comes():
    graph = _run(gpu=GpuPoolSpec(gpu="nvidia-t4", gpus=4)).graph
    (machine,) = _one(graph, NODES, "serving-gpu").inputs["instanceTypes"]
    accelerator = CATALOG.machines[machine].accelerator
    assert accelerator is not None
    assert (accelerator.kind, accelerator.count) == ("nvidia-t4", 4)


def test_the_count_is_the_autoscalers_after_creation(gpus):
    for nodes in gpus.graph.by_type(NODES):
        assert "scalingConfig.desiredSize" in nodes.options.ignore_changes


def test_a_cpu_pool_from_zero_has_a_node_for_the_add_ons_at_first():
    graph = _run(cpu=NodePoolSpec(min_nodes=0, max_nodes=3)).graph
    scaling = _one(graph, NODES).inputs["scalingConfig"]
    assert (scaling["minSize"], scaling["desiredSize"]) == (0, 1)


def test_a_spot_pool_draws_on_all_machines_of_the_size():
    graph = _run(cpu=NodePoolSpec(spot=True), gpu=GpuPoolSpec(spot=True)).graph
    for nodes in graph.by_type(NODES):
        assert nodes.inputs["capacityType"] == "SPOT"
        machines = [CATALOG.machines[each] for each in nodes.inputs["instanceTypes"]]
        sizes = {(m.vcpus, m.memory_gib, m.architecture, m.accelerator) for m in machines}
        assert len(sizes) == 1
    assert len(_one(graph, NODES, "serving-cpu").inputs["instanceTypes"]) > 1


def test_a_machine_that_the_catalog_lacks_has_no_alternatives():
    assert same_size("z9x.large", "us-west-2") == ["z9x.large"]


def test_what_cannot_be_had_is_refused_with_its_reason():
    def program(context):
        with pytest.raises(ValueError, match="not a GPU that AWS has"):
            ServingCluster("serving", ServingClusterSpec(gpu=GpuPoolSpec(gpu="tpu-v5e")), context)

    deploy(program)


def test_disks_are_encrypted_and_as_large_as_asked(gpus):
    sizes = {}
    for template in gpus.graph.by_type("aws:ec2/launchTemplate:LaunchTemplate"):
        (device,) = template.inputs["blockDeviceMappings"]
        disk = device["ebs"]
        sizes[template.name] = disk["volumeSize"]
        assert disk["encrypted"] in (True, "true")
        assert disk["volumeType"] == "gp3"
    assert sizes == {"serving-cpu": NodePoolSpec().disk_gib, "serving-gpu": 300}


def test_no_pod_takes_its_nodes_identity_from_instance_metadata(gpus):
    for template in gpus.graph.by_type("aws:ec2/launchTemplate:LaunchTemplate"):
        metadata = template.inputs["metadataOptions"]
        assert metadata["httpTokens"] == "required"
        assert metadata["httpPutResponseHopLimit"] == 1


def test_machines_and_disks_carry_the_deployments_tags(gpus):
    for template in gpus.graph.by_type("aws:ec2/launchTemplate:LaunchTemplate"):
        tagged = {
            each["resourceType"]: each["tags"] for each in template.inputs["tagSpecifications"]
        }
        assert {"instance", "volume"} <= tagged.keys()
        for tags in tagged.values():
            assert tags.items() >= TAGS.items()


def test_each_pool_uses_its_own_launch_template(gpus):
    templates = {r.name: r for r in gpus.graph.by_type("aws:ec2/launchTemplate:LaunchTemplate")}
    for nodes in gpus.graph.by_type(NODES):
        assert nodes.inputs["launchTemplate"]["id"] == templates[nodes.name].id


def test_nodes_come_after_all_that_they_need(gpus):
    graph = gpus.graph
    needed = [
        _addon(graph, "vpc-cni"),
        _addon(graph, "eks-pod-identity-agent"),
        *(r for r in graph.by_type("aws:iam/rolePolicyAttachment:RolePolicyAttachment")),
        _one(graph, "aws:ec2/natGateway:NatGateway"),
    ]
    for nodes in graph.by_type(NODES):
        for first in needed:
            assert _before(graph, first, nodes), f"{nodes.name} does not wait for {first.name}"


def test_dns_waits_for_nodes_to_run_on(default):
    graph = default.graph
    assert _before(graph, _one(graph, "eks:index:ManagedNodeGroup"), _addon(graph, "coredns"))


def test_network_policies_are_enforced(default):
    settings = json.loads(_addon(default.graph, "vpc-cni").inputs["configurationValues"])
    assert settings["enableNetworkPolicy"] == "true"


def test_every_add_on_is_managed_once(default):
    addons = sorted(each.inputs["addonName"] for each in default.graph.by_type(ADDON))
    assert addons == ["coredns", "eks-pod-identity-agent", "kube-proxy", "vpc-cni"]
    assert _one(default.graph, CLUSTER).inputs["bootstrapSelfManagedAddons"] is False


# Who may do what


def test_nodes_may_only_join_and_pull_images(default):
    role = _one(default.graph, ROLE, "serving-node")
    policies = {
        each.inputs["policyArn"].rpartition("/")[2]
        for each in default.graph.by_type("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
        if each.inputs["role"] == role.outputs["name"]
    }
    assert policies == {"AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"}


def test_the_network_plugin_has_a_role_of_its_own(default):
    (association,) = _addon(default.graph, "vpc-cni").inputs["podIdentityAssociations"]
    role = _one(default.graph, ROLE, "serving-vpc-cni")
    assert association["roleArn"] == role.outputs["arn"]
    assert association["serviceAccount"] == "aws-node"


def test_the_control_planes_role_is_for_this_cluster(default):
    statement = _trust(default.graph, "serving-cluster")
    assert statement["Principal"] == {"Service": "eks.amazonaws.com"}
    arn = f"arn:aws:eks:us-west-2:{ACCOUNT}:cluster/{default.outputs['name']}"
    assert statement["Condition"]["ArnEquals"] == {"aws:SourceArn": arn}
    assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": ACCOUNT}
    assert _one(default.graph, CLUSTER).outputs["arn"] == arn


def test_a_pods_role_is_for_its_service_account_in_this_cluster_only(default):
    association = _one(default.graph, "aws:eks/podIdentityAssociation:PodIdentityAssociation")
    assert (association.inputs["namespace"], association.inputs["serviceAccount"]) == MODEL_SERVER
    (role,) = (
        each
        for each in default.graph.by_type(ROLE)
        if each.outputs["arn"] == association.inputs["roleArn"]
    )
    assert default.outputs["principal"] == role.outputs["arn"]
    statement = _trust(default.graph, role.name)
    assert statement["Principal"] == {"Service": "pods.eks.amazonaws.com"}
    assert sorted(statement["Action"]) == ["sts:AssumeRole", "sts:TagSession"]
    conditions = statement["Condition"]["StringEquals"]
    assert conditions["aws:RequestTag/kubernetes-namespace"] == MODEL_SERVER[0]
    assert conditions["aws:RequestTag/kubernetes-service-account"] == MODEL_SERVER[1]
    arn = _one(default.graph, CLUSTER).outputs["arn"]
    assert conditions["aws:RequestTag/eks-cluster-arn"] == arn


def test_no_policy_has_a_wildcard_principal_or_action(gpus):
    found = list(statements(gpus.graph))
    assert found
    for where, statement in found:
        actions = statement["Action"]
        for action in [actions] if isinstance(actions, str) else actions:
            assert not action.endswith("*"), where
        assert statement.get("Principal") not in ("*", {"AWS": "*"}), where


def test_other_clouds_know_a_pod_by_the_clusters_issuer(default):
    outputs = default.outputs
    assert outputs["issuer"].startswith("https://oidc.eks.us-west-2.amazonaws.com/id/")
    assert not outputs["issuer"].endswith("/")
    assert outputs["identity_issuer"] == outputs["issuer"]
    assert outputs["subject"] == "system:serviceaccount:serving:model-server"
    assert outputs["audience"] == "polycloud/acme/ml/dev"


def test_iam_trusts_the_issuer_without_a_look_at_its_certificate(default):
    provider = _one(default.graph, "aws:iam/openIdConnectProvider:OpenIdConnectProvider")
    assert provider.inputs["url"] == default.outputs["issuer"]
    assert list(provider.inputs["clientIdLists"]) == ["sts.amazonaws.com"]
    assert "thumbprintLists" not in provider.inputs


def test_service_accounts_that_read_alike_have_roles_of_their_own():
    pairs = [("a", "b-c"), ("a-b", "c")]

    def program(context):
        made = ServingCluster("serving", ServingClusterSpec(), context)
        identities = [made.identity(*pair) for pair in pairs]
        assert len({each.name for each in identities}) == 2
        return {"principals": pulumi.Output.all(*(each.principal for each in identities))}

    principals = deploy(program).outputs["principals"]
    assert len(set(principals)) == 2


# What it hands out


def test_the_kubeconfig_signs_in_as_the_caller_and_is_secret(default):
    assert "kubeconfig" in default.secret_outputs
    config = json.loads(default.outputs["kubeconfig"])
    (cluster,) = config["clusters"]
    assert cluster["cluster"]["server"] == default.outputs["endpoint"]
    assert cluster["cluster"]["certificate-authority-data"]
    (user,) = config["users"]
    assert user["user"].keys() == {"exec"}
    command = [user["user"]["exec"]["command"], *user["user"]["exec"]["args"]]
    assert command[:5] == ["aws", "--region", "us-west-2", "eks", "get-token"]
    assert default.outputs["name"] in command
    (context,) = config["contexts"]
    assert config["current-context"] == context["name"]
    assert context["context"] == {"cluster": cluster["name"], "user": user["name"]}


def test_the_connect_command_is_exact(default):
    name = _one(default.graph, CLUSTER).outputs["name"]
    assert default.outputs["connect"] == (
        f"aws eks update-kubeconfig --name {name} --region us-west-2"
    )


def test_two_stacks_do_not_collide():
    spec = ServingClusterSpec()
    names = {deploy(_program(spec), stack=stack).outputs["name"] for stack in ("dev", "prod")}
    assert len(names) == 2


def test_long_projects_fit():
    run = deploy(_program(ServingClusterSpec()), project="p" * 90, stack="s" * 60)
    assert len(run.outputs["name"]) <= 100
    for role in run.graph.by_type(ROLE):
        assert len(role.inputs["name"]) <= 64


def test_everything_uses_the_explicit_providers(gpus):
    providers = {r.urn: r.package for r in gpus.graph if r.is_provider}
    for resource in gpus.graph:
        if resource.custom and not resource.is_provider:
            assert providers[resource.provider] == resource.package, resource.urn
