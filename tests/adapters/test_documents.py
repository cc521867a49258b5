"""Documents with outputs in them, against what Pulumi itself makes of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polycloud.adapters.documents import to_json
from polycloud_testing.simulation.inprocess import run

Make = Callable[[Any], "pulumi.Output[str]"]

_SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
_PUT_OUT = _SCALARS | st.lists(_SCALARS, max_size=3)
_DOCUMENTS = st.recursive(
    _SCALARS | st.builds(lambda value: ("output", value), _PUT_OUT),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=12,
)


def _with_outputs(value: Any) -> Any:
    """The document in which each marked value is put out by something."""
    if isinstance(value, tuple):
        return pulumi.Output.from_input(value[1])
    if isinstance(value, list):
        return [_with_outputs(item) for item in value]
    if isinstance(value, dict):
        return {key: _with_outputs(item) for key, item in value.items()}
    return value


def _exported(make: Make, document: Any) -> Any:
    def program() -> None:
        pulumi.export("text", make(_with_outputs(document)))

    return run(program, project="p", stack="dev").outputs["text"]


@given(_DOCUMENTS)
def test_the_text_is_what_pulumi_makes_of_the_document(document: Any) -> None:
    assert _exported(to_json, document) == _exported(pulumi.Output.json_dumps, document)


def test_a_document_with_a_secret_in_it_is_secret() -> None:
    found: list[bool] = []

    def program() -> None:
        text = to_json({"key": [pulumi.Output.secret("hidden")], "plain": 1})
        secret = pulumi.Output.from_input(text.is_secret())
        pulumi.export("secret", secret.apply(found.append))

    run(program, project="p", stack="dev")
    assert found == [True]


def test_what_is_no_part_of_json_is_refused() -> None:
    with pytest.raises(TypeError, match="set cannot be part of a JSON document"):
        to_json({"set": {1}})
