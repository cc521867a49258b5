"""Functions of the package aws."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from polycloud.catalog import Catalog
from polycloud_testing.simulation.interface import Properties, SimulationError
from polycloud_testing.simulation.invokes.asking import Asking
from polycloud_testing.simulation.invokes.aws_policy import policy_document
from polycloud_testing.simulation.making import ACCOUNT, CREATED
from polycloud_testing.simulation.outputs.aws_facts import REGION

_DOMAINS: Final = {"aws-cn": "amazonaws.com.cn"}


def _region(asking: Asking) -> str:
    return asking.get("region") or asking.setting("region", REGION)


def _caller(asking: Asking) -> Properties:
    return {
        "accountId": ACCOUNT,
        "arn": f"arn:aws:iam::{ACCOUNT}:user/simulated",
        "id": ACCOUNT,
        "userId": "AIDASIMULATEDSIMULATE",
    }


def _get_region(asking: Asking) -> Properties:
    name = asking.get("name") or _region(asking)
    known = Catalog("polycloud.catalog.aws").regions.get(name)
    return {
        "id": name,
        "name": name,
        "region": name,
        "description": known.title if known is not None else name,
        "endpoint": f"ec2.{name}.amazonaws.com",
    }


def _partition(asking: Asking) -> Properties:
    region = asking.setting("region", REGION)
    partition = "aws-cn" if region.startswith("cn-") else "aws"
    partition = "aws-us-gov" if region.startswith("us-gov-") else partition
    suffix = _DOMAINS.get(partition, "amazonaws.com")
    reverse = ".".join(reversed(suffix.split(".")))
    return {
        "id": partition,
        "partition": partition,
        "dnsSuffix": suffix,
        "reverseDnsPrefix": reverse,
    }


def _zones(asking: Asking) -> Properties:
    region = _region(asking)
    known = Catalog("polycloud.catalog.aws").regions.get(region)
    if known is None:
        raise SimulationError(f"fetching Availability Zones: {region} is not a region of AWS.")
    excluded = set(asking.get("excludeNames", []))
    names = [zone for zone in known.zones if zone not in excluded]
    words = region.split("-")
    short = words[0] + "".join(word[0] for word in words[1:-1]) + words[-1]
    return {
        "id": region,
        "region": region,
        "names": names,
        "zoneIds": [f"{short}-az{1 + list(known.zones).index(zone)}" for zone in names],
        "groupNames": [region],
        "state": asking.get("state"),
    }


def _addon_version(asking: Asking) -> Properties:
    addon, kubernetes = asking.need("addonName"), asking.need("kubernetesVersion")
    version = f"v{kubernetes}.0-eksbuild.1"
    return {
        "id": addon,
        "addonName": addon,
        "kubernetesVersion": kubernetes,
        "mostRecent": bool(asking.get("mostRecent", False)),
        "region": _region(asking),
        "version": version,
    }


def _image(asking: Asking) -> Properties:
    """An image that satisfies whatever is asked: the clouds have very many."""
    region = _region(asking)
    filters: dict[str, Any] = {
        f["name"]: f["values"][0] for f in asking.get("filters", []) if f.get("values")
    }
    name = re.sub(r"[*?]", "simulated", filters.get("name") or asking.get("nameRegex") or "image")
    digest = hashlib.sha256(f"{region}{sorted(filters.items())}{name}".encode()).hexdigest()
    identity = f"ami-0000000{digest[:10]}"
    owners: list[str] = asking.get("owners", [])
    return {
        "id": identity,
        "imageId": identity,
        "arn": f"arn:aws:ec2:{region}::image/{identity}",
        "name": name,
        "description": "A simulated image",
        "architecture": filters.get("architecture", "x86_64"),
        "creationDate": CREATED,
        "deprecationTime": "",
        "ownerId": ACCOUNT,
        "imageOwnerAlias": owners[0] if owners and not owners[0].isdigit() else "",
        "state": "available",
        "public": True,
        "rootDeviceName": "/dev/xvda",
        "rootDeviceType": "ebs",
        "virtualizationType": "hvm",
        "hypervisor": "xen",
        "platformDetails": "Linux/UNIX",
        "blockDeviceMappings": [],
        "productCodes": [],
        "tags": {},
        "mostRecent": bool(asking.get("mostRecent", False)),
        "region": region,
        **{key: asking.get(key) for key in ("owners", "filters", "nameRegex")},
    }


def _parameter(asking: Asking) -> Properties:
    """A parameter of this deployment; of AWS's public ones an image or a version."""
    name, region = asking.need("name"), _region(asking)
    record = asking.inventory.get("aws:ssm/parameter:Parameter", name)
    if record is not None:
        value, kind = record.outputs.get("value"), record.outputs.get("type", "String")
    elif name.startswith("/aws/service/"):
        digest = hashlib.sha256(f"{region}{name}".encode()).hexdigest()
        value, kind = f"ami-0000000{digest[:10]}", "String"
    else:
        raise SimulationError(
            f"reading SSM Parameter ({name}): couldn't find resource: ParameterNotFound"
        )
    return {
        "id": name,
        "name": name,
        "type": kind,
        "value": value,
        "insecureValue": value,
        "version": 1,
        "arn": f"arn:aws:ssm:{region}:{ACCOUNT}:parameter/{name.lstrip('/')}",
        "region": region,
    }


def _cluster_auth(asking: Asking) -> Properties:
    name = asking.need("name")
    token = f"k8s-aws-v1.{hashlib.sha256(name.encode()).hexdigest()}"
    return {"id": name, "name": name, "region": _region(asking), "token": token}


FUNCTIONS: Final[Mapping[str, Callable[[Asking], Properties]]] = {
    "aws:index/getCallerIdentity:getCallerIdentity": _caller,
    "aws:index/getRegion:getRegion": _get_region,
    "aws:index/getPartition:getPartition": _partition,
    "aws:index/getAvailabilityZones:getAvailabilityZones": _zones,
    "aws:iam/getPolicyDocument:getPolicyDocument": policy_document,
    "aws:eks/getAddonVersion:getAddonVersion": _addon_version,
    "aws:eks/getClusterAuth:getClusterAuth": _cluster_auth,
    "aws:ssm/getParameter:getParameter": _parameter,
    "aws:ec2/getAmi:getAmi": _image,
}
