"""Conditions of bindings, as far as they choose objects or a database.

A condition is read when it is a disjunction of tests on the resource's name and on the prefix
of a listing; every other is unknown.
https://cloud.google.com/iam/docs/conditions-attribute-reference
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from polycloud_testing.facts.access import literal
from polycloud_testing.facts.unknown import Fact, Unknown

_TEXT: Final = r'"((?:[^"\\]|\\.)*)"'
_NAME_STARTS: Final = re.compile(rf"resource\.name\.startsWith\({_TEXT}\)")
_NAME_IS: Final = re.compile(rf"resource\.name\s*==\s*{_TEXT}")
_LISTED: Final = re.compile(
    r'api\.getAttribute\("storage\.googleapis\.com/objectListPrefix",\s*""\)'
    rf"\.startsWith\({_TEXT}\)"
)


def object_keys(expression: str, bucket: str, *, listing: bool) -> Fact[frozenset[str]]:
    """Patterns of the keys, or of the prefixes of listings, that a condition leaves."""
    start = f"projects/_/buckets/{bucket}" + ("" if listing else "/objects/")
    found: set[str] = set()
    for test in _alternatives(expression):
        if name := _NAME_STARTS.fullmatch(test):
            wanted = unescape(name[1])
            if start.startswith(wanted):
                found.add("*")
            elif wanted.startswith(start) and not listing:
                found.add(f"{literal(wanted.removeprefix(start))}*")
        elif name := _NAME_IS.fullmatch(test):
            wanted = unescape(name[1])
            if wanted.startswith(start) and (not listing or wanted == start):
                found.add("*" if listing else literal(wanted.removeprefix(start)))
        elif prefix := _LISTED.fullmatch(test):
            # Other requests have no such attribute, which then reads as empty.
            wanted = unescape(prefix[1])
            if listing or not wanted:
                found.add(f"{literal(wanted)}*")
        else:
            return Unknown(f"A condition, {test}, is not judged here.")
    return frozenset(found)


def covers_bucket(expression: str, bucket: str) -> Fact[bool]:
    """Whether a condition is met by requests about the bucket itself."""
    keys = object_keys(expression, bucket, listing=True)
    return keys if isinstance(keys, Unknown) else "*" in keys


def covers_database(expression: str, database: str) -> Fact[bool]:
    """Whether a condition is met by requests about a database (``projects/…/databases/…``)."""
    for test in _alternatives(expression):
        if name := _NAME_IS.fullmatch(test):
            if unescape(name[1]) == database:
                return True
        elif name := _NAME_STARTS.fullmatch(test):
            if database.startswith(unescape(name[1])):
                return True
        elif not _LISTED.fullmatch(test):
            return Unknown(f"A condition, {test}, is not judged here.")
    return False


def unescape(text: str) -> str:
    """A text literal's content."""
    return re.sub(r"\\(.)", r"\1", text)


def _alternatives(expression: str) -> Iterator[str]:
    """The tests of a disjunction; operators inside of texts are no operators."""
    parts = re.split(r'("(?:[^"\\]|\\.)*")', expression)
    marked = "".join(
        part if index % 2 else part.replace("||", "\0") for index, part in enumerate(parts)
    )
    yield from (test.strip() for test in marked.split("\0"))
