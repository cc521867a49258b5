"""``polycloud schema``: a JSON Schema of stack files."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command()
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file to write, instead of standard output.",
)
def schema(output: Path | None) -> None:
    """Print a JSON Schema that editors use to complete and check Pulumi.<stack>.yaml."""
    from polycloud.platform.json_schema import stack_file_schema
    from polycloud.platform.registry import installed_clouds

    text = json.dumps(stack_file_schema(installed_clouds()), indent=2, sort_keys=True)
    if output is None:
        click.echo(text)
    else:
        output.write_text(text + "\n", encoding="utf-8")
