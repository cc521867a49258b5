"""Pods of the cluster act as the workload, whatever cloud the stores are on."""

from __future__ import annotations

import json
from functools import cache
from pathlib import PurePosixPath
from typing import Any

import pulumi
import pulumi_kubernetes as kubernetes
import pytest

from polycloud_testing.facts import Token, known, read_facts
from polycloud_testing.simulation.inprocess import Run, run
from tests.platform.test_up import deploy

CLOUDS = ("aws", "azure", "gcp")


@cache
def deployed(cloud: str) -> Run:
    """Stores on one cloud, the cluster where it is by default."""
    placement = {"object_store": cloud, "metadata_store": cloud}
    return deploy({"enable_tpu_training": "false", "placement": placement})


def parts(cloud: str) -> Any:
    (platform,) = deployed(cloud).graph.by_type("polycloud:platform:Platform")
    return platform.outputs["model_server_pods"]


def environment(cloud: str) -> dict[str, str]:
    return {each["name"]: each["value"] for each in parts(cloud)["container"]["env"]}


def mounted(cloud: str) -> dict[str, Any]:
    """What is behind each path in a container: the source of a token, or a file's content."""
    found: dict[str, Any] = {}
    folders = {
        each["name"]: PurePosixPath(each["mountPath"])
        for each in parts(cloud)["container"]["volumeMounts"]
    }
    for volume in parts(cloud)["pod"]["volumes"]:
        folder = folders[volume["name"]]
        for source in volume.get("projected", {}).get("sources", ()):
            token = source["serviceAccountToken"]
            found[str(folder / token["path"])] = token
        for item in volume.get("configMap", {}).get("items", ()):
            found[str(folder / item["path"])] = parts(cloud)["config_map"]["data"][item["key"]]
    return found


@pytest.mark.parametrize("cloud", CLOUDS)
def test_kubernetes_takes_them(cloud: str) -> None:
    given = parts(cloud)

    def program() -> None:
        provider = kubernetes.Provider("cluster", kubeconfig="{}")
        options = pulumi.ResourceOptions(provider=provider)
        if "config_map" in given:
            kubernetes.core.v1.ConfigMap("files", **given["config_map"], opts=options)
        container = {"name": "server", "image": "triton", **given["container"]}
        template = {
            "metadata": {"labels": {"app": "server"}},
            "spec": {**given["pod"], "containers": [container]},
        }
        spec = {"selector": {"matchLabels": {"app": "server"}}, "template": template}
        kubernetes.apps.v1.Deployment("server", spec=spec, opts=options)

    run(program, project="pods", stack="dev").raise_for_failures()


@pytest.mark.parametrize("cloud", CLOUDS)
def test_they_know_where_the_models_are_and_nothing_of_other_buckets(cloud: str) -> None:
    told = environment(cloud)
    assert {"POLYCLOUD_MODELS_URL", "POLYCLOUD_METADATA_TABLE"} <= told.keys()
    assert not {"POLYCLOUD_DATASETS_URL", "POLYCLOUD_ARTIFACTS_URL"} & told.keys()


@pytest.mark.parametrize("cloud", ["azure", "gcp"])
def test_the_token_is_one_that_the_other_cloud_takes(cloud: str) -> None:
    token = next(each for each in mounted(cloud).values() if isinstance(each, dict))
    facts = read_facts(deployed(cloud).graph)
    accepted = [
        each
        for principal in facts.principals
        for each in known(principal.assumed_by)
        if isinstance(each, Token)
    ]
    assert {each.audience for each in accepted} == {token["audience"]}
    assert {each.subject for each in accepted} == {"system:serviceaccount:serving:model-server"}
    assert parts(cloud)["pod"]["serviceAccountName"] == "model-server"


def test_at_home_there_is_no_token_to_keep() -> None:
    assert mounted("aws") == {}
    assert "config_map" not in parts("aws")
    assert environment("aws")["AWS_REGION"] == "us-west-2"


def test_googles_libraries_find_their_configuration_and_the_token() -> None:
    file = environment("gcp")["GOOGLE_APPLICATION_CREDENTIALS"]
    configuration = json.loads(mounted("gcp")[file])
    assert configuration["type"] == "external_account"
    assert "audience" in mounted("gcp")[configuration["credential_source"]["file"]]


def test_microsofts_libraries_find_the_token() -> None:
    told = environment("azure")
    assert "audience" in mounted("azure")[told["AZURE_FEDERATED_TOKEN_FILE"]]
    assert {"AZURE_CLIENT_ID", "AZURE_TENANT_ID"} <= told.keys()
