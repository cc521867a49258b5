"""``polycloud facts``: what a deployment means, in neutral words."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from polycloud.cli.options import FAILED, plan_or_exit, project_options, refuse
from polycloud_testing.cli.simulation_options import SIMULATED

if TYPE_CHECKING:
    from polycloud.graph import ResourceGraph


@click.command()
@project_options
@click.option("--simulated", is_flag=True, help="Of a run on simulated clouds, in this process.")
@click.option(
    "--from",
    "file",
    type=click.File(encoding="utf-8"),
    metavar="FILE",
    help="Of what `pulumi stack export` or `pulumi preview --json` printed; - for standard input.",
)
def facts(
    *,
    stack: str,
    config: Path | None,
    folder: Path,
    as_json: bool,
    simulated: bool,
    file: TextIO | None,
) -> None:
    """Say who may do what with each store, how it is kept, and when it is gone; and who can
    connect to what.

    Of the stack's state, unless something else is said. What cannot be told is unknown, with
    the reason, and never taken for fine.
    """
    if simulated and file is not None:
        raise click.UsageError("--simulated and --from: only one of the two")
    if simulated:
        click.echo(SIMULATED, err=as_json)
        graph = _of_a_run(stack, config, folder, as_json=as_json)
    elif file is not None:
        graph = _of_document(file.read())
    else:
        graph = _of_document(_exported(stack, folder))
    from polycloud_testing.cli.facts_words import lines, plain
    from polycloud_testing.facts import access_matrix, reachability, read_facts

    found = read_facts(graph)
    if as_json:
        told = {
            **plain(found),
            "access_matrix": plain(access_matrix(found)),
            "reachability": plain(reachability(found)),
        }
        click.echo(json.dumps(told, indent=2))
        return
    for line in lines(found):
        click.echo(line)


def _of_a_run(stack: str, config: Path | None, folder: Path, *, as_json: bool) -> ResourceGraph:
    from polycloud.platform.planning import missing_extras
    from polycloud.platform.problems import ConfigurationError
    from polycloud_testing.cli import in_process
    from polycloud_testing.cli.simulation_options import SimulationOptions

    source, plan = plan_or_exit(folder, stack, config, as_json=as_json)
    if missing := missing_extras(plan):
        refuse(ConfigurationError(missing), as_json=as_json)
    report = in_process.run("up", source, folder, SimulationOptions(), lambda _name: None)
    if report.failures:
        for failure in report.failures:
            click.echo(failure, err=True)
        click.get_current_context().exit(FAILED)
    return report.graph


def _of_document(text: str) -> ResourceGraph:
    """The graph of an export or a preview. UsageError when it is neither."""
    from polycloud.graph import from_export, from_preview

    try:
        return from_export(text)
    except ValueError as no_export:
        try:
            return from_preview(text)
        except ValueError as no_preview:
            raise click.UsageError(f"{no_export} {no_preview}") from None


def _exported(stack: str, folder: Path) -> str:
    """The stack's state. ClickException when the CLI does not give it."""
    pulumi = shutil.which("pulumi")
    if pulumi is None:
        raise click.UsageError(
            "no pulumi CLI on PATH: the state of a stack needs one "
            "(https://www.pulumi.com/docs/install/); --simulated and --from do without"
        )
    words = [pulumi, "stack", "export", "--stack", stack, "--cwd", str(folder), "--non-interactive"]
    done = subprocess.run(words, check=False, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise click.ClickException(done.stderr.strip())
    return done.stdout
