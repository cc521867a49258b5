"""What makes pods act as a workload, in the words of Kubernetes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, Final

from polycloud.abstractions.identity import Workload

TOKEN_SECONDS: Final = 3600
"""How long a pod's token is good; the kubelet replaces it well before its end."""

_CONFIG_MAP: Final = "workload-credentials"


def pod_parts(workload: Workload, namespace: str, service_account: str) -> Mapping[str, Any]:
    """Parts of manifests for pods that act as ``workload``; they hold no secret.

    ``pod`` belongs into the pod's spec and ``container`` into that of each of its containers.
    ``config_map``, where there is one, is an object to be made first: the files that official
    SDKs read. Tokens are the service account's, for the audience that other clouds were told
    to trust; at home, the cluster's own agent gives pods what they need.
    """
    variables = dict(workload.environment)
    files: dict[str, Any] = {}
    tokens: set[str] = set()
    for credentials in workload.credentials:
        variables |= credentials.environment
        files |= credentials.files
        if credentials.token_file is not None:
            tokens.add(credentials.token_file)
    volumes = [
        *_of_files(files),
        *(_of_token(index, path, workload) for index, path in enumerate(sorted(tokens))),
    ]
    parts: dict[str, Any] = {
        "pod": {
            "serviceAccountName": service_account,
            "volumes": [volume for volume, _ in volumes],
        },
        "container": {
            "env": [{"name": name, "value": variables[name]} for name in sorted(variables)],
            "volumeMounts": [
                {"name": volume["name"], "mountPath": folder, "readOnly": True}
                for volume, folder in volumes
            ],
        },
    }
    if files:
        parts["config_map"] = {
            "metadata": {"name": _CONFIG_MAP, "namespace": namespace},
            "data": {_key(path): content for path, content in files.items()},
        }
    return parts


def _of_files(files: Mapping[str, Any]) -> list[tuple[dict[str, Any], str]]:
    """A volume for each folder that has files, with the folder."""
    by_folder: dict[str, list[str]] = defaultdict(list)
    for path in sorted(files):
        by_folder[str(PurePosixPath(path).parent)].append(path)
    return [
        (
            {
                "name": f"credentials-{index}",
                "configMap": {
                    "name": _CONFIG_MAP,
                    "items": [
                        {"key": _key(path), "path": PurePosixPath(path).name} for path in paths
                    ],
                },
            },
            folder,
        )
        for index, (folder, paths) in enumerate(by_folder.items())
    ]


def _of_token(index: int, path: str, workload: Workload) -> tuple[dict[str, Any], str]:
    """https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken"""
    token = {
        "audience": workload.identity.audience,
        "expirationSeconds": TOKEN_SECONDS,
        "path": PurePosixPath(path).name,
    }
    volume = {"name": f"token-{index}", "projected": {"sources": [{"serviceAccountToken": token}]}}
    return volume, str(PurePosixPath(path).parent)


def _key(path: str) -> str:
    """A key of a ConfigMap has letters, digits, ``-``, ``_`` and ``.``."""
    return path.strip("/").replace("/", ".")
