"""The difference between two sets of inputs, as the engine is told of it."""

from __future__ import annotations

from typing import Any, Final, cast

from pulumi.runtime.proto import provider_pb2

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation import paths
from polycloud_testing.simulation.interface import Difference, Properties

_NOTHING: Final = object()


def diff_response(
    difference: Difference, old: Properties, new: Properties
) -> provider_pb2.DiffResponse:
    """What the engine is to know of ``difference``, which is between ``old`` and ``new``."""
    replaces = frozenset(difference.replaces)
    changed = tuple(dict.fromkeys((*difference.changed, *difference.replaces)))
    some = provider_pb2.DiffResponse.DIFF_SOME
    none = provider_pb2.DiffResponse.DIFF_NONE
    response = provider_pb2.DiffResponse(
        changes=some if changed else none,
        diffs=_top(changed),
        replaces=_top(difference.replaces),
        deleteBeforeReplace=difference.delete_before_replace,
        hasDetailedDiff=True,
    )
    for path in changed:
        kind = _kind(path, old, new, replaces=paths.covers(replaces, path))
        response.detailedDiff[path].CopyFrom(provider_pb2.PropertyDiff(kind=kind, inputDiff=True))
    return response


def kept(planned: Any, old: Any, given: Any) -> Any:
    """``planned`` with what the cloud decided already in the place of what is unknown.

    A cloud does not change its mind when a resource is updated: an output that does not
    follow from an input which is unknown itself stays what it was in ``old``. ``given``
    are the inputs.
    """
    if planned is UNKNOWN:
        return UNKNOWN if given is UNKNOWN or old is None else old
    if isinstance(planned, list):
        items = cast("list[Any]", planned)
        return [kept(item, _at(old, i), _at(given, i)) for i, item in enumerate(items)]
    if isinstance(planned, dict):
        fields = cast("dict[str, Any]", planned)
        return {name: kept(item, _at(old, name), _at(given, name)) for name, item in fields.items()}
    return planned


def _at(values: Any, step: paths.Step) -> Any:
    return UNKNOWN if values is UNKNOWN else paths.find(values, paths.join("", step))


def _top(changed: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(str(paths.parse(path)[0]) for path in changed))


def _kind(path: str, old: Properties, new: Properties, *, replaces: bool) -> Any:
    diff = provider_pb2.PropertyDiff
    if paths.find(old, path, _NOTHING) in (_NOTHING, None):
        return diff.ADD_REPLACE if replaces else diff.ADD
    if paths.find(new, path, _NOTHING) in (_NOTHING, None):
        return diff.DELETE_REPLACE if replaces else diff.DELETE
    return diff.UPDATE_REPLACE if replaces else diff.UPDATE
