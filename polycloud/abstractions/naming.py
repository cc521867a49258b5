"""Physical names: recognisable, within a service's limits, and never the same for two stacks."""

from __future__ import annotations

import hashlib
import re
from typing import Protocol

from polycloud.abstractions.cloud import Deployment

_DIGEST = 8


class NameRule(Protocol):
    """What a service takes for a name.

    ``max_length`` counts characters; ``separator`` is what words are joined with: ``"-"``,
    ``"_"`` or ``""``. Every name is made of lower-case letters, digits and the separator,
    and starts with a letter: all services take that.
    """

    @property
    def max_length(self) -> int: ...
    @property
    def separator(self) -> str: ...


def physical_name(deployment: Deployment, logical: str, rule: NameRule, *, reserve: int = 0) -> str:
    """A name for ``logical`` in a deployment, at least ``reserve`` short of the limit.

    It reads ``project-stack-logical-digest``. The digest is of the whole organization,
    project, stack and logical name, so that names which had to be cut or cleaned stay apart.
    ValueError when the rule leaves no room for a letter and the digest.
    """
    exact = "\0".join((deployment.organization, deployment.project, deployment.stack, logical))
    digest = hashlib.sha256(exact.encode()).hexdigest()[:_DIGEST]
    room = rule.max_length - reserve - _DIGEST - len(rule.separator)
    if room < 1:
        raise ValueError(f"no room for a name in {rule.max_length} characters less {reserve}")
    words = [_words(part) for part in (deployment.project, deployment.stack, logical)]
    readable = rule.separator.join(
        word for part in _fit(words, room, len(rule.separator)) for word in part if word
    )
    if not readable[:1].isalpha():
        readable = f"p{readable}"
    readable = readable[:room].rstrip("-_")
    return f"{readable}{rule.separator}{digest}"


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def _fit(parts: list[list[str]], room: int, joint: int) -> list[list[str]]:
    """Shorten the longest of the parts until all of them fit; the last one says most."""
    texts = ["-".join(part) for part in parts]
    while sum(map(len, texts)) + joint * (len(texts) - 1) > room:
        longest = max(range(len(texts)), key=lambda index: (len(texts[index]), -index))
        if len(texts[longest]) <= 1:
            break
        texts[longest] = texts[longest][:-1].rstrip("-")
    return [text.split("-") for text in texts]
