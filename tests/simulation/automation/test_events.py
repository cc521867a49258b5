"""What a user is told of what the engine says."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.automation.events import EngineEvent

from polycloud_testing.simulation.automation import Event
from polycloud_testing.simulation.automation.events import Progress

URN = "urn:pulumi:dev::p::eks:index:Cluster$aws:s3/bucket:Bucket::data"
DEFAULT = "urn:pulumi:dev::p::pulumi:providers:aws::default_7_51_1"


@pytest.fixture
def told() -> list[Event]:
    return []


@pytest.fixture
def progress(told: list[Event]) -> Progress:
    return Progress(told.append)


def _step(op: str, urn: str = URN) -> dict[str, Any]:
    type_ = urn.split("::")[2].rpartition("$")[2]
    return {"metadata": {"op": op, "urn": urn, "type": type_, "detailedDiff": {"tags.a": {}}}}


def _diagnostic(message: str, urn: str = URN, severity: str = "error") -> dict[str, Any]:
    return {"diagnosticEvent": {"message": message, "urn": urn, "severity": severity, "color": ""}}


def _take(progress: Progress, **event: Any) -> None:
    progress.take(EngineEvent.from_json({"sequence": 1, "timestamp": 0, **event}))


def test_an_operation_starts_and_finishes(progress: Progress, told: list[Event]) -> None:
    step = {"metadata": {**_step("update")["metadata"], "detailedDiff": {}, "diffs": ["tags"]}}
    _take(progress, resourcePreEvent=step)
    _take(progress, resOutputsEvent=step)
    assert [(e.kind, e.operation, e.type, e.name, e.changed) for e in told] == [
        ("started", "update", "aws:s3/bucket:Bucket", "data", ("tags",)),
        ("finished", "update", "aws:s3/bucket:Bucket", "data", ("tags",)),
    ]
    assert progress.failures == ()


def test_a_failure_is_told_once_with_its_reason(progress: Progress, told: list[Event]) -> None:
    step = {"metadata": {**_step("create")["metadata"], "detailedDiff": {}}}
    _take(progress, resourcePreEvent=step)
    _take(progress, **_diagnostic("<{%reset%}>no such thing<{%reset%}>\n"))
    _take(progress, resOpFailedEvent=step)
    _take(progress, **_diagnostic("update failed", urn=""))
    assert [e.kind for e in told] == ["started", "failed", "message"]
    assert told[1].operation == "create"
    (failure,) = progress.failures
    assert str(failure) == "aws:s3/bucket:Bucket 'data': no such thing"


@pytest.mark.parametrize(
    ("message", "path", "reason"),
    [
        (
            "aws:s3/bucket:Bucket resource 'data': property a.b[0] value {<nil>} has a problem: "
            "'x' is not one of 'y'",
            "a.b[0]",
            "'x' is not one of 'y'",
        ),
        ("aws:s3/bucket:Bucket resource 'data' has a problem: so it is", "", "so it is"),
        ("something else has a problem: perhaps", "", "something else has a problem: perhaps"),
    ],
)
def test_wrong_inputs_have_a_path(progress: Progress, message: str, path: str, reason: str) -> None:
    _take(progress, **_diagnostic(message))
    (failure,) = progress.failures
    assert (failure.path, failure.reason) == (path, reason)


@pytest.mark.parametrize("urn", ["", "urn:pulumi:dev::p::aws:s3/bucket:Bucket::other"])
def test_a_call_that_the_engine_hung_up_on_is_no_failure_beside_its_cause(
    progress: Progress, urn: str
) -> None:
    _take(
        progress, **_diagnostic("no such thing", urn="urn:pulumi:dev::p::aws:s3/bucket:Bucket::a")
    )
    closing = "rpc error: code = Canceled desc = grpc: the client connection is closing"
    _take(progress, **_diagnostic(closing, urn=urn))
    assert [failure.reason for failure in progress.failures] == ["no such thing"]


def test_a_verdict_alone_is_a_failure(progress: Progress) -> None:
    _take(progress, **_diagnostic("preview failed", urn=""))
    assert [f.reason for f in progress.failures] == ["preview failed"]


def test_warnings_and_prints_are_messages(progress: Progress, told: list[Event]) -> None:
    _take(progress, **_diagnostic("deprecated", severity="warning"))
    _take(progress, **_diagnostic("detail", severity="debug"))
    progress.say("hello")
    assert [(e.kind, e.message) for e in told] == [
        ("message", "deprecated"),
        ("message", "hello"),
    ]
    assert progress.warnings == ["deprecated"]
    assert progress.failures == ()


def test_default_providers_are_nobodys_business(progress: Progress, told: list[Event]) -> None:
    step = {"metadata": {**_step("create", DEFAULT)["metadata"], "detailedDiff": {}}}
    _take(progress, resourcePreEvent=step)
    _take(progress, resOutputsEvent=step)
    assert told == []
