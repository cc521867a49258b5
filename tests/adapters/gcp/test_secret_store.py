from __future__ import annotations

import pulumi
import pytest

from polycloud.abstractions.identity import WorkloadKind
from polycloud.abstractions.secret_store import SECRET_STORE, SecretSpec, SecretStoreSpec
from polycloud.abstractions.support import Emulated
from polycloud.adapters.gcp import cloud
from polycloud.adapters.gcp.settings import CATALOG, GcpSettings

from .deploying import PROJECT, deploy, every, foreign, one

SPEC = {
    "hub-token": SecretSpec((WorkloadKind.TRAINING,), rotation_days=90),
    "wandb": SecretSpec((WorkloadKind.SERVING,)),
}


def _store(context, **asked):
    values = {name: pulumi.Output.from_input(f"canary-{name}") for name in SPEC}
    return cloud.make(SECRET_STORE, "secrets", SecretStoreSpec(SPEC, **asked), context, values)


def _made(*, preview=False, stack="dev", settings=None, **asked):
    return deploy(
        lambda context: {"ids": dict(_store(context, **asked).ids)},
        preview=preview,
        stack=stack,
        settings=settings,
    )


def _secrets(made):
    return {secret.name.partition("-")[2]: secret for secret in every(made, "Secret")}


def _granted(identity=None, *, asked=1):
    def program(context):
        store = _store(context)
        who = identity or cloud.workload_identity("training", context)
        given = [store.grant(who, "hub-token") for _ in range(asked)][-1]
        with pytest.raises(KeyError):
            store.grant(who, "other")
        return {"principal": given.principal}

    return deploy(program)


def test_names_say_whose_they_are_fit_and_end_in_a_digest():
    for logical, secret in _secrets(_made()).items():
        name = secret.inputs["secretId"]
        stem, _, digest = name.rpartition("-")
        assert stem == f"ml-dev-{logical}"
        assert len(digest) == 8
        assert CATALOG.names["secret"].problem(name) is None


def test_another_stack_has_other_names():
    names = [secret.inputs["secretId"] for secret in _secrets(_made()).values()]
    others = [secret.inputs["secretId"] for secret in _secrets(_made(stack="prod")).values()]
    assert not {*names} & {*others}


def test_workloads_are_told_the_newest_version():
    made = _made()
    told = {
        name: f"{secret.outputs['name']}/versions/latest" for name, secret in _secrets(made).items()
    }
    assert made.outputs["ids"] == told


@pytest.mark.parametrize("preview", [True, False])
def test_values_stay_in_the_region(preview):
    settings = GcpSettings(project=PROJECT, region="europe-west4")
    for secret in _secrets(_made(preview=preview, settings=settings)).values():
        assert secret.inputs["replication"] == {
            "userManaged": {"replicas": [{"location": "europe-west4"}]}
        }


def test_destroyed_versions_can_be_had_back_as_long_as_asked():
    for days, seconds in ((7, "604800s"), (30, "2592000s")):
        made = _made(recovery_days=days)
        assert {s.inputs["versionDestroyTtl"] for s in _secrets(made).values()} == {seconds}


def test_a_label_says_when_rotation_is_due_where_it_is_asked():
    secrets = _secrets(_made())
    assert secrets["hub-token"].inputs["labels"] == {"rotation-days": "90"}
    assert "labels" not in secrets["wandb"].inputs
    # A schedule would need topics that somebody listens to.
    assert not any("rotation" in secret.inputs for secret in secrets.values())


def test_values_are_secret_whatever_was_given():
    versions = every(_made(), "SecretVersion")
    assert [version.inputs["secretData"] for version in versions] == ["[secret]"] * len(SPEC)
    for version in versions:
        assert "secretData" in version.options.additional_secret_outputs


def test_protection_is_of_secret_and_value_by_engine_and_provider():
    for protect in (False, True):
        made = _made(protect=protect)
        secrets, versions = every(made, "Secret"), every(made, "SecretVersion")
        assert {secret.inputs["deletionProtection"] for secret in secrets} == {protect}
        assert {each.options.protect for each in (*secrets, *versions)} == {protect}


@pytest.mark.parametrize("identity", [None, foreign("training")], ids=["own", "foreign"])
def test_a_reader_has_one_role_on_one_secret(identity):
    made = _granted(identity, asked=2)
    member = one(made, "SecretIamMember")
    assert member.inputs["role"] == "roles/secretmanager.secretAccessor"
    assert member.inputs["member"] == made.outputs["principal"]
    assert member.inputs["secretId"] == _secrets(made)["hub-token"].inputs["secretId"]


def test_secrets_wait_for_the_service_that_keeps_them():
    made = _made()
    (service,) = (s for s in every(made, "Service") if "secretmanager" in s.inputs["service"])
    for secret in _secrets(made).values():
        assert service.urn in secret.all_dependencies


def test_what_google_does_not_do_is_said():
    found = cloud.support(SecretStoreSpec(SPEC), GcpSettings(project=PROJECT))
    assert isinstance(found, Emulated)
    assert any("not a secret that was deleted" in caveat for caveat in found.caveats)
    assert any("Nothing rotates hub-token" in caveat for caveat in found.caveats)
