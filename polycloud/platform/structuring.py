"""Plain values into typed ones, with every problem at once.

Values are taken as they are: a number is not a string and ``1`` is not true. Only at the
top level, where Pulumi stores every value as text, is text read as the type that is wanted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import partial
from math import isfinite
from types import GenericAlias, UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

import attrs
from cattrs import (
    BaseValidationError,
    ClassValidationError,
    Converter,
    ForbiddenExtraKeysError,
    IterableValidationError,
)
from cattrs.gen import make_dict_structure_fn

from polycloud.platform.merging import merge
from polycloud.platform.problems import MISSING, Problem, nearest

T = TypeVar("T")
Path = tuple[str | int, ...]


class _Given:
    def __repr__(self) -> str:
        return "[secret]"


GIVEN: Final = _Given()
"""Stands for a value that is there but cannot be read here: encrypted, or of an environment."""


class _WrongError(Exception):
    """A value of the wrong kind; the text says what would be right."""


def structure(
    raw: Mapping[str, Any], type_: type[T], defaults: Mapping[str, Any]
) -> tuple[T, list[Problem]]:
    """``raw`` over ``defaults`` as a value of the attrs class ``type_``, and all that is wrong.

    What is wrong is left out, so that its default stands in and the value can be looked at
    further. `GIVEN` values count as right. The defaults alone must be right.
    """
    converter, problems, remaining = _converter(), dict[str, Problem](), dict(raw)
    unread: set[Path] = set()
    while True:
        whole, before = merge(defaults, remaining), remaining
        try:
            return converter.structure(whole, type_), list(problems.values())
        except BaseValidationError as error:
            if not remaining:
                raise
            for path, fault, value in _faults(error, (), whole):
                if value is GIVEN and not isinstance(fault, ForbiddenExtraKeysError):
                    unread.add(path)
                elif path not in unread:  # Missing, but only here.
                    problem = _problem(path, fault, value)
                    problems.setdefault(problem.path, problem)
                remaining = without(remaining, path)
            if remaining == before:
                raise


def dotted(path: Path) -> str:
    """``("authorized_ranges", 0)`` is ``authorized_ranges[0]``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def without(raw: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """A copy of ``raw`` that lacks what is at ``path``, or else the nearest thing above it."""
    head, rest = str(path[0]), path[1:]
    copy, below = dict(raw), raw.get(str(path[0]))
    if rest and isinstance(below, Mapping) and rest[0] in below:
        copy[head] = without(below, rest)  # pyright: ignore[reportUnknownArgumentType]
    else:
        copy.pop(head, None)
    return copy


def read_text(value: object, type_: Any) -> object:
    """Text from Pulumi's configuration as the kind of value that ``type_`` wants.

    What cannot be read stays text, and is refused later with its path.
    """
    if not isinstance(value, str):
        return value
    wanted = [part for part in _union_parts(type_) if part is not type(None)]
    if any(part is str or _is_enum(part) for part in wanted):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True, detailed_validation=True)

    def is_dict(cls: Any) -> bool:
        return get_origin(cls) is dict

    def is_tuple(cls: Any) -> bool:
        return get_origin(cls) is tuple

    def is_union(cls: Any) -> bool:
        return get_origin(cls) in (Union, UnionType)

    for kind, words in ((bool, "true or false"), (int, "a whole number"), (str, "text")):
        converter.register_structure_hook(kind, _exactly(kind, words))
    converter.register_structure_hook(float, _number)
    converter.register_structure_hook(StrEnum, _enum)
    for predicate, make in (
        (attrs.has, _class),
        (is_dict, _mapping),
        (is_tuple, _list),
        (is_union, _optional),
    ):
        converter.register_structure_hook_factory(predicate, partial(make, converter))
    return converter


