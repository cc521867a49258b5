"""What a workload is given on another cloud is read by that cloud's own library, and by no key.

Each pair of a home and a target: the library finds the credentials where the platform puts
them, and asks the target's token service for exactly the principal that trusts the workload.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import Mock
from urllib.parse import parse_qs, urlsplit

import botocore.session
import google.auth
import pytest
from azure.identity import WorkloadIdentityCredential
from botocore.awsrequest import AWSResponse
from google.auth import identity_pool

from polycloud.abstractions.identity import TOKEN_FILE, Access
from polycloud.abstractions.object_store import OBJECT_STORE, BucketSpec, ObjectStoreSpec
from polycloud.graph import Resource
from polycloud_testing.contracts.harness import OWN, Harness, Stage
from polycloud_testing.contracts.scene import Scene
from polycloud_testing.facts import known
from tests.contracts.harnesses import AWS, AZURE, GCP

PROVIDER = "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider"
IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
TOKEN = "header.payload.signature"
Boot = Callable[[Mapping[str, Any]], None]


def given(stage: Stage) -> Mapping[str, Any]:
    """What every identity gets that may read a bucket."""
    store = stage.cloud.make(
        OBJECT_STORE, "store", ObjectStoreSpec({"b": BucketSpec()}), stage.context
    )
    told: dict[str, Any] = {}
    for name, identity in stage.identities.items():
        credentials = store.grant(identity, Access.READ, "b")
        told[name] = {
            "principal": credentials.principal,
            "issuer": identity.issuer,
            "subject": identity.subject,
            "audience": identity.audience,
            "environment": dict(credentials.environment),
            "files": dict(credentials.files),
            "token_file": credentials.token_file,
        }
    return {"who": told}


def homes(harness: Harness) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("home", [name for name in harness.identities if name != OWN])


@pytest.fixture
def boot(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Boot:
    """A machine that starts with what it was given, in a root of its own."""

    def start(credentials: Mapping[str, Any]) -> None:
        for name in os.environ:
            if name.startswith(("AWS_", "AZURE_", "GOOGLE_")):
                monkeypatch.delenv(name)
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
        token = {credentials["token_file"]: TOKEN} if credentials["token_file"] else {}
        files: dict[str, str] = {**credentials["files"], **token}

        def rooted(text: str) -> str:
            for path in files:
                text = text.replace(path, f"{tmp_path}{path}")
            return text

        for path, content in files.items():
            place = Path(rooted(path))
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(rooted(content))
        for name, value in credentials["environment"].items():
            monkeypatch.setenv(name, rooted(value))

    return start


def trusted(harness: Harness, home: str) -> tuple[Scene, Mapping[str, Any]]:
    """The run, and what the workload of a home was given; it is trusted with its own token."""
    scene = harness.scene(given)
    found = scene.outputs["who"][home]
    assert found["token_file"] == TOKEN_FILE
    assert known(scene.principal(home).assumed_by) == {scene.who(home).token}
    return scene, found


def the(scene: Scene, type_: str, **outputs: Any) -> Resource:
    """The only resource of a type that has these outputs."""
    (found,) = (
        each
        for each in scene.graph.by_type(type_)
        if all(each.outputs.get(name) == value for name, value in outputs.items())
    )
    return found


@homes(AWS)
def test_botocore_assumes_the_role_that_trusts_the_workload(home: str, boot: Boot) -> None:
    _, credentials = trusted(AWS, home)
    boot(credentials)
    session, asked = botocore.session.Session(), []
    answer = (
        "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>"
        "<AccessKeyId>short</AccessKeyId><SecretAccessKey>lived</SecretAccessKey>"
        "<SessionToken>session</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>"
        "</Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>"
    )

    def sts(request: Any, **_: Any) -> AWSResponse:
        asked.append(request)
        raw = Mock(stream=lambda *_args, **_kw: BytesIO(answer.encode()))
        return AWSResponse(request.url, 200, {}, raw)

    session.register("before-send.sts.AssumeRoleWithWebIdentity", sts)
    found = session.get_credentials()
    assert found.method == "assume-role-with-web-identity"
    assert found.get_frozen_credentials().token == "session"
    (request,) = asked
    body = parse_qs(request.body if isinstance(request.body, str) else request.body.decode())
    assert body["RoleArn"] == [credentials["principal"]]
    assert body["WebIdentityToken"] == [TOKEN]
    assert body["RoleSessionName"] == [f"polycloud-{home}"]
    assert urlsplit(request.url).hostname == f"sts.{AWS.settings.region}.amazonaws.com"
    assert session.get_config_variable("region") == AWS.settings.region


@homes(GCP)
def test_google_auth_exchanges_the_token_at_the_provider_that_trusts_the_workload(
    home: str, boot: Boot
) -> None:
    scene, credentials = trusted(GCP, home)
    boot(credentials)
    asked: list[tuple[str, Mapping[str, list[str]]]] = []

    def sts(url: str, *, body: bytes | str, **_: Any) -> Mock:
        asked.append((url, parse_qs(body.decode() if isinstance(body, bytes) else body)))
        answer = {"access_token": "short-lived", "token_type": "Bearer", "expires_in": 3600}
        return Mock(status=200, data=json.dumps(answer).encode(), headers={})

    found, project = google.auth.default(scopes=["https://www.googleapis.com/auth/cloud-platform"])
    assert isinstance(found, identity_pool.Credentials)
    assert project == GCP.settings.project
    # The federated identity is the principal: no service account stands between.
    assert found.service_account_email is None
    found.refresh(sts)
    assert found.token == "short-lived"
    ((url, body),) = asked
    assert url == "https://sts.googleapis.com/v1/token"
    assert body["subject_token"] == [TOKEN]
    assert body["subject_token_type"] == ["urn:ietf:params:oauth:token-type:jwt"]
    (audience,) = body["audience"]
    name = audience.removeprefix("//iam.googleapis.com/")
    provider = the(
        scene, "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider", name=name
    )
    token = scene.who(home).token
    assert provider.inputs["oidc"] == {
        "issuerUri": token.issuer,
        "allowedAudiences": [token.audience],
    }
    pool = name.partition("/providers/")[0]
    assert credentials["principal"] == (
        f"principal://iam.googleapis.com/{pool}/subject/{token.subject}"
    )


@homes(AZURE)
def test_azure_identity_signs_in_as_the_identity_that_trusts_the_workload(
    home: str, boot: Boot
) -> None:
    scene, credentials = trusted(AZURE, home)
    boot(credentials)
    answer = {"access_token": "short-lived", "token_type": "Bearer", "expires_in": 3600}
    response = Mock(
        status_code=200,
        headers={"content-type": "application/json"},
        content_type="application/json",
        text=lambda *_: json.dumps(answer),
    )
    entra = Mock(send=Mock(return_value=response))
    found = WorkloadIdentityCredential(transport=entra)
    assert found.get_token("https://storage.azure.com/.default").token == "short-lived"
    ((request,), _) = entra.send.call_args
    assumed = the(
        scene,
        IDENTITY,
        principalId=credentials["principal"],
    ).outputs
    assert request.url == (
        f"https://login.microsoftonline.com/{assumed['tenantId']}/oauth2/v2.0/token"
    )
    assert request.data["client_id"] == assumed["clientId"]
    assert request.data["client_assertion"] == TOKEN


@pytest.mark.parametrize("harness", [AWS, AZURE, GCP], ids=["aws", "azure", "gcp"])
def test_at_home_a_workload_is_itself_and_reads_no_token(harness: Harness) -> None:
    own = harness.scene(given).outputs["who"][OWN]
    assert own["token_file"] is None
    assert own["files"] == {}
    assert TOKEN_FILE not in own["environment"].values()


def test_at_home_botocore_finds_the_region(boot: Boot) -> None:
    boot(AWS.scene(given).outputs["who"][OWN])
    assert botocore.session.Session().get_config_variable("region") == AWS.settings.region


@pytest.mark.parametrize("harness", [AWS, AZURE, GCP], ids=["aws", "azure", "gcp"])
def test_nothing_that_is_given_is_a_key(harness: Harness) -> None:
    for credentials in harness.scene(given).outputs["who"].values():
        assert not {
            *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AZURE_CLIENT_SECRET"),
            *("AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_PASSWORD"),
        } & set(credentials["environment"])
        for content in credentials["files"].values():
            assert json.loads(content)["type"] == "external_account"
            assert "private_key" not in content
