"""Values on the wire and plain values, and the paths into them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation import paths, wire
from polycloud_testing.simulation.components import Reference
from polycloud_testing.simulation.sealing import SEALED, sealed, unsealed

scalars = st.one_of(
    st.booleans(),
    st.integers(-(2**52), 2**52),
    st.text(),
    st.just(UNKNOWN),
    st.builds(Reference, st.just("urn:a"), st.sampled_from([None, "", "id"])),
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(min_size=1), inner)
)
objects = st.dictionaries(st.text(min_size=1), values)


def every_path(value: Any, path: str = "") -> list[str]:
    below = [
        found
        for step, item in paths.children(value)
        for found in every_path(item, paths.join(path, step))
    ]
    return [path, *below] if path else below


@given(objects)
def test_what_is_written_is_read_again(value: dict[str, Any]) -> None:
    assert wire.decode(wire.encode(value), references=True).values == value


@given(objects, st.data())
def test_secrets_keep_their_place_on_the_wire(value: dict[str, Any], data: st.DataObject) -> None:
    known = every_path(value)
    marked = data.draw(st.sets(st.sampled_from(known))) if known else set[str]()
    decoded = wire.decode(wire.encode(value, secrets=marked), references=True)
    assert decoded.values == value
    assert decoded.secrets == marked


@given(objects)
def test_every_path_leads_where_it_was_made(value: dict[str, Any]) -> None:
    for path in every_path(value):
        found = paths.find(value, path, default=paths)
        assert found is not paths
        assert paths.find(paths.replaced(value, path, "new"), path) == "new"


@given(objects, st.data())
def test_what_is_sealed_comes_back_from_what_is_known(
    value: dict[str, Any], data: st.DataObject
) -> None:
    known = every_path(value)
    marked = data.draw(st.sets(st.sampled_from(known))) if known else set[str]()
    hidden = sealed(value, marked)
    for path in marked:
        assert paths.find(hidden, path, SEALED) == SEALED
    assert unsealed(hidden, value) == value


def test_a_resource_given_to_a_provider_is_its_id() -> None:
    struct = wire.encode(
        {"a": Reference("urn:a", "id"), "b": Reference("urn:b"), "c": Reference("urn:c", "")}
    )
    assert wire.decode(struct).values == {"a": "id", "b": "urn:b", "c": UNKNOWN}


def test_outputs_say_what_they_depend_on_and_whether_they_are_secret() -> None:
    struct = wire.encode({})
    fields = struct.fields["subnets"].list_value.values.add().struct_value.fields
    fields[wire.SIGNATURE].string_value = wire.OUTPUT
    fields["value"].string_value = "subnet-1"
    fields["secret"].bool_value = True
    fields["dependencies"].list_value.values.add().string_value = "urn:a"

    decoded = wire.decode(struct)
    assert decoded.values == {"subnets": ["subnet-1"]}
    assert decoded.secrets == {"subnets[0]"}
    assert decoded.dependencies == {"subnets": {"urn:a"}}


def test_a_value_without_a_form_is_refused_with_its_path() -> None:
    with pytest.raises(TypeError, match=r"a\.b\[0\]"):
        wire.encode({"a": {"b": [object()]}})


@pytest.mark.parametrize("text", ["a[", "a[x]", 'a["b]', "[]"])
def test_what_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a property path"):
        paths.parse(text)
