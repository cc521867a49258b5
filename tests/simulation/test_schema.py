"""What each resource type takes, as read from the installed SDKs."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from pulumi import _types

from polycloud_testing.simulation import packages
from polycloud_testing.simulation.property_types import (
    ArrayType,
    EnumType,
    MapType,
    ObjectType,
    PropertyType,
    Scalar,
    UnionType,
)
from polycloud_testing.simulation.schema import (
    MissingSdkError,
    UnknownTypeError,
    function_schema_for,
    schema_for,
)

TOKENS = [
    "aws:s3/bucket:Bucket",
    "aws:dynamodb/table:Table",
    "gcp:storage/bucket:Bucket",
    "azure-native:storage:StorageAccount",
    "kubernetes:apps/v1:Deployment",
    "eks:index:Cluster",
    "random:index/randomPassword:RandomPassword",
    "pulumi:providers:gcp",
]


def object_type(type_: PropertyType) -> ObjectType:
    while isinstance(type_, ArrayType | MapType):
        type_ = type_.element
    assert isinstance(type_, ObjectType)
    return type_


@pytest.mark.parametrize("token", TOKENS)
def test_inputs_are_those_of_the_sdk_arguments_class(token: str) -> None:
    arguments = packages.find(token).arguments
    assert arguments is not None
    names = _types.input_type_py_to_pulumi_names(arguments)
    assert set(schema_for(token).inputs) == set(names.values())


@pytest.mark.parametrize("token", [t for t in TOKENS if "providers" not in t])
def test_outputs_are_those_of_the_sdk_resource_class(token: str) -> None:
    outputs = set(_types.resource_types(packages.find(token).resource)) - {"id", "urn"}
    assert outputs <= set(schema_for(token).outputs)
    assert outputs


def test_required_properties_are_the_ones_the_sdk_does_not_default() -> None:
    schema = schema_for("azure-native:storage:StorageAccount")
    required = {name for name, declared in schema.inputs.items() if declared.required}
    assert required == {"kind", "resourceGroupName", "sku"}


def test_nested_objects_are_typed_at_any_depth() -> None:
    rules = schema_for("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").inputs[
        "rules"
    ]
    transitions = object_type(rules.type).properties["transitions"]
    transition = object_type(transitions.type)
    assert transition.properties["days"].type is Scalar.INTEGER
    assert transition.properties["storageClass"].required


def test_a_type_that_refers_to_itself_is_no_trouble() -> None:
    crd = schema_for("kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition")
    version = object_type(object_type(crd.inputs["spec"].type).properties["versions"].type)
    validation = object_type(version.properties["schema"].type)
    openapi = object_type(validation.properties["openAPIV3Schema"].type)
    assert openapi.properties["properties"].type == MapType(openapi)


def test_azure_enumerations_are_exhaustive() -> None:
    kind = schema_for("azure-native:storage:StorageAccount").inputs["kind"].type
    assert isinstance(kind, EnumType)
    assert kind.exhaustive
    assert "StorageV2" in kind.values


def test_aws_enumerations_written_for_convenience_are_not() -> None:
    instance_type = schema_for("aws:ec2/instance:Instance").inputs["instanceType"].type
    assert isinstance(instance_type, EnumType)
    assert not instance_type.exhaustive


def test_an_enumeration_without_a_string_beside_it_is_exhaustive() -> None:
    mode = schema_for("eks:index:Cluster").inputs["authenticationMode"].type
    assert isinstance(mode, EnumType)
    assert mode.exhaustive
    assert set(mode.values) == {"API", "API_AND_CONFIG_MAP", "CONFIG_MAP"}


def test_resources_and_plain_arguments_of_other_sdks_are_told_apart() -> None:
    schema = schema_for("eks:index:ManagedNodeGroup")
    assert schema.inputs["nodeRole"].type is Scalar.RESOURCE
    scaling = object_type(schema.inputs["scalingConfig"].type)
    assert scaling.properties["minSize"].required


def test_a_number_or_a_name_is_a_union() -> None:
    service = schema_for("kubernetes:core/v1:Service")
    port = object_type(object_type(service.inputs["spec"].type).properties["ports"].type)
    assert port.properties["targetPort"].type == UnionType((Scalar.INTEGER, Scalar.STRING))


def test_secret_outputs_are_known() -> None:
    password = schema_for("random:index/randomPassword:RandomPassword")
    assert password.secrets == {"bcryptHash", "result"}
    assert schema_for("aws:s3/bucket:Bucket").secrets == frozenset()


def test_a_kubernetes_group_outside_the_sdk_is_a_custom_resource() -> None:
    schema = schema_for("kubernetes:karpenter.sh/v1:NodePool")
    assert schema.open
    assert set(schema.inputs) == {"apiVersion", "kind", "metadata"}


def test_a_function_has_arguments_and_results() -> None:
    schema = function_schema_for("aws:eks/getAddonVersion:getAddonVersion")
    assert schema.inputs["mostRecent"].type is Scalar.BOOLEAN
    assert schema.outputs["version"].type is Scalar.STRING


@pytest.mark.parametrize(
    ("token", "wire_name"),
    [
        ("azure-native:storage:listStorageAccountKeys", "resourceGroupName"),
        ("gcp:organizations/getProject:getProject", "projectId"),
        ("aws:lambda/getFunction:getFunction", "functionName"),
        ("aws:index/getRegion:getRegion", "region"),
    ],
)
def test_functions_of_every_package_are_found(token: str, wire_name: str) -> None:
    assert wire_name in function_schema_for(token).inputs


@pytest.mark.parametrize(
    ("token", "message"),
    [
        ("kubernetes:apps/v1:Deploymnt", "did you mean 'kubernetes:apps/v1:Deployment'"),
        ("aws:s3/nothing:Nothing", "no type 'aws:s3/nothing:Nothing'"),
        ("Bucket", "not a type token"),
    ],
)
def test_an_unknown_type_is_refused(token: str, message: str) -> None:
    with pytest.raises(UnknownTypeError, match=message):
        schema_for(token)


def test_an_unknown_function_is_refused() -> None:
    with pytest.raises(UnknownTypeError, match="no function"):
        function_schema_for("aws:index/getRegoin:getRegoin")


def test_a_missing_sdk_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    packages.sdk.cache_clear()
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingSdkError, match=r"pip install 'polycloud\[azure\]'"):
        packages.sdk("azure-native")
    packages.sdk.cache_clear()


def test_threads_get_the_same_schema() -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(schema_for, ["aws:kms/key:Key"] * 32))
    assert all(schema is found[0] for schema in found)


def test_only_the_module_that_is_needed_is_loaded() -> None:
    program = (
        "import sys; from polycloud_testing.simulation.schema import schema_for; "
        "schema_for('eks:index:ManagedNodeGroup').inputs; "
        "schema_for('aws:kms/key:Key'); "
        "print('pulumi_aws.kms.key' in sys.modules, 'pulumi_aws.ec2.vpc' in sys.modules, "
        "'pulumi_gcp' in sys.modules)"
    )
    shown = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert shown.stdout.split() == ["True", "False", "False"]


def test_secret_outputs_that_cannot_be_read_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    from pulumi_random import RandomPassword

    from polycloud.errors import UnsupportedSdk
    from polycloud_testing.simulation import schema

    assert schema._secret_outputs(RandomPassword) == {"bcryptHash", "result"}
    monkeypatch.delattr(RandomPassword, "_internal_init")
    with pytest.raises(UnsupportedSdk, match=r"RandomPassword.*are secret: expected"):
        schema._secret_outputs(RandomPassword)
