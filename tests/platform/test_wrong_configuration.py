"""Every wrong configuration ends with exit code 2, names its path, and registers nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from polycloud.cli.main import commands
from tests.platform.wrong import WRONG

PROJECT = Path(__file__).parents[2]
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def with_config(command: str, config: dict[str, Any], *arguments: str) -> Result:
        values = {"enable_tpu_training": True, **config}
        file = tmp_path / "stack.yaml"
        file.write_text(
            yaml.safe_dump({"config": {f"polycloud:{k}": v for k, v in values.items()}})
        )
        words = [command, "--cwd", str(PROJECT), "--config", str(file), *arguments]
        return CliRunner().invoke(commands, words)

    return with_config


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_configuration_is_named_by_its_path(name: str, run: Run) -> None:
    config, path = WRONG[name]
    result = run("check", config, "--json")
    assert result.exit_code == 2, result.output
    found = json.loads(result.output)["problems"]
    assert path in [problem["path"] for problem in found]
    assert len({(problem["path"], problem["reason"]) for problem in found}) == len(found)


@pytest.mark.parametrize("name", WRONG)
def test_up_refuses_it_before_anything_is_registered(
    name: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def registered(*_arguments: object, **_options: object) -> None:
        pytest.fail("a deployment was started")

    monkeypatch.setattr("polycloud_testing.cli.simulated.simulate", registered)
    result = run("up", WRONG[name][0], "--simulated")
    assert result.exit_code == 2, result.output
    assert WRONG[name][1] in result.output


def test_a_range_that_meets_two_others_is_told_of_both(run: Run) -> None:
    config = {f"{cloud}_network_range": "10.77.0.0/16" for cloud in ("aws", "azure", "gcp")}
    result = run("check", config, "--json")
    reasons = [problem["reason"] for problem in json.loads(result.output)["problems"]]
    assert len(reasons) == 3
    for one, other in (("aws", "azure"), ("aws", "gcp"), ("azure", "gcp")):
        assert any(f"{one}'s" in reason and f"{other}'s" in reason for reason in reasons)


def test_all_problems_are_shown_at_once(run: Run) -> None:
    config: dict[str, Any] = {
        "enviroment": "dev",
        "aws_region": "us-west-9",
        "placement": {"object_store": "awz"},
        "serving_cluster": {"cpu": {"min_nodes": 9}, "kubernetes_version": "1.27"},
        "accelerator_pool": {"accelerator": "v4-8"},
    }
    result = run("check", config)
    assert result.exit_code == 2
    for path in (
        "enviroment",
        "aws_region",
        "placement.object_store",
        "serving_cluster.cpu.min_nodes",
        "serving_cluster.kubernetes_version",
        "accelerator_pool.accelerator",
    ):
        assert path in result.output


@pytest.mark.parametrize(
    ("config", "hint"),
    [
        ({"enviroment": "dev"}, "did you mean 'environment'?"),
        ({"placement": {"object_store": "awz"}}, "did you mean 'aws'?"),
        ({"aws_region": "us-west-22"}, "us-west-2"),
        ({"serving_cluster": {"kubernetes_version": 1.3}}, "in quotes"),
        ({"accelerator_pool": {"accelerator": "v4-8"}}, "us-central2"),
        ({"gcp_network_range": "10.0.0.0/16"}, "10.0.0.0/16"),
        (
            {"object_store": {"buckets": {"a": {"expected": {"monthly_reads": {"warm": 1}}}}}},
            "one of: archive, cool, hot",
        ),
        (
            {"object_store": {"buckets": {"a": {"expected": {"storage_gib": 1}}}}},
            "did you mean 'storage_gb'?",
        ),
    ],
)
def test_a_problem_says_what_would_be_right(config: dict[str, Any], hint: str, run: Run) -> None:
    result = run("check", config)
    assert result.exit_code == 2
    assert hint in result.output
