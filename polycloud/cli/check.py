"""``polycloud check``: configuration and placement only."""

from __future__ import annotations

import json
from pathlib import Path

import click

from polycloud.cli.options import plan_or_exit, project_options


@click.command()
@project_options
def check(stack: str, config: Path | None, folder: Path, as_json: bool) -> None:
    """Show every problem of a stack's configuration, without Pulumi and without a cloud.

    Encrypted values and ESC environments are taken as given.
    """
    _source, plan = plan_or_exit(folder, stack, config, as_json=as_json)
    placed = {str(capability): item.cloud for capability, item in plan.placed.items()}
    links = [list(link.clouds) for link in plan.links]
    if as_json:
        found = {"ok": True, "placement": placed, "links": links, "notes": plan.notes}
        click.echo(json.dumps(found, indent=2))
        return
    click.echo(f"The configuration of {plan.project}/{plan.stack} is right.")
    for capability, cloud in placed.items():
        click.echo(f"  {capability.replace('_', ' '):<18}{cloud}")
    for one, other in links:
        click.echo(f"  {'secure link':<18}{one} - {other}")
    for note in plan.notes:
        click.echo(f"  note: {note}")