def _exactly(kind: type, words: str) -> Any:
    def hook(value: Any, _type: Any) -> Any:
        if type(value) is kind:
            return value
        if kind is str and isinstance(value, int | float):
            raise _WrongError(f"{words}; write it in quotes")
        raise _WrongError(words)

    return hook


def _number(value: Any, _type: Any) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value):
        return float(value)
    raise _WrongError("a number")


def _enum(value: Any, cls: Any) -> Any:
    if value in set(cls):
        return cls(value)
    raise _WrongError(f"{' or '.join(map(repr, map(str, cls)))}; {nearest(value, cls)}")


def _class(converter: Converter, cls: Any) -> Any:
    generated = make_dict_structure_fn(
        cls, converter, _cattrs_forbid_extra_keys=True, _cattrs_detailed_validation=True
    )

    def hook(value: Any, _type: Any) -> Any:
        if not isinstance(value, Mapping):
            names = ", ".join(attribute.name for attribute in attrs.fields(cls))
            raise _WrongError(f"a mapping with keys out of {names}")
        return generated(value, cls)  # pyright: ignore[reportUnknownArgumentType]

    return hook


def _mapping(converter: Converter, cls: Any) -> Any:
    base = converter.gen_structure_mapping(cls)

    def hook(value: Any, _type: Any) -> Any:
        if not isinstance(value, Mapping):
            raise _WrongError("a mapping")
        return base(value, cls)  # pyright: ignore[reportUnknownArgumentType]

    return hook


def _list(converter: Converter, cls: Any) -> Any:
    items: Any = GenericAlias(list, get_args(cls)[:1])
    as_list = converter.get_structure_hook(items)

    def hook(value: Any, _type: Any) -> Any:
        if not isinstance(value, list | tuple):
            raise _WrongError("a list")
        return tuple(as_list(value, items))

    return hook


def _optional(converter: Converter, cls: Any) -> Any:
    (inner,) = (part for part in get_args(cls) if part is not type(None))

    def hook(value: Any, _type: Any) -> Any:
        return None if value is None else converter.structure(value, inner)

    return hook


def _faults(
    error: BaseException, path: Path, raw: Any
) -> Iterator[tuple[Path, BaseException, object]]:
    """The leaves of a validation error: where, what, and the value there."""
    if isinstance(error, ClassValidationError | IterableValidationError):
        noted, bare = error.group_exceptions()
        for inner, note in noted:
            part: Any = getattr(note, "name", None) or getattr(note, "index", None)
            yield from _faults(inner, (*path, part), raw)
        for inner in bare:
            yield from _faults(inner, path, raw)
    elif isinstance(error, ForbiddenExtraKeysError):
        for key in sorted(error.extra_fields):
            where = (*path, key)
            yield where, error, _value_at(raw, where)
    else:
        yield path, error, _value_at(raw, path)


def _problem(path: Path, fault: BaseException, value: object) -> Problem:
    if isinstance(fault, ForbiddenExtraKeysError):
        known = [attribute.name for attribute in attrs.fields(fault.cl)]
        return Problem(dotted(path), "no such key", nearest(path[-1], known), value)
    if isinstance(fault, KeyError):
        return Problem(dotted(path), "required, but not given", "expected: a value")
    return Problem(dotted(path), "wrong kind of value", f"expected: {fault}", value)


def _value_at(raw: Any, path: Path) -> object:
    for part in path:
        try:
            raw = raw[part]
        except (KeyError, IndexError, TypeError):
            return MISSING
    return raw


def _is_enum(cls: Any) -> bool:
    return isinstance(cls, type) and issubclass(cls, StrEnum)


def _union_parts(type_: Any) -> tuple[Any, ...]:
    return get_args(type_) if get_origin(type_) in (Union, UnionType) else (type_,)


def field_types(cls: type) -> dict[str, Any]:
    """The type of each attribute of an attrs class, annotations resolved."""
    hints = get_type_hints(cls)
    return {attribute.name: hints[attribute.name] for attribute in attrs.fields(cls)}  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
