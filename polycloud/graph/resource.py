"""One resource of a deployment, as every reader of the graph gives it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from attrs import field, frozen

SECRET: Final = "[secret]"  # noqa: S105 - what stands for a secret, not one
"""What stands in a graph for every secret value; the values themselves never do."""


@frozen
class Timeouts:
    """Custom timeouts, as Pulumi writes durations (``"30m"``); empty where unset."""

    create: str = ""
    update: str = ""
    delete: str = ""


@frozen
class Options:
    """The resource options of Pulumi that say how a resource is operated."""

    protect: bool = False
    retain_on_delete: bool = False
    ignore_changes: tuple[str, ...] = ()
    replace_on_changes: tuple[str, ...] = ()
    deleted_with: str | None = None
    additional_secret_outputs: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    delete_before_replace: bool = False
    custom_timeouts: Timeouts = Timeouts()
    import_id: str | None = None


@frozen
class Resource:
    """A resource: what was asked, what came of it, and what it hangs on.

    ``inputs`` and ``outputs`` are plain values with property names in the provider's
    spelling, `SECRET` where a value is secret and `UNKNOWN` where it is not known before
    the update. ``secret_paths`` are the paths of the secret inputs and outputs in
    Pulumi's notation. ``provider`` is the URN of the provider resource, None for the
    package's default provider and for components. ``dependencies`` and the values of
    ``property_dependencies`` are URNs. ``external`` resources are only looked up: someone
    else made them.
    """

    urn: str
    type: str
    name: str
    custom: bool = True
    parent: str | None = None
    provider: str | None = None
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(factory=dict[str, Any])
    options: Options = Options()
    inputs: Mapping[str, Any] = field(factory=dict[str, Any])
    outputs: Mapping[str, Any] = field(factory=dict[str, Any])
    id: str | None = None
    external: bool = False
    secret_paths: frozenset[str] = frozenset()

    @property
    def package(self) -> str:
        """The Pulumi package the type belongs to; for a provider, the one it serves."""
        if self.type.startswith("pulumi:providers:"):
            return self.type.rsplit(":", 1)[1]
        return self.type.split(":", 1)[0]

    @property
    def is_provider(self) -> bool:
        """Whether this is a provider resource, default or explicit."""
        return self.type.startswith("pulumi:providers:")

    @property
    def all_dependencies(self) -> tuple[str, ...]:
        """The URNs this waits for: named dependencies, those of its properties and its
        provider, each once, in that order.
        """
        urns = dict.fromkeys(self.dependencies)
        for named in self.property_dependencies.values():
            urns.update(dict.fromkeys(named))
        if self.provider is not None:
            urns[self.provider] = None
        return tuple(urns)

    def get(self, name: str, default: Any = None) -> Any:
        """The output ``name``, else the input of that name, else ``default``."""
        if name in self.outputs:
            return self.outputs[name]
        return self.inputs.get(name, default)
