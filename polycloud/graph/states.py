"""Reading a resource as Pulumi writes it in previews and exports (``ResourceV3``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from polycloud.graph.resource import SECRET, Options, Resource, Timeouts
from polycloud.graph.unknown import UNKNOWN

_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a marker of the format
_RESOURCE_SIGNATURE = "5cf8f73096256a8f31e491e813e4eb8e"
_UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def resource_of(state: Mapping[str, Any]) -> Resource:
    """The resource that ``state`` describes, without its secrets.

    Raises:
        KeyError: ``state`` has no URN or no type.
    """
    urn, type_ = state["urn"], state["type"]
    secrets: set[str] = set()
    inputs = _values(state.get("inputs"), secrets)
    outputs = _values(state.get("outputs"), secrets)
    for name in state.get("additionalSecretOutputs", ()):
        if name in outputs:
            outputs[name] = SECRET
            secrets.add(name)
    provider = state.get("provider")
    return Resource(
        urn=urn,
        type=type_,
        name=urn.split("::", 3)[3],
        custom=state.get("custom", False),
        parent=state.get("parent") or None,
        provider=provider.rpartition("::")[0] if provider else None,
        dependencies=tuple(state.get("dependencies", ())),
        property_dependencies={
            name: tuple(urns)
            for name, urns in state.get("propertyDependencies", {}).items()
            if urns
        },
        options=_options(state),
        inputs=inputs,
        outputs=outputs,
        id=_id(state.get("id")),
        external=state.get("external", False),
        secret_paths=frozenset(secrets),
    )


def plain(value: Any, path: str, secrets: set[str]) -> Any:
    """``value`` without its secrets, whose paths are added to ``secrets``."""
    if isinstance(value, Mapping):
        mapping = cast("Mapping[str, Any]", value)
        signature = mapping.get(_SIGNATURE)
        if signature == _SECRET_SIGNATURE:
            secrets.add(path)
            return SECRET
        if signature == _RESOURCE_SIGNATURE:
            return mapping.get("id", mapping["urn"])
        return {k: plain(v, f"{path}.{k}" if path else k, secrets) for k, v in mapping.items()}
    if isinstance(value, list):
        items = cast("list[Any]", value)
        return [plain(item, f"{path}[{i}]", secrets) for i, item in enumerate(items)]
    if value == SECRET:
        secrets.add(path)
    return UNKNOWN if value == _UNKNOWN_TEXT else value


def _values(values: Mapping[str, Any] | None, secrets: set[str]) -> dict[str, Any]:
    return {
        name: plain(value, name, secrets)
        for name, value in (values or {}).items()
        if name != "__defaults"
    }


def _id(value: str | None) -> str | None:
    return None if not value or value == _UNKNOWN_TEXT else value


def _options(state: Mapping[str, Any]) -> Options:
    timeouts = cast("Mapping[str, Any]", state.get("customTimeouts") or {})
    return Options(
        protect=state.get("protect", False),
        retain_on_delete=state.get("retainOnDelete", False),
        ignore_changes=tuple(state.get("ignoreChanges", ())),
        replace_on_changes=tuple(state.get("replaceOnChanges", ())),
        deleted_with=state.get("deletedWith") or None,
        additional_secret_outputs=tuple(state.get("additionalSecretOutputs", ())),
        aliases=tuple(state.get("aliases", ())),
        custom_timeouts=Timeouts(
            *(_duration(timeouts.get(k)) for k in ("create", "update", "delete"))
        ),
        import_id=state.get("importID") or None,
    )


def _duration(seconds: float | None) -> str:
    """A state has timeouts in seconds, a program in Go's notation."""
    return f"{seconds:g}s" if seconds else ""
