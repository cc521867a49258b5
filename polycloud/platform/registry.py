"""The clouds that are installed, found by entry point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import entry_points
from importlib.util import find_spec

from polycloud.abstractions.capability import AnyCapability
from polycloud.abstractions.cloud import Cloud

GROUP = "polycloud.clouds"


class Registry(Mapping[str, Cloud]):
    """Clouds by the word for them in configuration, in alphabetical order."""

    def __init__(self, clouds: Mapping[str, Cloud]) -> None:
        self._clouds = dict(sorted(clouds.items()))

    def __getitem__(self, name: str) -> Cloud:
        return self._clouds[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._clouds)

    def __len__(self) -> int:
        return len(self._clouds)

    def offering(self, capability: AnyCapability) -> tuple[str, ...]:
        """The clouds that implement a capability."""
        return tuple(name for name, cloud in self.items() if capability in cloud.offers)


@cache
def installed_clouds() -> Registry:
    """The clouds of every installed distribution.

    ValueError when an entry point's name is not its cloud's own name.
    """
    found: dict[str, Cloud] = {}
    for point in entry_points(group=GROUP):
        cloud: Cloud = point.load()
        if cloud.name != point.name:
            raise ValueError(
                f"entry point {point.value!r} is called {point.name!r}, "
                f"but its cloud calls itself {cloud.name!r}"
            )
        found[cloud.name] = cloud
    return Registry(found)


def missing_packages(cloud: Cloud) -> tuple[str, ...]:
    """The packages that a cloud's adapter needs and that are not installed; imports none."""
    return tuple(package for package in cloud.packages if find_spec(package) is None)
