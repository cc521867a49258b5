"""Conditions of role assignments, as far as they choose blobs by path.

https://learn.microsoft.com/azure/role-based-access-control/conditions-format
"""

from __future__ import annotations

import re
from typing import Final, TypeAlias

from polycloud_testing.facts.unknown import Unknown

_BLOBS: Final = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs"
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<mark>[()!])|(?P<word>AND|OR|NOT|&&|\|\|)\b|(?P<symbol>&&|\|\|)"
    r"|(?P<call>ActionMatches|SubOperationMatches)\{'(?P<argument>[^']*)'\}"
    r"|@(?P<source>Resource|Request)\[(?P<attribute>[^\]]+)\]\s+(?P<operator>\w+)\s+"
    r"'(?P<value>(?:[^']|'')*)')",
    re.IGNORECASE,
)
_PATHS: Final = {("resource", f"{_BLOBS}:path".lower()), ("request", f"{_BLOBS}:prefix".lower())}

Keys: TypeAlias = frozenset[str]
"""Patterns of keys for which a test holds."""
Answer: TypeAlias = bool | Keys | Unknown


def keys_left(condition: str, action: str, *, listing: bool) -> Keys | Unknown:
    """Patterns of the keys, or prefixes of listings, for which an operation meets a condition."""
    answer = _Reading(condition, action, listing=listing).whole()
    if isinstance(answer, bool):
        return frozenset({"*"}) if answer else frozenset()
    return answer


class _Reading:
    """A recursive descent through a condition, for one operation."""

    def __init__(self, text: str, action: str, *, listing: bool) -> None:
        self._text = text
        self._action = action
        self._listing = listing
        self._tokens: list[re.Match[str]] = []
        self._readable = True
        place = 0
        while text[place:].strip():
            token = _TOKEN.match(text, place)
            if token is None:
                self._readable = False
                return
            self._tokens.append(token)
            place = token.end()

    def whole(self) -> Answer:
        unclear = Unknown("A condition of a role assignment is not judged here.")
        if not self._readable:
            return unclear
        try:
            answer = self._either()
        except IndexError:
            return unclear
        return unclear if self._tokens else answer

    def _either(self) -> Answer:
        answer = self._both()
        while self._next_is("OR", "||"):
            self._tokens.pop(0)
            answer = either(answer, self._both())
        return answer

    def _both(self) -> Answer:
        answer = self._one()
        while self._next_is("AND", "&&"):
            self._tokens.pop(0)
            answer = both(answer, self._one())
        return answer

    def _one(self) -> Answer:
        token = self._tokens.pop(0)
        text = (token["mark"] or token["word"] or "").upper()
        if text in ("!", "NOT"):
            return opposite(self._one())
        if text == "(":
            answer = self._either()
            if self._tokens.pop(0)["mark"] != ")":
                raise IndexError
            return answer
        if token["call"]:
            return self._called(token["call"].lower(), token["argument"])
        if token["source"]:
            return self._compared(token)
        raise IndexError

    def _called(self, name: str, argument: str) -> Answer:
        if name == "actionmatches":
            pattern = re.escape(argument).replace(r"\*", ".*")
            return re.fullmatch(pattern, self._action, re.IGNORECASE) is not None
        return self._listing and argument.lower() == "blob.list"

    def _compared(self, token: re.Match[str]) -> Answer:
        attribute = (token["source"].lower(), token["attribute"].lower())
        value = token["value"].replace("''", "'")
        if attribute not in _PATHS:
            return Unknown(f"A condition on {token['attribute']} is not judged here.")
        if (attribute[0] == "request") != self._listing:
            # A listing names no path, and other operations no prefix.
            return False
        literal = "".join(f"[{c}]" if c in "*?[" else c for c in value)
        if token["operator"].lower() == "stringstartswith":
            return frozenset({f"{literal}*"})
        if token["operator"].lower() == "stringequals":
            return frozenset({literal})
        if token["operator"].lower() == "stringlike":
            return frozenset({value})
        return Unknown(f"A condition {token['operator']} is not judged here.")

    def _next_is(self, *words: str) -> bool:
        if not self._tokens:
            return False
        token = self._tokens[0]
        return (token["word"] or token["symbol"] or "").upper() in words


def opposite(answer: Answer) -> Answer:
    """Not so."""
    if isinstance(answer, bool):
        return not answer
    if isinstance(answer, Unknown):
        return answer
    return Unknown("A condition that excludes paths is not judged here.")


def either(one: Answer, other: Answer) -> Answer:
    """One or the other, or both."""
    if one is True or other is True:
        return True
    if one is False:
        return other
    if other is False:
        return one
    if isinstance(one, Unknown):
        return one
    return other if isinstance(other, Unknown) else one | other


def both(one: Answer, other: Answer) -> Answer:
    """One and the other."""
    if one is False or other is False:
        return False
    if one is True:
        return other
    if other is True:
        return one
    if isinstance(one, Unknown):
        return one
    if isinstance(other, Unknown):
        return other
    return one if one == other else Unknown("A condition on several paths is not judged here.")
