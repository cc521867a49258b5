"""The rules of the architecture that no import contract can state."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "polycloud"
PROOF = ROOT / "polycloud_testing"

PRODUCTS = re.compile(
    r"\b(aws|amazon|s3|dynamo\w*|eks|ec2|iam|cloudwatch|cloudfront|gcp|google\w*|gke|gcs|vertex|"
    r"azure\w*|microsoft|cosmos\w*|aks|log analytics|"
    r"pulumi_(aws|eks|gcp|azure_native|kubernetes))\b",
    re.IGNORECASE,
)
SDKS = ("pulumi_aws", "pulumi_eks", "pulumi_gcp", "pulumi_azure_native", "pulumi_kubernetes")


@pytest.mark.parametrize("layer", ["abstractions", "platform"])
def test_no_cloud_is_named_outside_its_adapter(layer: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {match.group()}"
        for path in sorted((PACKAGE / layer).rglob("*.py"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if (match := PRODUCTS.search(line))
    ]
    assert found == []


def test_files_stay_under_300_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for package in (PACKAGE, PROOF)
        for path in sorted(package.rglob("*.py"))
        if (lines := len(path.read_text().splitlines())) >= 300
    }
    assert long == {}


def test_adapters_have_the_same_file_names() -> None:
    shared = {"__init__.py", "cloud.py", "ground.py", "identity.py", "network.py", "settings.py"}
    for cloud in ("aws", "gcp", "azure"):
        names = {path.name for path in (PACKAGE / "adapters" / cloud).glob("*.py")}
        assert shared | {"support.py"} <= names


def loaded_by(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter has after running ``code``."""
    program = f"{code}\nimport sys; print(*sorted({{n.split('.')[0] for n in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("words", [["--help"], ["check"], ["cost"], ["schema"], ["up", "--help"]])
def test_light_commands_import_neither_pulumi_nor_an_sdk(words: list[str]) -> None:
    code = (
        f"from polycloud.cli.main import commands; commands.main({words!r}, standalone_mode=False)"
    )
    loaded = loaded_by(code)
    assert "polycloud" in loaded
    assert loaded.isdisjoint({"pulumi", *SDKS})


def test_a_cloud_that_is_not_placed_has_no_sdk_imported() -> None:
    code = (
        "from polycloud_testing.simulation.inprocess import run\n"
        "from polycloud.platform.assembly import Platform, load\n"
        "found = run(lambda: Platform(load()), project='p', stack='s', config={"
        "'polycloud:enable_monitoring': 'false'})\n"
        "assert not found.failures, found.failures\n"
        "assert len(found.graph) > 10\n"
    )
    loaded = loaded_by(code)
    assert {"pulumi_aws", "pulumi_eks"} <= loaded
    assert loaded.isdisjoint({"pulumi_gcp", "pulumi_azure_native"})


def test_the_project_speaks_of_itself_alone() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    foreign = re.compile(
        r"(pypi\.org|pythonhosted|registry\.npmjs|/work/|/opt/(venv|build|pulumi))"
    )
    this = Path(__file__).relative_to(ROOT).as_posix()
    found = [
        name
        for name in tracked
        if name != this
        and (ROOT / name).is_file()
        and foreign.search((ROOT / name).read_text(encoding="utf-8", errors="ignore"))
    ]
    assert found == []


def test_contracts_without_pytest_say_what_to_install() -> None:
    code = "import sys; sys.modules['pytest'] = None; import polycloud_testing.contracts"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "pip install 'polycloud[testing]'" in done.stderr.splitlines()[-1]
