"""Whether the old resource is deleted before the new one is made, or after.

* **Bridged** providers delete first when the resource's name was given and not generated,
  for two of a name cannot exist, and for the few types that say so. Source:
  pulumi-terraform-bridge, ``pkg/tfbridge/schema.go`` (``nameRequiresDeleteBeforeReplace``).
* **azure-native** deletes first unless it made the name up. Source: pulumi-azure-native,
  ``provider/pkg/provider/provider.go`` (``Diff``).
* **kubernetes** deletes first when name and namespace stay and the name was given. Source:
  pulumi-kubernetes, ``provider/pkg/provider/provider.go`` (``Diff``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, cast

from polycloud_testing.simulation.interface import Properties
from polycloud_testing.simulation.packages import is_provider, package_of
from polycloud_testing.simulation.property_types import Scalar
from polycloud_testing.simulation.replacement.rules import TypeRules, rules_for
from polycloud_testing.simulation.schema import schema_for

_DEFAULTS: Final = "__defaults"
_CREATE_BEFORE_DELETE: Final = "__createBeforeDelete"
_K8S_AUTONAMED: Final = "pulumi.com/autonamed"
_GENERATED: Final = re.compile(r".*(?:-[0-9a-f]{7,8}|[a-z][0-9a-f]{8})")
_NAMES: Final = {
    "aws:s3/bucket:Bucket": "bucket",
    "aws:eks/nodeGroup:NodeGroup": "nodeGroupName",
    "aws:rds/instance:Instance": "identifier",
    "aws:rds/cluster:Cluster": "clusterIdentifier",
}
"""Types whose generated name is not in the property ``name``."""


def deletes_before_replace(
    token: str, old: Properties | None = None, new: Properties | None = None
) -> bool:
    """Whether a replacement of a resource of this type deletes the old one first.

    ``old`` and ``new`` are its inputs, with the names that were generated in place. Which
    these are the providers note among the inputs (``__defaults``); without the note, a name
    that ends as generated names do is taken for one.

    Raises:
        MissingSdkError: The SDK of the type's package is not installed.
        UnknownTypeError: The SDK has no such type.
    """
    package = package_of(token)
    if is_provider(token):
        return False
    if rules_for(package).types.get(token, TypeRules()).deletes_first:
        return True
    before, after = old or {}, new or {}
    if package == "azure-native":
        return not _generated_in_azure(token, before)
    if package == "kubernetes":
        return _keeps_given_name(before, after)
    return _has_given_name(token, after)


def _has_given_name(token: str, new: Properties) -> bool:
    name = _NAMES.get(token, "name")
    declared = schema_for(token).inputs.get(name)
    # A name that has to be given is no generated one for the bridge, and so no reason.
    if declared is None or declared.required or declared.type is not Scalar.STRING:
        return False
    value = new.get(name)
    if value is None:
        return False
    noted = new.get(_DEFAULTS)
    if isinstance(noted, list | tuple):
        return name not in noted
    return not _looks_generated(value)


def _generated_in_azure(token: str, old: Properties) -> bool:
    if _CREATE_BEFORE_DELETE in old:
        return old[_CREATE_BEFORE_DELETE] is True
    schema = schema_for(token)
    named = [
        value
        for name, value in old.items()
        if name.endswith("Name")
        and name != "resourceGroupName"
        and name in schema.inputs
        and name not in schema.outputs
    ]
    if token == "azure-native:resources:ResourceGroup":  # noqa: S105 - a type token
        named = [old.get("resourceGroupName")]
    return bool(named) and any(_looks_generated(value) for value in named)


def _keeps_given_name(old: Properties, new: Properties) -> bool:
    before, after = _metadata(old), _metadata(new)
    annotations = cast("Mapping[str, Any]", after.get("annotations") or {})
    if annotations.get(_K8S_AUTONAMED) == "true" or after.get("name") is None:
        return False
    place = ("name", "namespace")
    return all((before.get(key) or None) == (after.get(key) or None) for key in place)


def _metadata(inputs: Properties) -> Mapping[str, Any]:
    found = inputs.get("metadata")
    return cast("Mapping[str, Any]", found) if isinstance(found, Mapping) else {}


def _looks_generated(value: Any) -> bool:
    return not isinstance(value, str) or _GENERATED.fullmatch(value) is not None
