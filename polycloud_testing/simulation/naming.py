"""Generated physical names, as the real providers make them in Check."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from typing import Any, Final, cast

from attrs import frozen

from polycloud_testing.simulation.interface import Properties
from polycloud_testing.simulation.outputs import azure_paths
from polycloud_testing.simulation.packages import is_provider
from polycloud_testing.simulation.property_types import Scalar
from polycloud_testing.simulation.schema import ResourceSchema

_AUTONAMED: Final = "pulumi.com/autonamed"


@frozen
class Form:
    """How names of a type are generated: the property, how many hexadecimal digits after
    which separator, and how long the whole may be.
    """

    property: str = "name"
    digits: int = 7
    separator: str = "-"
    longest: int = 255
    lowercase: bool = False


_AWS: Final = {
    "aws:s3/bucket:Bucket": Form("bucket", longest=63, lowercase=True),
    "aws:s3/bucketV2:BucketV2": Form("bucket", longest=63, lowercase=True),
    "aws:iam/role:Role": Form(longest=64),
    "aws:iam/user:User": Form(longest=64),
    "aws:iam/policy:Policy": Form(longest=128),
    "aws:iam/instanceProfile:InstanceProfile": Form(longest=128),
    "aws:eks/cluster:Cluster": Form(longest=100),
    "aws:eks/nodeGroup:NodeGroup": Form("nodeGroupName", longest=63),
    "aws:lb/loadBalancer:LoadBalancer": Form(longest=32),
    "aws:lb/targetGroup:TargetGroup": Form(longest=32),
    "aws:rds/instance:Instance": Form("identifier", longest=63, lowercase=True),
    "aws:rds/cluster:Cluster": Form("clusterIdentifier", longest=63, lowercase=True),
    "aws:lambda/function:Function": Form(longest=64),
}
_GCP: Final = Form(longest=63)
_NEVER: Final = frozenset(
    {
        "aws:eks/addon:Addon",
        "aws:route53/record:Record",
        "aws:route53/zone:Zone",
        "aws:ssm/parameter:Parameter",
        "gcp:dns/recordSet:RecordSet",
    }
)


def named(
    schema: ResourceSchema, urn: str, inputs: Properties, old: Properties | None, seed: str
) -> dict[str, Any]:
    """``inputs`` with the generated name where the program gives none."""
    complete = dict(inputs)
    name = urn.split("::", 3)[3]
    if schema.package == "kubernetes":
        _name_object(schema, complete, name, old, _hex(urn, seed, 8))
        return complete
    if schema.package == "azure-native" and not is_provider(schema.token):
        _name_azure(schema, complete, name, old, f"{seed}\0{urn}")
        return complete
    form = _form(schema)
    if form is None or complete.get(form.property) is not None:
        return complete
    # A prefix is the other way to say a name, and the cloud takes only one.
    if complete.get(f"{form.property}Prefix") is not None:
        return complete
    kept = (old or {}).get(form.property)
    complete[form.property] = kept or _generated(form, name, _hex(urn, seed, form.digits))
    return complete


def _form(schema: ResourceSchema) -> Form | None:
    token = schema.token
    if token in _NEVER or is_provider(token):
        return None
    if schema.package == "aws":
        return _AWS.get(token) or _by_name(schema, Form())
    if schema.package == "gcp":
        return _by_name(schema, _GCP)
    return None


def _by_name(schema: ResourceSchema, form: Form) -> Form | None:
    prop = schema.inputs.get("name")
    out = schema.outputs.get("name")
    takes = prop is not None and not prop.required and prop.type is Scalar.STRING
    # An optional output means that the cloud does without a name.
    return form if takes and out is not None and out.required else None


def _name_azure(
    schema: ResourceSchema, inputs: dict[str, Any], name: str, old: Properties | None, seed: str
) -> None:
    """azure-native lets the name be too long or of the wrong letters; Azure then says so."""
    prop, default, nested = azure_paths.own_name(schema)
    if not prop or inputs.get(prop) is not None:
        return
    digest = hashlib.sha256(f"{seed}\0name".encode()).digest()
    if azure_paths.short(schema.token) in azure_paths.BY_UUID:
        generated = str(uuid.UUID(bytes=b"\0\0\0\0" + digest[4:16], version=4))
    else:
        generated = default or (name if nested else f"{name}{digest.hex()[:8]}")
    inputs[prop] = (old or {}).get(prop) or generated


def _generated(form: Form, name: str, suffix: str) -> str:
    base = name.lower() if form.lowercase else name
    room = form.longest - len(form.separator) - len(suffix)
    return f"{base[:room]}{form.separator}{suffix}"


def _name_object(
    schema: ResourceSchema,
    inputs: dict[str, Any],
    name: str,
    old: Properties | None,
    suffix: str,
) -> None:
    if "metadata" not in schema.inputs or schema.token.endswith(("List", "Patch")):
        return
    asked = inputs.get("metadata")
    if asked is not None and not isinstance(asked, Mapping):
        return
    metadata = dict(cast("Mapping[str, Any]", asked or {}))
    if metadata.get("name") is not None or metadata.get("generateName") is not None:
        return
    before = cast("dict[str, Any]", (old or {}).get("metadata") or {})
    metadata["name"] = before.get("name") or f"{name}-{suffix}"
    annotations: Any = metadata.get("annotations") or {}
    if isinstance(annotations, Mapping):
        mapping = cast("Mapping[str, Any]", annotations)
        metadata["annotations"] = {**mapping, _AUTONAMED: "true"}
    inputs["metadata"] = metadata


def _hex(urn: str, seed: str, length: int) -> str:
    return hashlib.sha256(f"{seed}\0{urn}\0name".encode()).hexdigest()[:length]
