"""Options that several commands take, and how they end when the configuration is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from polycloud.platform.planning import Plan, make_plan
from polycloud.platform.problems import ConfigurationError
from polycloud.platform.sources import Source, read_project

F = TypeVar("F", bound=Callable[..., Any])

FAILED = 1
WRONG_CONFIGURATION = 2


def project_options(command: F) -> F:
    """``--stack``, ``--config``, ``--cwd`` and ``--json``."""
    options = (
        click.option("--stack", "-s", default="dev", show_default=True, help="The stack's name."),
        click.option(
            "--config",
            "-c",
            type=click.Path(dir_okay=False, path_type=Path),
            help="A configuration file to use in place of Pulumi.<stack>.yaml.",
        ),
        click.option(
            "--cwd",
            "-C",
            "folder",
            default=".",
            type=click.Path(exists=True, file_okay=False, path_type=Path),
            help="The project's folder.",
        ),
        click.option("--json", "as_json", is_flag=True, help="Print JSON, for machines."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def plan_or_exit(
    folder: Path, stack: str, config: Path | None, *, as_json: bool
) -> tuple[Source, Plan]:
    """The stack's configuration and its plan; on problems prints them all and exits with 2."""
    try:
        source = read_project(folder, stack, config)
        return source, make_plan(source)
    except ConfigurationError as error:
        refuse(error, as_json=as_json)
        raise AssertionError("refuse does not return") from None


def refuse(error: ConfigurationError, *, as_json: bool) -> None:
    """Print every problem and exit with 2."""
    if as_json:
        found = [problem.to_json() for problem in error.problems]
        click.echo(json.dumps({"ok": False, "problems": found}, indent=2))
    else:
        click.echo(str(error), err=True)
    click.get_current_context().exit(WRONG_CONFIGURATION)
