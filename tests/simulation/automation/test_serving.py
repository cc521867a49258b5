"""Serving the simulated clouds to a CLI that somebody else runs."""

from __future__ import annotations

import json
import logging
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import grpc
import pytest
import yaml
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2_grpc

from polycloud_testing.simulation.automation import EngineError, EngineMissingError, serve
from tests.simulation.automation.conftest import StandIn


def _copy(folder: Path) -> dict[str, Any]:
    text = (folder / ".polycloud/settings/Pulumi.dev.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)["config"]


def _wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_environment_leads_to_providers_that_answer(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with serve(folder) as environment:
        ports = dict(e.split(":") for e in environment["PULUMI_DEBUG_PROVIDERS"].split(","))
        with grpc.insecure_channel(f"127.0.0.1:{ports['random']}") as channel:
            stub = provider_pb2_grpc.ResourceProviderStub(channel)
            assert stub.GetPluginInfo(empty_pb2.Empty()).version
        assert environment["PULUMI_OPTION_CWD"] == str(folder / ".polycloud/settings")
    with pytest.raises(EngineMissingError), serve(folder, stacks=["dev"]):
        pass


def test_the_copies_follow_the_projects_files(
    folder: Path, stand_in: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    settings = folder / "Pulumi.dev.yaml"
    settings.write_text("config: {p:size: 1, p:key: {secure: AAAB}}", encoding="utf-8")
    with serve(folder, stacks=["dev"]):
        assert _copy(folder)["p:size"] == 1
        call = stand_in.call("set-all")["arguments"]
        assert call[call.index("--secret") + 1] == "p:key=simulated-secret"
        settings.write_text("config: {p:size: 2}", encoding="utf-8")
        _wait_for(lambda: _copy(folder) == {"p:size": 2})
        with caplog.at_level(logging.WARNING):
            settings.write_text("config: {", encoding="utf-8")
            _wait_for(lambda: "Pulumi.dev.yaml" in caplog.text)
        assert _copy(folder) == {"p:size": 2}
        settings.write_text("config: {p:size: 3}", encoding="utf-8")
        _wait_for(lambda: _copy(folder) == {"p:size": 3})


def test_the_engines_python_is_this_one_and_lists_no_packages(folder: Path) -> None:
    with serve(folder) as environment:
        python = environment["PULUMI_PYTHON_CMD"]
        listed = subprocess.check_output([python, "-m", "pip", "list", "--format", "json"])
        assert json.loads(listed) == []
        program = "import sys, attrs; print(sys.argv[1:], attrs.__name__)"
        ran = subprocess.check_output([python, "-c", program, "a", "b c"], text=True)
    assert ran.strip() == "['a', 'b c'] attrs"


def test_what_cannot_be_served_is_refused_at_once(folder: Path, stand_in: StandIn) -> None:
    with pytest.raises(ValueError, match="explode"), serve(folder, faults=["explode *"]):
        pass
    (folder / "Pulumi.yaml").write_text("name: [", encoding="utf-8")
    with pytest.raises(EngineError, match=r"Pulumi\.yaml"), serve(folder, stacks=["dev"]):
        pass
