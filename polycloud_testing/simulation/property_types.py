"""A neutral model of the types that properties of resources have.

The model says what a value looks like on the wire, whichever SDK it came from. Types
are immutable; the properties of an object type are read when first asked for, since
some API types refer to themselves and most are never used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from functools import cached_property
from typing import TypeAlias

from attrs import field, frozen


class Scalar(Enum):
    """A type without structure. The value is its name as a reader should see it."""

    STRING = "string"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    ANY = "any value"
    ASSET = "asset"
    ARCHIVE = "archive"
    RESOURCE = "resource"


@frozen
class EnumType:
    """One of ``values``, all of the type ``base``.

    When ``exhaustive`` is false the values are those the SDK happened to know, and
    others may be valid too.
    """

    name: str
    base: Scalar
    values: tuple[str | int | float | bool, ...]
    exhaustive: bool = True


@frozen
class ArrayType:
    """A list of ``element``."""

    element: PropertyType


@frozen
class MapType:
    """A map from strings, which the user chooses, to ``element``."""

    element: PropertyType


@frozen
class Property:
    """One property. ``name`` is the provider's spelling (camelCase as a rule).

    ``constant`` is the only value the property may have in this type, if there is one:
    what tells the members of a discriminated union apart.
    """

    name: str
    type: PropertyType
    required: bool = False
    constant: str | None = None
    description: str = field(default="", repr=False)


# Identity is what matters: two message classes of one SDK never describe the same type.
@frozen(eq=False)
class ObjectType:
    """An object whose properties are declared. ``name`` is the SDK's class, for messages."""

    name: str
    load: Callable[[], Mapping[str, Property]] = field(repr=False)

    @cached_property
    def properties(self) -> Mapping[str, Property]:
        """The declared properties by name; read from the SDK the first time."""
        return self.load()


@frozen
class UnionType:
    """One of several types. Objects among them may be told apart by a constant."""

    members: tuple[PropertyType, ...]


PropertyType: TypeAlias = Scalar | EnumType | ArrayType | MapType | ObjectType | UnionType
"""Any of the types of this module."""


def describe(type_: PropertyType) -> str:
    """The type in a few words, for a message: ``list of string``, ``BucketRuleArgs object``."""
    match type_:
        case Scalar():
            return type_.value
        case EnumType():
            return type_.base.value
        case ArrayType():
            return f"list of {describe(type_.element)}"
        case MapType():
            return f"map of {describe(type_.element)}"
        case ObjectType():
            return f"object ({type_.name})"
        case UnionType():
            return " or ".join(dict.fromkeys(describe(member) for member in type_.members))
