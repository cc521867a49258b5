"""What all suites have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from polycloud.abstractions.roles import Role
from polycloud_testing.contracts.harness import OWN, Harness, Program
from polycloud_testing.contracts.scene import Scene


class Contract:
    """A suite; a subclass says whom it is for.

    A case that takes ``identity`` runs once for each identity of the harness, one that takes
    ``foreign`` once for each but the adapter's own, one that takes ``peer`` once for each peer,
    and one that takes ``role`` once for each role.
    """

    harness: ClassVar[Harness]

    scenes: ClassVar[Mapping[str, Program]] = {}
    """The programs behind the scenes that cases take, by the argument's name."""

    def scene(self, name: str, *, preview: bool = False) -> Scene:
        """One of `scenes`, made for the harness."""
        return self.harness.scene(type(self).scenes[name], preview=preview)

    def variants(self) -> Iterator[tuple[str, Mapping[str, Program]]]:
        """The ways in which the suite's scenes are made, each by a word; one, unless it says
        otherwise.
        """
        yield "", type(self).scenes

    def pytest_generate_tests(self, metafunc: Any) -> None:
        """One case an identity; pytest calls this."""
        for name, values in arguments(self.harness).items():
            if name in metafunc.fixturenames:
                metafunc.parametrize(name, values)


def arguments(harness: Harness) -> dict[str, tuple[str, ...]]:
    """The values of the arguments that cases are repeated for."""
    every = harness.identities
    return {
        "identity": every,
        "foreign": tuple(name for name in every if name != OWN),
        "peer": tuple(peer.cloud.name for peer in harness.peers),
        "role": tuple(Role),
    }
