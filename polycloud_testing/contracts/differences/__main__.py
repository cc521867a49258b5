"""Write the page: ``python -m polycloud_testing.contracts.differences MODULE [-o FILE]``.

``MODULE`` has a `Harness` for each cloud. Exits with 1, and names them, when there are differences
that no cloud declares.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from polycloud_testing.contracts.differences import compare, page, undeclared
from polycloud_testing.contracts.harness import Harness


@click.command()
@click.argument("module")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path))
def main(module: str, output: Path | None) -> None:
    """Write where the clouds of MODULE's harnesses differ."""
    harnesses = [each for each in vars(import_module(module)).values() if isinstance(each, Harness)]
    text = page(harnesses)
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
    silent = undeclared(compare(harnesses))
    for each in silent:
        values = ", ".join(f"{cloud} {value}" for cloud, value in each.values.items())
        what = f"{each.kind} ({each.asked.logical}), {each.fact}"
        click.echo(f"not declared: {what}: {values}", err=True)
    click.get_current_context().exit(1 if silent else 0)


main()
