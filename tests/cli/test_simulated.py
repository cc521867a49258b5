"""``--simulated`` without the Pulumi engine: what a user sees, and the exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copy
from textwrap import dedent
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from polycloud.cli.main import commands
from polycloud_testing.cli.simulation_options import SIMULATED
from tests.platform.existing import BY_STACK

HERE = Path(__file__).parents[2]

PROGRAM = """
    import pulumi
    import pulumi_aws as aws


    class Network(pulumi.ComponentResource):
        def __init__(self, name, opts):
            super().__init__("polycloud:aws:Network", name, None, opts)
            own = pulumi.ResourceOptions(parent=self)
            self.vpc = aws.ec2.Vpc(f"{name}-vpc", cidr_block="10.0.0.0/16", opts=own)
            self.subnet = aws.ec2.Subnet(
                f"{name}-a", vpc_id=self.vpc.id, cidr_block="10.0.1.0/24", opts=own
            )


    west = aws.Provider("west", region="us-west-2")
    key = aws.kms.Key("key", opts=pulumi.ResourceOptions(provider=west))
    network = Network(
        "network", opts=pulumi.ResourceOptions(providers=[west], depends_on=[key])
    )
    pulumi.export("vpc", network.vpc.id)
    pulumi.export("password", pulumi.Output.secret("hunter2"))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project as ours, with a program of its own: a key, then a network."""
    for name in ("Pulumi.yaml", "Pulumi.dev.yaml"):
        copy(HERE / name, tmp_path)
    (tmp_path / "__main__.py").write_text(dedent(PROGRAM), encoding="utf-8")
    return tmp_path


def _run(project: Path, *words: str) -> Result:
    words = (*words, "--simulated", "--in-process", "--cwd", str(project))
    return CliRunner().invoke(commands, words)


@pytest.mark.parametrize("operation", ["up", "preview"])
def test_the_first_line_says_that_nothing_is_real(project: Path, operation: str) -> None:
    result = _run(project, operation)

    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[0] == SIMULATED


def test_an_update_shows_what_was_made_and_keeps_secrets(project: Path) -> None:
    result = _run(project, "up")

    assert "aws.ec2.Vpc network-vpc" in result.stdout
    assert "vpc: vpc-" in result.stdout
    assert "hunter2" not in result.output


def test_nothing_is_kept_of_a_run_in_process(project: Path) -> None:
    before = sorted(project.iterdir())

    _run(project, "up")

    assert [path for path in sorted(project.iterdir()) if path.name != "__pycache__"] == before


def test_json_is_all_that_is_on_standard_output(project: Path) -> None:
    result = _run(project, "up", "--json")

    document = json.loads(result.stdout)
    assert (document["ok"], document["simulated"], document["engine"]) == (True, True, False)
    assert document["stack"] == "dev"
    assert document["counts"] == {"aws": 3}
    assert {item["name"]: item["cloud"] for item in document["resources"]}["network-a"] == "aws"
    assert document["outputs"]["password"] == "[secret]"
    assert result.stderr.splitlines()[0] == SIMULATED


def test_the_time_it_takes_is_that_of_its_critical_path(project: Path) -> None:
    """Nothing limits a run in process, and the network waits for the key as a whole."""
    document = json.loads(_run(project, "up", "--json").stdout)

    assert document["simulated_seconds"] == document["parallel_seconds"]
    names = [step["urn"].rsplit("::", 1)[1] for step in document["critical_path"]]
    assert names == ["key", "network-vpc", "network-a"]
    total = sum(step["seconds"] for step in document["critical_path"])
    assert total == pytest.approx(document["simulated_seconds"], abs=0.2)


def test_another_seed_takes_another_time(project: Path) -> None:
    times = [
        json.loads(_run(project, "up", "--json", "--seed", seed).stdout)["simulated_seconds"]
        for seed in ("a", "a", "b")
    ]

    assert times[0] == times[1] != times[2]


def test_a_preview_knows_no_ids_and_takes_no_time(project: Path) -> None:
    document = json.loads(_run(project, "preview", "--json").stdout)

    assert document["outputs"]["vpc"] == "[unknown]"
    assert document["simulated_seconds"] == 0
    assert all(item["id"] is None for item in document["resources"] if "Vpc" in item["type"])


def test_a_failure_on_purpose_ends_with_1_and_names_the_resource(project: Path) -> None:
    result = _run(project, "up", "--fail", "aws:ec2/vpc:Vpc")

    assert result.exit_code == 1
    failed = [line for line in result.stdout.splitlines() if line.startswith("failed")]
    assert len(failed) == 1
    assert "aws:ec2/vpc:Vpc 'network-vpc'" in failed[0]
    skipped = [line for line in result.stdout.splitlines() if line.startswith("skipped")]
    assert [line.rsplit("::", 1)[1] for line in skipped] == ["network-a"]


def test_json_of_a_failure_says_so(project: Path) -> None:
    result = _run(project, "up", "--json", "--fail", "network-vpc")

    document = json.loads(result.stdout)
    assert result.exit_code == 1
    assert document["ok"] is False
    assert "network-vpc" in document["failures"][0]
    assert document["skipped"][0].endswith("::network-a")
    assert {item["name"] for item in document["resources"]} == {"west", "key"}


def test_a_timeline_is_written_as_a_page(project: Path) -> None:
    file = project / "timeline.html"

    assert _run(project, "up", "--timeline", str(file)).exit_code == 0

    page = ElementTree.fromstring(file.read_text(encoding="utf-8"))  # noqa: S314 - our own page
    assert "polycloud/dev on simulated clouds" in (page.findtext("body/h1") or "")
    rows = ["".join(row.itertext()) for row in page.iter("li") if row.get("class") == "critical"]
    assert [row.split()[0] for row in rows] == ["key", "network-vpc", "network-a"]


def test_a_timeline_is_written_of_a_failed_run_too(project: Path) -> None:
    file = project / "timeline.html"

    assert _run(project, "up", "--fail", "network-vpc", "--timeline", str(file)).exit_code == 1

    assert "key" in file.read_text(encoding="utf-8")


def test_a_timeline_is_written_where_the_command_was_given(
    project: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.chdir(elsewhere)

    assert _run(project, "up", "--timeline", "timeline.html").exit_code == 0

    assert (elsewhere / "timeline.html").is_file()
    assert Path.cwd() == elsewhere


@pytest.mark.parametrize("operation", ["refresh", "destroy"])
def test_what_needs_a_state_is_refused_without_the_engine(project: Path, operation: str) -> None:
    result = _run(project, operation)

    assert result.exit_code == 2
    assert f"nothing to {operation}" in result.stderr


def test_without_a_pulumi_cli_the_run_is_in_process_and_says_why(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(project))

    result = CliRunner().invoke(commands, ["up", "--simulated", "--cwd", str(project)])

    assert result.exit_code == 0
    assert "no pulumi CLI on PATH" in result.stdout.splitlines()[1]


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--fail", "a b c"], "a b c"),
        (["--throttle", "2"], "0<=x<=1"),
        (["--speed", "-1"], "x>=0"),
    ],
)
def test_a_malformed_option_ends_with_2(project: Path, words: list[str], hint: str) -> None:
    result = _run(project, "up", *words)

    assert result.exit_code == 2
    assert hint in result.stderr


def test_a_wrong_configuration_ends_with_2_before_the_program_runs(project: Path) -> None:
    (project / "__main__.py").write_text("raise SystemExit('ran')", encoding="utf-8")
    (project / "Pulumi.dev.yaml").write_text("config: {polycloud:aws_region: mars-1}\n")

    result = _run(project, "up", "--json")

    assert result.exit_code == 2
    problems = json.loads(result.stdout)["problems"]
    assert [problem["path"] for problem in problems] == ["aws_region"]


def test_a_stack_that_is_referred_to_is_not_asked_and_that_is_said(tmp_path: Path) -> None:
    for name in ("Pulumi.yaml", "__main__.py"):
        copy(HERE / name, tmp_path)
    network = BY_STACK["aws"]
    text = json.dumps({"config": {"polycloud:aws_network": network}})
    (tmp_path / "Pulumi.dev.yaml").write_text(text, encoding="utf-8")
    result = _run(tmp_path, "preview", "--json")

    assert result.exit_code == 0, result.output
    (note,) = json.loads(result.stdout)["notes"]
    assert network["stack"] in note
