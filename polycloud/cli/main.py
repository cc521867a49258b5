"""The command group, and what all commands share."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points, version

import click

from polycloud.cli.check import check
from polycloud.cli.cost import cost
from polycloud.cli.deploy import destroy, preview, refresh, up
from polycloud.cli.schema import schema

GROUP = "polycloud.commands"
"""The entry-point group of further commands; each entry is a click command."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("polycloud"), prog_name="polycloud")
def commands() -> None:
    """Machine-learning platforms on any cloud: say what is needed, and where."""


for command in (check, cost, schema, preview, up, refresh, destroy):
    commands.add_command(command)
for point in entry_points(group=GROUP):
    commands.add_command(point.load())


def main() -> None:
    """Run the command that the arguments name, and exit with its code."""
    try:
        code = commands.main(standalone_mode=False)
    except click.Abort:
        click.echo("Interrupted.", err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    sys.exit(code if isinstance(code, int) else 0)
