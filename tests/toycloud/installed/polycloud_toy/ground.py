"""What everything on Toy Cloud in one deployment stands on."""

from __future__ import annotations

import pulumi
import pulumi_toy as toy
from attrs import frozen

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.naming import physical_name
from polycloud.adapters import ground
from polycloud_toy.settings import ToySettings


@frozen
class Rule:
    """Toy names have up to 40 characters."""

    max_length: int = 40
    separator: str = "-"


class Ground(ground.Ground[ToySettings, toy.Provider]):
    """The deployment's explicit provider; all names follow one rule."""

    def name(self, logical: str, rule: str = "", *, reserve: int = 0) -> str:
        return physical_name(self.context.deployment, logical, Rule(), reserve=reserve)

    def _make_provider(self) -> toy.Provider:
        options = pulumi.ResourceOptions(parent=self.context.parent)
        return toy.Provider("toy", region=self.region, opts=options)


def provider(context: Context) -> toy.Provider:
    """The deployment's explicit provider."""
    return Ground.of(context).provider


def name(context: Context, logical: str, *, reserve: int = 0) -> str:
    """A physical name that no other stack has."""
    return Ground.of(context).name(logical, reserve=reserve)


def labels(context: Context) -> dict[str, str]:
    """The deployment's tags, and the colour."""
    return {**context.deployment.tags, "colour": context.settings_as(ToySettings).colour}
