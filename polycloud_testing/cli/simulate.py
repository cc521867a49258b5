"""``polycloud simulate``: the simulated clouds themselves."""

from __future__ import annotations

import json
import shlex
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

from polycloud.cli.options import FAILED
from polycloud_testing.cli.simulation_options import SIMULATED

if TYPE_CHECKING:
    from polycloud_testing.simulation.inventory import SqliteInventory

_folder = click.option(
    "--cwd",
    "-C",
    "folder",
    default=".",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The project's folder.",
)


@click.group(invoke_without_command=True)
@_folder
@click.option(
    "--speed",
    type=click.FloatRange(min=0),
    default=0.0,
    metavar="N",
    help="N times as fast as real clouds; 0, the default, does not wait.",
)
@click.option(
    "--fault",
    multiple=True,
    metavar="WORDS",
    help="What goes wrong, such as 'fail aws:s3/*:1', 'throttle 0.3', 'partial gcp:*'.",
)
@click.option("--seed", default="", help="Change what chance decides.")
@click.pass_context
def simulate(
    context: click.Context, folder: Path, speed: float, fault: tuple[str, ...], seed: str
) -> None:
    """Serve the simulated clouds, and print the environment in which `pulumi up` uses them.

    What was made is kept in the project's folder .polycloud, and shared with --simulated.
    """
    if context.invoked_subcommand is None:
        _serve(folder, speed, fault, seed)


def _serve(folder: Path, speed: float, fault: tuple[str, ...], seed: str) -> None:
    from polycloud.platform.sources import stacks
    from polycloud_testing.simulation.automation import EngineError, serve

    click.echo(f"# {SIMULATED}")
    ended = threading.Event()

    def end(_signal: int, _frame: object) -> None:
        ended.set()

    signal.signal(signal.SIGTERM, end)
    scale = 1 / speed if speed else 0.0
    try:
        with serve(
            folder, stacks=stacks(folder), time_scale=scale, faults=fault, seed=seed
        ) as environment:
            for name, value in environment.items():
                click.echo(f"export {name}={shlex.quote(value)}")
            click.echo("# In another shell: paste these lines, then run pulumi. Ctrl-C stops.")
            while not ended.wait(1.0):
                pass
    except KeyboardInterrupt:
        pass
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    except EngineError as error:
        raise click.ClickException(str(error)) from None
    click.echo("# Stopped; what was made is kept.")


@simulate.command("ls")
@_folder
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for machines.")
def list_(folder: Path, as_json: bool) -> None:
    """List what exists in the simulated clouds."""
    from rich.console import Console
    from rich.table import Table

    records = _inventory(folder).list()
    if as_json:
        found = [
            {"urn": r.urn, "type": r.type, "id": r.id, "created": r.created, "updated": r.updated}
            for r in records
        ]
        click.echo(json.dumps(found, indent=2))
        return
    console = Console(highlight=False)
    console.print(SIMULATED)
    table = Table("type", "id", "name", box=None, pad_edge=False)
    for record in records:
        table.add_row(record.type, record.id, record.urn.rsplit("::", 1)[-1])
    console.print(table if records else "Nothing exists.")


@simulate.command()
@_folder
@click.argument("urn")
@click.argument("change", metavar="KEY=VALUE")
def drift(folder: Path, urn: str, change: str) -> None:
    """Change a resource behind Pulumi's back. VALUE is JSON, or else text."""
    from polycloud_testing.simulation.inventory import drift as change_in

    path, equals, text = change.partition("=")
    if not equals:
        raise click.UsageError(f"'{change}' is not KEY=VALUE")
    try:
        value = json.loads(text)
    except ValueError:
        value = text
    try:
        change_in(_inventory(folder), urn, path, value)
    except KeyError as error:
        raise click.ClickException(str(error.args[0])) from None
    click.echo(f"{path} of {urn} is now {json.dumps(value)}. `polycloud refresh` finds it.")


@simulate.command()
@_folder
@click.argument("urn")
def delete(folder: Path, urn: str) -> None:
    """Delete a resource behind Pulumi's back."""
    inventory = _inventory(folder)
    record = inventory.by_urn(urn)
    if record is None:
        raise click.ClickException(f"nothing exists for {urn}")
    inventory.delete(record.type, record.id, record.scope)
    click.echo(f"{record.type} {record.id} is gone.")


@simulate.command()
@_folder
@click.confirmation_option("--yes", "-y", prompt="Remove everything from the simulated clouds?")
def wipe(folder: Path) -> None:
    """Remove everything from the simulated clouds; Pulumi's state still has it."""
    click.echo(f"{_inventory(folder).wipe()} resources removed.")


@simulate.command()
@_folder
@click.option("--stack", "-s", default="dev", show_default=True, help="The stack's name.")
def recover(folder: Path, stack: str) -> None:
    """Put a stack in order whose simulated deployment was killed."""
    from polycloud_testing.simulation.automation import Deployment, EngineError
    from polycloud_testing.simulation.automation import recover as put_in_order

    try:
        with Deployment(folder, stack) as deployment:
            done = put_in_order(deployment)
    except EngineError as error:
        raise click.ClickException(str(error)) from None
    for record in done.adopted:
        click.echo(f"adopted {record.urn}")
    for record in done.removed:
        click.echo(f"removed a second {record.urn}")
    for urn in done.cleared:
        click.echo(f"was never made {urn}")
    for failure in done.outcome.failures:
        click.echo(f"failed {failure}", err=True)
    if done.outcome.failures:
        click.get_current_context().exit(FAILED)
    click.echo("The state is what the clouds hold. `polycloud up --simulated` makes the rest.")


def _inventory(folder: Path) -> SqliteInventory:
    from polycloud_testing.simulation.automation import StateFolder
    from polycloud_testing.simulation.inventory import SqliteInventory

    return SqliteInventory(StateFolder.of(folder).inventory)
