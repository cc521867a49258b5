"""The graph that an update would lead to, from ``pulumi preview --json``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from polycloud.graph.export import graph_of, parse
from polycloud.graph.graph import ResourceGraph

_GONE = frozenset({"delete", "delete-replaced", "discard", "remove-pending-replace"})


def from_preview(document: str | Mapping[str, Any]) -> ResourceGraph:
    """Read what ``pulumi preview --json`` prints.

    Resources that the update would remove are left out. Those it leaves as they are
    appear only if the preview was made with ``--show-sames``, as far as Pulumi prints
    them. As with an export, the stack and the default providers are left out.

    Raises:
        ValueError: the document is not a preview.
    """
    parsed = parse(document)
    if "steps" not in parsed and "changeSummary" not in parsed:
        raise ValueError("This is not the output of `pulumi preview --json`: no steps in it.")
    states: dict[str, Mapping[str, Any]] = {}
    for step in cast("list[Mapping[str, Any]]", parsed.get("steps") or []):
        state: Any = step.get("newState")
        if step["op"] in _GONE or not isinstance(state, Mapping):
            continue
        states[step["urn"]] = cast("Mapping[str, Any]", state)
    return graph_of(list(states.values()))
