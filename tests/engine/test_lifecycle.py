"""The life of a deployment by the real engine, from the first preview to the end."""

from __future__ import annotations

from pathlib import Path

import yaml

from polycloud.graph import UNKNOWN
from polycloud_testing.simulation.inventory import drift
from tests.engine.conftest import Operated, Project

PLACES = 15
"""Resources of the program: one stack, five providers, nine on clouds."""


def test_a_preview_makes_nothing_and_an_update_makes_all_of_it(project: Project) -> None:
    clouds = project("clouds")
    preview = clouds.deployment.preview()
    assert preview.failures == ()
    assert preview.changes == {"create": PLACES}
    assert clouds.inventory.list() == ()
    assert preview.outputs["bucket"] is UNKNOWN
    assert preview.outputs["named"] == "a-bucket-for-bronze"

    update = clouds.deployment.up()
    assert update.failures == ()
    assert update.changes == {"create": PLACES}
    assert {r.urn for r in preview.graph} == {r.urn for r in update.graph}
    assert update.outputs["bucket"].startswith("arn:aws:s3:::data-")

    unprotected = clouds.deployment.destroy()
    assert unprotected.succeeded
    assert {r.urn.rsplit("::", 1)[-1] for r in clouds.inventory.list()} == {"data"}
    assert clouds.deployment.destroy(protected=True).succeeded
    assert clouds.inventory.list() == ()


def test_nothing_changes_when_nothing_is_edited(clouds: Operated) -> None:
    assert clouds.deployment.preview().changed == 0
    assert clouds.deployment.up().changes == {"same": PLACES}
    assert clouds.deployment.refresh().changed == 0


def test_an_edit_updates_in_place_or_replaces_as_the_cloud_would(clouds: Operated) -> None:
    clouds.configure({"clouds:tier": "gold"})
    preview = clouds.deployment.preview()
    assert preview.changes == {"replace": 1, "update": 2, "same": PLACES - 3}
    # What the cloud decided before stays known when only tags change.
    assert (
        preview.outputs["bucket"] == f"arn:aws:s3:::{clouds.existing('data', 'aws:s3/bucket:').id}"
    )
    planned = {e.name: e.changed for e in clouds.events if e.operation in ("update", "replace")}
    assert planned == {"data": ("tags.tier",), "group": ("tags.tier",), "named": ("bucket",)}

    assert clouds.deployment.up().changes == preview.changes
    assert clouds.existing("named").id == "a-bucket-for-gold"
    assert clouds.deployment.up().changed == 0


def test_generated_names_are_planned_and_kept(clouds: Operated) -> None:
    name = clouds.existing("network").inputs["name"]
    assert name.startswith("network-")
    clouds.configure({"clouds:tier": "silver"})
    graph = clouds.deployment.up().graph
    assert next(iter(graph.by_type("gcp:compute/network:Network"))).inputs["name"] == name


def test_drift_is_seen_by_a_refresh_and_repaired_by_an_update(clouds: Operated) -> None:
    bucket = clouds.existing("data", "aws:s3/bucket:")
    drift(clouds.inventory, bucket.urn, "tags.tier", "lead")
    refreshed = clouds.deployment.refresh()
    assert refreshed.changes == {"same": PLACES - 1, "update": 1}
    assert refreshed.graph.by_urn(bucket.urn).get("tags") == {"tier": "lead"}

    repaired = clouds.deployment.up()
    assert repaired.changes == {"same": PLACES - 1, "update": 1}
    assert clouds.existing("data", "aws:s3/bucket:").inputs["tags"] == {"tier": "bronze"}
    assert clouds.deployment.refresh().changed == 0


def test_what_was_deleted_behind_its_back_is_made_again(clouds: Operated) -> None:
    lost = clouds.existing("settings")
    clouds.inventory.delete(lost.type, lost.id, lost.scope)
    assert clouds.deployment.up(refresh=True).changes == {"create": 1, "same": PLACES - 1}
    assert clouds.existing("settings").id == lost.id


def test_wrong_inputs_are_refused_with_their_path_before_anything_is_made(
    clouds: Operated,
) -> None:
    clouds.configure({"clouds:wrong": "true"})
    preview = clouds.deployment.preview()
    (failure,) = preview.failures
    assert failure.name == "data"
    assert failure.path == "versioningConfiguration.status"
    assert failure.reason.endswith("did you mean 'Enabled'?")
    assert not preview.succeeded


def test_secrets_are_secret_in_the_state_and_in_the_clouds(clouds: Operated) -> None:
    password = clouds.deployment.outputs()["password"]
    assert len(password) == 20
    assert clouds.deployment.graph().outputs["password"] == "[secret]"
    kept = [p for p in (clouds.folder / ".polycloud").rglob("*") if p.is_file()]
    assert len(kept) > 5
    assert [p for p in kept if password.encode() in p.read_bytes()] == []


def test_the_program_that_fails_says_where(clouds: Operated) -> None:
    program = clouds.folder / "__main__.py"
    before = program.read_text(encoding="utf-8")
    try:
        program.write_text(before + "\nprint('so far')\nraise ValueError('no more')\n", "utf-8")
        preview = clouds.deployment.preview()
        program.write_text("def broken(:\n", "utf-8")
        broken = clouds.deployment.preview()
    finally:
        program.write_text(before, "utf-8")
    (failure,) = preview.failures
    assert "ValueError: no more" in failure.reason
    assert str(program) in failure.reason
    assert "runpy" not in failure.reason
    assert any(e.message == "so far" for e in clouds.events)
    assert "SyntaxError" in broken.failures[0].reason
    assert clouds.deployment.preview().succeeded


def test_modules_of_the_program_are_read_anew_for_each_run(clouds: Operated) -> None:
    names = clouds.folder / "names.py"
    before = names.read_text(encoding="utf-8")
    try:
        names.write_text(before.replace("a-bucket", "another-bucket"), "utf-8")
        assert clouds.deployment.preview().outputs["named"] == "another-bucket-for-bronze"
    finally:
        names.write_text(before, "utf-8")


def test_the_settings_of_the_project_stay_as_they_are(clouds: Operated) -> None:
    clouds.configure(
        {"clouds:token": {"secure": "AAABADJ1c3Q="}, "clouds:tier": "gold"},
        secretsprovider="awskms://alias/ours?region=us-west-2",
        encryptedkey="AQICAHg=",
        environment=["team/shared"],
    )
    before = _texts(clouds.folder)
    outcome = clouds.deployment.preview()
    assert outcome.failures == ()
    assert _texts(clouds.folder) == before
    assert outcome.outputs["token"] == "[secret]"
    assert [note for note in outcome.notes if "clouds:token" in note]
    assert [note for note in outcome.notes if "ESC environments" in note]
    copied = clouds.deployment.folder.settings / "Pulumi.dev.yaml"
    settings = yaml.safe_load(copied.read_text(encoding="utf-8"))
    assert set(settings) == {"config", "encryptionsalt"}
    assert settings["config"]["clouds:tier"] == "gold"
    assert set(settings["config"]["clouds:token"]) == {"secure"}


def test_the_passphrase_is_for_its_owner_alone(clouds: Operated) -> None:
    passphrase = clouds.deployment.folder.path / "passphrase"
    assert passphrase.stat().st_mode & 0o077 == 0
    assert len(passphrase.read_text(encoding="utf-8")) > 30


def _texts(folder: Path) -> dict[str, str]:
    return {p.name: p.read_text(encoding="utf-8") for p in folder.glob("*.*") if p.is_file()}
