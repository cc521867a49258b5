"""Enumerations that an SDK states only in its documentation.

Terraform has no enumerations, so properties of the bridged providers (aws, gcp) are typed
as plain strings and their values listed in prose. One form of prose is read here, a whole
sentence that is a closed list::

    Valid values: `Enabled` or `Disabled`.
    Possible values are: `REGIONAL`, `GLOBAL`.

gcp's second sentence is generated from the definition that the provider validates against
(magic-modules, ``Enum`` fields), which also takes the empty string; what else its pages say
is written by hand, and not read. aws's sentences are all written by
hand beside the validation; properties whose values grow with the cloud (engines, versions)
are left out, and so are those found to lag behind, named in ``constraints/enumerations.yaml``.
Any other wording ("include", "such as", a remark after a value) is left alone.
"""

from __future__ import annotations

import re
from typing import Final

from attrs import evolve

from polycloud_testing.simulation.enumerations import is_outdated
from polycloud_testing.simulation.property_types import (
    ArrayType,
    EnumType,
    Property,
    PropertyType,
    Scalar,
)

_LEADS: Final = {
    "aws": (
        r"(?:Valid|Possible|Allowed|Accepted|Acceptable|Supported) [Vv]alues"
        r"(?: of this enum field)?(?: are:?|:)\s+"
    ),
    "gcp": r"Possible values are: ",
}
_VALUE: Final = r'(?:`"?[^`"\s]*"?`|"[^`"\s]*")(?:\s\([^()]*\))?'
_SEPARATOR: Final = r"(?:,\s*(?:or|and)?\s*|\s+(?:or|and)\s+)"
_ALTERNATIVES: Final = r"`\s*[^`|]+(?:\|[^`|]+)+`"
_END: Final = r"(?=\.\s|\.$|\s*$|\s*\n|\.?\s+(?:Defaults|Default|The default))"
_SENTENCES: Final = {
    package: re.compile(f"{lead}(?P<list>{_ALTERNATIVES}|{_VALUE}(?:{_SEPARATOR}{_VALUE})*){_END}")
    for package, lead in _LEADS.items()
}
_QUOTED: Final = re.compile(r'`"?([^`"]*)"?`|"([^`"]*)"')
_REMARK: Final = re.compile(r"\s\([^()]*\)")


_MORE: Final = re.compile(r"(?i)\balso (?:be |take |valid|support|accept|allow|possible)")
_PLAIN: Final = re.compile(r"[\w./:+-]+")
_GROWING: Final = re.compile(r"(?i)(version|engine|runtime|spec)$")


def with_documented_values(declared: Property, owner: str, package: str) -> Property:
    """The property with the values its description lists as its type, where there are any.

    ``owner`` is the arguments class by its module and name (``pulumi_aws.s3.BucketArgs``).
    In a list, the values are those of its items.
    """
    if package not in _SENTENCES or _GROWING.search(declared.name):
        return declared
    values = documented_values(declared.description, package)
    # A single value in hand-written prose is as a rule the one there was at the time.
    if len(values) < (1 if package == "gcp" else 2):
        return declared
    if is_outdated(f"{owner}.{declared.name}"):
        return declared
    return evolve(declared, type=_narrowed(declared.type, values))


def documented_values(description: str, package: str) -> tuple[str, ...]:
    """The values that a property's description lists as the only ones; empty if it lists none.

    ``package`` is ``aws`` or ``gcp``.
    """
    lists = {match["list"]: None for match in _SENTENCES[package].finditer(description)}
    # Where prose goes on to other values, the list is not the whole of it.
    if len(lists) != 1 or _MORE.search(description):
        return ()
    listed = _REMARK.sub("", next(iter(lists)))
    found = [first or second for first, second in _QUOTED.findall(listed)]
    values = dict.fromkeys(value.strip() for text in found for value in text.split("|"))
    # A placeholder among them (``custom-*``) says that the list is of forms, not of values.
    return tuple(values) if all(map(_PLAIN.fullmatch, values)) else ()


def _narrowed(type_: PropertyType, values: tuple[str, ...]) -> PropertyType:
    if isinstance(type_, ArrayType):
        return ArrayType(_narrowed(type_.element, values))
    guessed = isinstance(type_, EnumType) and not type_.exhaustive
    if type_ is Scalar.STRING or guessed:
        return EnumType("documented", Scalar.STRING, values)
    return type_
