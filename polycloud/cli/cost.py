"""``polycloud cost``: what a stack's buckets will cost, before anything is made."""

from __future__ import annotations

import json
from pathlib import Path

import click

from polycloud.cli.options import plan_or_exit, project_options
from polycloud.platform.storage_costs import MONTHS, storage_costs


@click.command()
@project_options
@click.option(
    "--months",
    type=click.IntRange(1, 120),
    default=MONTHS,
    show_default=True,
    help="How many months to look ahead.",
)
def cost(*, stack: str, config: Path | None, folder: Path, as_json: bool, months: int) -> None:
    """Estimate what storage costs a month, bucket by bucket and tier by tier.

    From what a bucket's `expected` says in the configuration and from dated list prices; nothing is
    asked of a cloud. Buckets of which nothing is expected are named and not estimated.
    """
    from polycloud.cli import cost_report

    _source, plan = plan_or_exit(folder, stack, config, as_json=as_json)
    costs = storage_costs(plan, months)
    if as_json:
        click.echo(json.dumps(cost_report.to_json(plan, costs, months), indent=2))
        return
    from rich.console import Console

    cost_report.show(Console(highlight=False), plan, costs, months)
