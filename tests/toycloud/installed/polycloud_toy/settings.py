"""What Toy Cloud can be told, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from polycloud.abstractions.cloud import CloudSettings
from polycloud.abstractions.setting import Obstacle, setting

REGIONS = ("attic", "cellar")


@frozen
class ToySettings(CloudSettings):
    """The configuration keys that start with ``toy_``."""

    region: str = setting("The room that everything on Toy Cloud is made in.", default="attic")
    colour: str = setting("The colour of everything.", default="red", pattern="red|blue")


def settings_obstacles(settings: ToySettings) -> Iterator[Obstacle]:
    """An unknown region."""
    if settings.region not in REGIONS:
        yield Obstacle(
            "region", "Toy Cloud has no such room", f"one of: {', '.join(REGIONS)}", settings.region
        )
