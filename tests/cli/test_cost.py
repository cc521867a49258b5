"""``polycloud cost``, as somebody runs it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from polycloud.cli.main import commands

ROOT = Path(__file__).parents[2]
BUCKETS = """
    buckets:
      datasets: {expected: {storage_gb: 5000, monthly_growth_gb: 200}}
      models: {expected: {storage_gb: 100, monthly_reads: {cool: 2}}}
"""
TIERS = ("hot", "cool", "archive")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "Pulumi.yaml", tmp_path)
    stack(tmp_path, BUCKETS)
    return tmp_path


def stack(folder: Path, store: str) -> None:
    text = f"config:\n  polycloud:environment: prod\n  polycloud:object_store: {store}"
    (folder / "Pulumi.prod.yaml").write_text(text)


def cost(folder: Path, *arguments: str, width: int = 80) -> Result:
    words = ["cost", "--stack", "prod", "--cwd", str(folder), *arguments]
    return CliRunner().invoke(commands, words, env={"COLUMNS": str(width)})


def test_machines_get_each_bucket_tier_by_tier_and_month_by_month(folder: Path) -> None:
    told = cost(folder, "--json", "--months", "18")
    found = json.loads(told.stdout)
    assert told.exit_code == 0
    assert (found["currency"], found["months"]) == ("USD", 18)
    assert [bucket["bucket"] for bucket in found["buckets"]] == ["datasets", "models"]
    for bucket in found["buckets"]:
        assert [tier["tier"] for tier in bucket["tiers"]] == list(TIERS)
        assert [month["month"] for month in bucket["by_month"]] == list(range(1, 19))
        by_month = sum(month["total"] for month in bucket["by_month"]) / 18
        assert bucket["total"] == pytest.approx(by_month)
        assert bucket["total"] == pytest.approx(sum(tier["total"] for tier in bucket["tiers"]))
        assert bucket["prices"]["as_of"].startswith("20")
        assert bucket["prices"]["sources"]
    assert found["total"] == pytest.approx(sum(bucket["total"] for bucket in found["buckets"]))
    assert [each["bucket"] for each in found["without_estimate"]] == ["artifacts"]


def test_people_see_the_same_figures_and_where_the_prices_are_from(folder: Path) -> None:
    found = json.loads(cost(folder, "--json", "--months", "24").stdout)
    told = cost(folder, "--months", "24").stdout
    for bucket in found["buckets"]:
        for tier in bucket["tiers"]:
            (line,) = [
                words
                for words in map(str.split, told.splitlines())
                if words[:2] == [tier["tier"], tier["storage_class"]]
                and words[-1] == f"{tier['total']:,.2f}"
            ]
            assert line[2] == f"{tier['gb']:,.2f}"
        assert bucket["prices"]["as_of"] in told
        assert all(source in told for source in bucket["prices"]["sources"])
    assert f"All buckets: {found['total']:,.2f} USD a month" in told
    assert "object_store.buckets.artifacts.expected" in told


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_tables_fit_the_terminal(folder: Path, width: int) -> None:
    told = cost(folder, width=width).stdout
    assert max(len(line) for line in told.splitlines() if "http" not in line) <= width
    assert all(f"\n {tier} " in told for tier in TIERS)
    assert "…" not in told
    assert (" early " in told) is (width >= 80)


def test_prices_of_another_region_are_said_to_be(folder: Path) -> None:
    stack(folder, BUCKETS + "  polycloud:aws_region: eu-west-1\n")
    assert "not of eu-west-1" in cost(folder, width=200).stdout
    assert not json.loads(cost(folder, "--json").stdout)["buckets"][0]["prices"]["exact"]


def test_without_expectations_there_is_no_figure(folder: Path) -> None:
    stack(folder, "{}")
    told = cost(folder)
    assert told.exit_code == 0
    assert told.stdout.count("no estimate") == 3
    assert "All buckets" not in told.stdout


def test_a_wrong_expectation_is_refused_with_its_path(folder: Path) -> None:
    stack(folder, "{buckets: {models: {expected: {storage_gb: -5}}}}")
    told = cost(folder)
    assert told.exit_code == 2
    assert "object_store.buckets.models.expected.storage_gb = -5" in told.stderr
    assert "at least 0" in told.stderr


@pytest.mark.parametrize("months", ["0", "121", "x"])
def test_months_that_are_none_are_refused(folder: Path, months: str) -> None:
    told = CliRunner().invoke(commands, ["cost", "--cwd", str(folder), "--months", months])
    assert told.exit_code == 2
    assert "--months" in told.stderr


@pytest.mark.parametrize("name", ["dev", "prod"])
def test_the_shipped_stacks_have_something_to_show(name: str) -> None:
    words = ["cost", "--stack", name, "--cwd", str(ROOT), "--json"]
    found = json.loads(CliRunner().invoke(commands, words).stdout)
    said = yaml.safe_load((ROOT / f"Pulumi.{name}.yaml").read_text())["config"]
    buckets = said["polycloud:object_store"]["buckets"]
    assert {bucket["bucket"] for bucket in found["buckets"]} == {*buckets, "checkpoints"}
    assert found["without_estimate"] == []
