"""What everything on Toy Cloud in one deployment stands on."""

from __future__ import annotations

import pulumi
import pulumi_toy as toy
from attrs import frozen

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.naming import physical_name


@frozen
class Rule:
    """Toy names have up to 40 characters."""

    max_length: int = 40
    separator: str = "-"


def provider(context: Context) -> toy.Provider:
    """The deployment's explicit provider."""
    return context.once(
        "toy.provider",
        lambda: toy.Provider(
            "toy",
            region=context.settings.region,
            opts=pulumi.ResourceOptions(parent=context.parent),
        ),
    )


def name(context: Context, logical: str, *, reserve: int = 0) -> str:
    """A physical name that no other stack has."""
    return physical_name(context.deployment, logical, Rule(), reserve=reserve)


def labels(context: Context) -> dict[str, str]:
    """The deployment's tags, and the colour."""
    return {**context.deployment.tags, "colour": context.settings.colour}
