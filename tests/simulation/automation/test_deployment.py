"""How a deployment calls the CLI, and what it makes of its answers."""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from polycloud_testing.simulation.automation import (
    Deployment,
    EngineError,
    EngineMissingError,
    Event,
    recover,
)
from polycloud_testing.simulation.inventory import Record, SqliteInventory
from tests.simulation.automation.conftest import StandIn

STACK = "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev"
BUCKET = "urn:pulumi:dev::p::aws:s3/bucket:Bucket::data"
PASSWORD = "urn:pulumi:dev::p::random:index/randomPassword:RandomPassword::word"


def _resource(urn: str, **more: Any) -> dict[str, Any]:
    type_ = urn.split("::")[2]
    return {"urn": urn, "type": type_, "custom": type_ != "pulumi:pulumi:Stack", **more}


def _failing(urn: str, message: str) -> list[dict[str, Any]]:
    diagnostic = {"message": message, "urn": urn, "severity": "error", "color": ""}
    summary = {"maybeCorrupt": False, "durationSeconds": 1, "resourceChanges": {"create": 2}}
    return [
        {"sequence": 1, "timestamp": 0, "diagnosticEvent": diagnostic},
        {"sequence": 2, "timestamp": 0, "summaryEvent": {**summary, "policyPacks": {}}},
    ]


def test_without_a_cli_it_is_said_what_is_missing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineMissingError, match="no pulumi CLI on PATH"):
        Deployment(folder, "dev")


