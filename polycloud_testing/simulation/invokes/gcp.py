"""Functions of the package gcp."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, Final

from polycloud.catalog import Catalog
from polycloud_testing.simulation.interface import Properties, SimulationError
from polycloud_testing.simulation.invokes.asking import Asking
from polycloud_testing.simulation.making import ACCOUNT, CREATED, PROJECT
from polycloud_testing.simulation.outputs.gcp_facts import REGION
from polycloud_testing.simulation.outputs.versions import kubernetes_version, kubernetes_versions

# https://docs.cloud.google.com/tpu/docs/runtimes
_RUNTIMES: Final = (
    "tpu-ubuntu2204-base",
    "v2-alpha-tpuv5",
    "v2-alpha-tpuv5-lite",
    "v2-alpha-tpuv6e",
)
_BUILD: Final = "-gke.1000000"


def _project(asking: Asking) -> str:
    return asking.get("project") or asking.setting("project", PROJECT)


def _get_project(asking: Asking) -> Properties:
    project = asking.get("projectId") or asking.setting("project", PROJECT)
    return {
        "id": f"projects/{project}",
        "projectId": project,
        "name": project,
        "number": ACCOUNT,
        "orgId": "",
        "folderId": "",
        "billingAccount": "000000-000000-000000",
        "autoCreateNetwork": False,
        "deletionPolicy": "PREVENT",
        "labels": {},
        "effectiveLabels": {},
        "pulumiLabels": {},
        "tags": {},
    }


def _client(asking: Asking) -> Properties:
    project, region = asking.setting("project", PROJECT), asking.setting("region", REGION)
    zone = asking.setting("zone", f"{region}-a")
    return {
        "id": f"projects/{project}/regions/{region}/zones/{zone}",
        "project": project,
        "region": region,
        "zone": zone,
        "accessToken": "simulated",
        "defaultLabels": asking.provider.get("defaultLabels") or {},
    }


def _zones(asking: Asking) -> Properties:
    region = asking.get("region") or asking.setting("region", REGION)
    known = Catalog("polycloud.catalog.gcp").regions.get(region)
    if known is None:
        raise SimulationError(
            f"googleapi: Error 404: The resource 'projects/{_project(asking)}/regions/{region}' "
            "was not found, notFound"
        )
    return {
        "id": f"projects/{_project(asking)}/regions/{region}",
        "names": list(known.zones),
        "project": _project(asking),
        "region": region,
        "status": asking.get("status"),
    }


def _runtimes(asking: Asking) -> Properties:
    zone = asking.get("zone") or asking.setting("zone", f"{REGION}-a")
    path = f"projects/{_project(asking)}/locations/{zone}"
    return {
        "id": path,
        "project": _project(asking),
        "zone": zone,
        "versions": list(_RUNTIMES),
    }


def _engine_versions(asking: Asking) -> Properties:
    prefix = asking.get("versionPrefix", "")
    valid = [f"{minor}.1{_BUILD}" for minor in kubernetes_versions("gcp")]
    valid = [version for version in valid if version.startswith(prefix)]
    if not valid:
        raise SimulationError(f"No version of Kubernetes starts with {prefix!r}.")
    default = f"{kubernetes_version('gcp')}.1{_BUILD}"
    channels = dict.fromkeys(("RAPID", "REGULAR", "STABLE"), default)
    return {
        "id": CREATED,
        "defaultClusterVersion": default,
        "latestMasterVersion": valid[0],
        "latestNodeVersion": valid[0],
        "validMasterVersions": valid,
        "validNodeVersions": valid,
        "releaseChannelDefaultVersion": channels,
        "releaseChannelLatestVersion": dict.fromkeys(channels, valid[0]),
        "releaseChannelUpgradeTargetVersion": channels,
        "location": asking.get("location"),
        "project": asking.get("project"),
        "versionPrefix": asking.get("versionPrefix"),
    }


def _storage_account(asking: Asking) -> Properties:
    email = f"service-{ACCOUNT}@gs-project-accounts.iam.gserviceaccount.com"
    return {
        "id": email,
        "emailAddress": email,
        "member": f"serviceAccount:{email}",
        "project": _project(asking),
    }


def _image(asking: Asking) -> Properties:
    project = asking.get("project", PROJECT)
    name = asking.get("name") or f"{asking.get('family', 'image')}-v20260101"
    path = f"projects/{project}/global/images/{name}"
    made: dict[str, Any] = {
        "id": path,
        "name": name,
        "selfLink": f"https://www.googleapis.com/compute/v1/{path}",
        "project": project,
        "family": asking.get("family", ""),
        "imageId": str(int(hashlib.sha256(path.encode()).hexdigest()[:15], 16)),
        "creationTimestamp": CREATED,
        "description": "A simulated image",
        "diskSizeGb": 10,
        "archiveSizeBytes": 0,
        "status": "READY",
        "labels": {},
        "licenses": [],
    }
    return made


FUNCTIONS: Final[Mapping[str, Callable[[Asking], Properties]]] = {
    "gcp:organizations/getProject:getProject": _get_project,
    "gcp:organizations/getClientConfig:getClientConfig": _client,
    "gcp:compute/getZones:getZones": _zones,
    "gcp:compute/getImage:getImage": _image,
    "gcp:tpu/getV2RuntimeVersions:getV2RuntimeVersions": _runtimes,
    "gcp:container/getEngineVersions:getEngineVersions": _engine_versions,
    "gcp:storage/getProjectServiceAccount:getProjectServiceAccount": _storage_account,
}
