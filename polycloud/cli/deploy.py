"""``polycloud preview``, ``up``, ``refresh`` and ``destroy``."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import click

from polycloud.cli.engines import installed_engines
from polycloud.cli.options import FAILED, plan_or_exit, project_options, refuse
from polycloud.platform.planning import missing_extras
from polycloud.platform.problems import ConfigurationError


def _deployment(name: str, help_text: str) -> click.Command:
    """Return a command that does a Pulumi operation, on real clouds or with another engine."""
    engines = installed_engines()

    @click.command(name, help=help_text)
    @project_options
    @click.option("--yes", "-y", is_flag=True, help="Do not ask before changing anything.")
    def command(
        *, stack: str, config: Path | None, folder: Path, as_json: bool, yes: bool, **given: Any
    ) -> None:
        source, plan = plan_or_exit(folder, stack, config, as_json=as_json)
        if missing := missing_extras(plan):
            refuse(ConfigurationError(missing), as_json=as_json)
        engine = next((each for each in engines if given[each.flag]), None)
        if engine is not None:
            code = engine.run(name, source, folder, config, given, as_json=as_json)
        else:
            code = _with_pulumi(name, stack, config, folder, as_json=as_json, yes=yes)
        click.get_current_context().exit(code)

    for each in engines:
        command = each.options(command)
    return command


def _with_pulumi(
    operation: str, stack: str, config: Path | None, folder: Path, *, as_json: bool, yes: bool
) -> int:
    """The real thing is Pulumi's own: it shows the preview and asks."""
    pulumi = shutil.which("pulumi")
    if pulumi is None:
        raise click.UsageError(
            "no pulumi CLI on PATH: real clouds need one (https://www.pulumi.com/docs/install/); "
            "simulated clouds (--simulated) do without"
        )
    words = [pulumi, operation, "--stack", stack, "--cwd", str(folder)]
    if config is not None:
        words += ["--config-file", str(config.absolute())]
    if as_json:
        words.append("--json")
    if yes and operation != "preview":
        words.append("--yes")
    if operation == "destroy":
        words.append("--exclude-protected")
    return FAILED if subprocess.run(words, check=False).returncode else 0  # noqa: S603


preview = _deployment("preview", "Show what a deployment would make.")
up = _deployment("up", "Deploy the platform that the configuration asks for.")
refresh = _deployment("refresh", "Bring the stack's state in line with what the clouds hold.")
destroy = _deployment("destroy", "Remove the platform; protected data stores stay, and are named.")
