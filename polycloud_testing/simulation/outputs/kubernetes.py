"""Outputs of Kubernetes objects, as the API server and its controllers fill them in."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any, Final, cast

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation.making import CREATED, Making
from polycloud_testing.simulation.outputs.rules import Package, Rule

CLUSTER_WIDE: Final = frozenset(
    {
        *("Namespace", "Node", "PersistentVolume", "StorageClass", "CSIDriver", "CSINode"),
        *("ClusterRole", "ClusterRoleBinding", "PriorityClass", "IngressClass", "RuntimeClass"),
        *("CustomResourceDefinition", "APIService", "FlowSchema", "PriorityLevelConfiguration"),
        *("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "VolumeAttachment"),
        *("ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "DeviceClass"),
        *("CertificateSigningRequest", "ClusterTrustBundle", "ServiceCIDR", "IPAddress"),
    }
)
"""Kinds without a namespace (``kubectl api-resources --namespaced=false``)."""

_BUILT_IN: Final = (
    *("core/", "apps/", "batch/", "autoscaling/", "policy/", "networking.k8s.io/"),
    *("rbac.authorization.k8s.io/", "storage.k8s.io/", "discovery.k8s.io/", "coordination.k8s.io/"),
)


def _kind(making: Making) -> str:
    return making.type.rpartition(":")[2].removesuffix("Patch")


def _is_built_in(making: Making) -> bool:
    return making.type.removeprefix("kubernetes:").startswith(_BUILT_IN)


def _asked(making: Making, name: str) -> dict[str, Any]:
    value: Any = making.inputs.get(name)
    return dict(cast("dict[str, Any]", value)) if isinstance(value, dict) else {}


def _metadata(making: Making) -> dict[str, Any]:
    metadata = _asked(making, "metadata")
    if _kind(making) not in CLUSTER_WIDE and (_is_built_in(making) or metadata.get("namespace")):
        metadata.setdefault("namespace", making.setting("namespace", "default"))
    prefix = metadata.get("generateName")
    if not metadata.get("name") and isinstance(prefix, str):
        metadata["name"] = f"{prefix}{making.hex(5, 'generated')}"
    return {
        **metadata,
        "uid": making.uuid("uid"),
        "resourceVersion": str(int(making.hex(4, "version"), 16)),
        "creationTimestamp": CREATED,
        "generation": 1,
    }


def _identify(making: Making) -> str:
    metadata = cast("dict[str, Any]", making.made.get("metadata") or _metadata(making))
    name, namespace = metadata.get("name") or making.name, metadata.get("namespace")
    return f"{namespace}/{name}" if namespace else str(name)


def _ingress(making: Making) -> list[dict[str, Any]]:
    return [{"hostname": f"lb-{making.hex(16, 'lb')}.simulated.example"}]


def _service_spec(making: Making) -> dict[str, Any]:
    spec = {"type": "ClusterIP", "sessionAffinity": "None", **_asked(making, "spec")}
    spec.setdefault(
        "clusterIP", f"172.20.{making.digest('ip')[0]}.{1 + making.digest('ip')[1] % 254}"
    )
    return spec


def _service_status(making: Making) -> dict[str, Any]:
    balanced = _asked(making, "spec").get("type") == "LoadBalancer"
    return {"loadBalancer": {"ingress": _ingress(making)} if balanced else {}}


def _workload_status(making: Making) -> dict[str, Any]:
    replicas = _asked(making, "spec").get("replicas", 1)
    names = ("replicas", "readyReplicas", "availableReplicas", "updatedReplicas")
    ready = dict.fromkeys(names, replicas)
    return {
        **ready,
        "observedGeneration": 1,
        "conditions": [{"type": "Available", "status": "True"}],
    }


def _secret_data(making: Making) -> dict[str, str] | None:
    """What is given as text is kept as base64 beside the rest, and the text is dropped."""
    data = _asked(making, "data")
    for name, text in _asked(making, "stringData").items():
        known = isinstance(text, str)
        data[name] = base64.b64encode(text.encode()).decode() if known else UNKNOWN
    return data or None


def _release_status(making: Making) -> dict[str, Any]:
    return {
        "status": "deployed",
        "name": making.text("name", making.name),
        "namespace": making.text("namespace", "default"),
        "chart": making.text("chart"),
        "version": making.text("version"),
        "revision": 1,
    }


def _constant(value: Any) -> Callable[[Making], Any]:
    return lambda making: value


SHAPES: Final[dict[str, Rule]] = {
    "*": {"metadata": _metadata},
    "kubernetes:core/v1:Service": {"spec": _service_spec, "status": _service_status},
    "kubernetes:core/v1:Secret": {
        "data": _secret_data,
        "stringData": _constant(None),
        "type": lambda making: making.text("type", "Opaque"),
    },
    "kubernetes:core/v1:Namespace": {"status": _constant({"phase": "Active"})},
    "kubernetes:core/v1:Pod": {"status": _constant({"phase": "Running"})},
    "kubernetes:core/v1:PersistentVolumeClaim": {"status": _constant({"phase": "Bound"})},
    "kubernetes:apps/v1:Deployment": {"status": _workload_status},
    "kubernetes:apps/v1:StatefulSet": {"status": _workload_status},
    "kubernetes:networking.k8s.io/v1:Ingress": {
        "status": lambda making: {"loadBalancer": {"ingress": _ingress(making)}}
    },
}

RULES: Final[dict[str, Rule]] = {
    "kubernetes:helm.sh/v3:Release": {
        "name": lambda making: f"{making.name}-{making.hex(8, 'release')}",
        "namespace": "default",
        "id": "{namespace}/{name}",
        "status": _release_status,
    },
}

PACKAGE = Package(rules=RULES, identify=_identify, shapes=SHAPES, fill="none")