def test_the_engine_gets_the_providers_and_nothing_of_the_users(
    folder: Path, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PULUMI_ACCESS_TOKEN", "PULUMI_CONFIG_PASSPHRASE", "PULUMI_OPTION_REFRESH"):
        monkeypatch.setenv(name, "the user's")
    stand_in.keep(resources=[_resource(STACK, outputs={"a": 1}), _resource(BUCKET, id="b")])
    with Deployment(folder, "dev") as deployment:
        outcome = deployment.up(targets=[BUCKET], parallel=3, continue_on_error=True)
    assert outcome.succeeded
    assert outcome.outputs == {"a": 1}
    assert [r.urn for r in outcome.graph] == [BUCKET]
    call = stand_in.call("up")
    assert {"--yes", "--skip-preview", "--client", "--event-log"} <= set(call["arguments"])
    assert call["arguments"][call["arguments"].index("--target") + 1] == BUCKET
    environment = call["environment"]
    assert "aws:" in environment["PULUMI_DEBUG_PROVIDERS"]
    assert environment["PULUMI_HOME"].startswith(str(folder))
    assert "the user's" not in environment.values()


def test_failures_come_with_their_resource(folder: Path, stand_in: StandIn) -> None:
    stand_in.script(up={"code": 255, "events": _failing(BUCKET, "no such thing")})
    with Deployment(folder, "dev") as deployment:
        outcome = deployment.up()
    assert [str(f) for f in outcome.failures] == ["aws:s3/bucket:Bucket 'data': no such thing"]
    assert outcome.changes == {"create": 2}
    assert not outcome.succeeded


def test_an_engine_that_does_not_begin_is_an_error(folder: Path, stand_in: StandIn) -> None:
    stand_in.script(
        preview={"code": 1, "stderr": "error: no such flag"},
        up={"code": 1, "stderr": "error: the stack is currently locked by 1 lock(s)."},
    )
    with Deployment(folder, "dev") as deployment:
        with pytest.raises(EngineError, match=r"^no such flag$"):
            deployment.preview()
        with pytest.raises(EngineError, match="recover"):
            deployment.up()


def test_an_interrupt_reaches_the_engine(folder: Path, stand_in: StandIn) -> None:
    stand_in.script(up={"seconds": 60})
    with Deployment(folder, "dev") as deployment:

        def interrupt() -> None:
            while not any("up" in call["arguments"] for call in stand_in.calls):
                time.sleep(0.05)
            time.sleep(0.5)
            deployment.interrupt()

        threading.Thread(target=interrupt, daemon=True).start()
        began = time.monotonic()
        outcome = deployment.up()
    assert outcome.cancelled
    assert not outcome.succeeded
    assert time.monotonic() - began < 30


def test_what_a_listener_raises_is_raised(folder: Path, stand_in: StandIn) -> None:
    def refuse(event: Event) -> None:
        raise RuntimeError(event.message)

    stand_in.script(up={"code": 255, "events": _failing(BUCKET, "no such thing")})
    with (
        Deployment(folder, "dev", on_event=refuse) as deployment,
        pytest.raises(RuntimeError, match="no such thing"),
    ):
        deployment.up()


def test_faults_that_cannot_be_read_are_refused(folder: Path, stand_in: StandIn) -> None:
    with (
        Deployment(folder, "dev", faults=["explode *"]) as deployment,
        pytest.raises(EngineError, match="explode"),
    ):
        deployment.up()


def test_destroy_leaves_what_is_protected_unless_told(folder: Path, stand_in: StandIn) -> None:
    with Deployment(folder, "dev") as deployment:
        deployment.destroy()
        assert "--exclude-protected" in stand_in.call("destroy")["arguments"]
        deployment.destroy(protected=True)
    assert stand_in.call("unprotect")["arguments"].count("--all") == 1
    assert "--exclude-protected" not in stand_in.calls[-2]["arguments"]


def test_recovery_adopts_what_exists_and_clears_what_does_not(
    folder: Path, stand_in: StandIn
) -> None:
    lost = BUCKET.replace("::data", "::lost")
    replaced = BUCKET.replace("::data", "::replaced")
    known = _resource(replaced, id="the-old-one")
    pending = [_resource(urn) for urn in (BUCKET, BUCKET, lost, PASSWORD, replaced)]
    operations = [{"type": "creating", "resource": each} for each in pending]
    operations.append({"type": "deleting", "resource": known})
    stand_in.keep(resources=[_resource(STACK), known], pending_operations=operations)
    with Deployment(folder, "dev") as deployment:
        inventory = SqliteInventory(deployment.folder.inventory)
        for urn, id_ in (
            (BUCKET, "the-bucket"),
            (PASSWORD, "none"),
            (replaced, "the-old-one"),
            (replaced, "the-new-one"),
        ):
            inventory.add(Record(urn=urn, type=urn.split("::")[2], id=id_))
        recovery = recover(deployment)
    assert [r.id for r in recovery.adopted] == ["the-bucket"]
    assert [r.id for r in recovery.removed] == ["the-new-one"]
    assert recovery.cleared == (lost, PASSWORD)
    state = stand_in.state["deployment"]
    assert state["resources"][-1] == {**_resource(BUCKET), "id": "the-bucket"}
    assert [o["type"] for o in state["pending_operations"]] == ["deleting"]
    # A password is in no cloud: what is not in the state is nowhere.
    assert {r.id for r in inventory.list()} == {"the-bucket", "the-old-one"}
    assert stand_in.call("cancel")
    assert stand_in.call("refresh")


def test_recovery_does_not_take_the_lock_of_an_engine_at_work(
    folder: Path, stand_in: StandIn, tmp_path: Path
) -> None:
    with Deployment(folder, "dev") as deployment:
        locks = deployment.folder.path / "state/.pulumi/locks/organization/p/dev"
        locks.mkdir(parents=True)
        sleeper = tmp_path / "pulumi-at-work"
        sleeper.symlink_to("/bin/sleep")
        process = os.posix_spawn(str(sleeper), [str(sleeper), "60"], os.environ)
        (locks / "one.json").write_text(json.dumps({"pid": process}), encoding="utf-8")
        time.sleep(0.2)  # A process gets its name a moment after it is there.
        try:
            with pytest.raises(EngineError, match=str(process)):
                recover(deployment, patience=0.1)
        finally:
            os.kill(process, 9)
            os.waitpid(process, 0)
        assert recover(deployment).outcome.succeeded


def test_a_worker_that_was_killed_is_started_again(folder: Path, stand_in: StandIn) -> None:
    with Deployment(folder, "dev") as deployment:
        before = deployment._worker.attach()
        process = deployment._worker._process
        assert process is not None
        process.kill()
        process.wait()
        assert deployment._worker.attach() != before
