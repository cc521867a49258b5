"""The findings as a page of documentation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from polycloud.abstractions.capability import AnyCapability
from polycloud.abstractions.support import Emulated, Unsupported
from polycloud.platform.loading import configure
from polycloud.platform.merging import environments
from polycloud.platform.registry import Registry
from polycloud_testing.contracts.differences.comparison import Finding, compare
from polycloud_testing.contracts.differences.conditions import condition
from polycloud_testing.contracts.differences.kinds import KINDS, Asked, Kind
from polycloud_testing.contracts.harness import Harness

_HEAD: Final = """\
# Where clouds differ

Written by `nox -s differences`; a test keeps it current. The contracts' programs ask the same of
every cloud, and facts, named as `polycloud facts` names them, are read off what each makes of it.
What is not in these tables is the same on all: private, encrypted, TLS only, paid per request, and
so on. Every row is declared by an adapter's `support`, in the sentences below its table. Who is let
in is held by the contracts, identity by identity, and not compared here. So are links, whose
specs leave nothing open, and networks, which differ in the subnets that they have and in whether
connections are recorded."""

_DEFAULTS: Final = """\
## What `polycloud check` tells

Of each capability as the profiles have it: what a cloud does otherwise than somebody who asks for
it may expect."""


def page(harnesses: Sequence[Harness], kinds: Iterable[Kind] = KINDS) -> str:
    """The page, in Markdown."""
    kinds, titles = tuple(kinds), sorted(each.cloud.title for each in harnesses)
    findings = compare(harnesses, kinds)
    lines = [_HEAD]
    for kind in kinds:
        of_kind = [each for each in findings if each.kind == kind.title]
        lines += ["", f"## {kind.title}", "", *_table(kind, of_kind, titles)]
        lines += ["", *_declarations(of_kind, titles)]
        lines += [
            f"- Not compared: {_label(fact)}, as {reason}." for fact, reason in kind.aside.items()
        ]
    lines += ["", _DEFAULTS, *_defaults(harnesses)]
    return "\n".join(lines) + "\n"


def _table(kind: Kind, findings: Iterable[Finding], titles: Sequence[str]) -> Iterator[str]:
    """A row for each fact and its values, with what is asked where they are so."""
    rows: dict[str, list[tuple[dict[str, str], list[Asked]]]] = {}
    for each in findings:
        of_fact = rows.setdefault(each.fact, [])
        for values, asked in of_fact:
            if all(values.get(cloud, value) == value for cloud, value in each.values.items()):
                values.update(each.values)
                asked.append(each.asked)
                break
        else:
            of_fact.append((dict(each.values), [each.asked]))
    every = [asked for several in kind.programs.values() for asked in several]
    yield _row("fact", "where the spec has", *titles)
    yield "|---" * (len(titles) + 2) + "|"
    for fact, of_fact in rows.items():
        for values, asked in of_fact:
            shown = (values.get(title, "") for title in titles)
            yield _row(_label(fact), condition(asked, every), *shown)


def _declarations(findings: Iterable[Finding], titles: Sequence[str]) -> Iterator[str]:
    """What each cloud says of its differences, the same sentence once."""
    facts: dict[tuple[str, str], dict[str, None]] = {}
    for each in findings:
        for cloud, text in each.declared.items():
            facts.setdefault((cloud, text), {})[_label(each.fact).split(":")[0]] = None
    for (cloud, text), labels in sorted(facts.items(), key=lambda item: titles.index(item[0][0])):
        yield f"- **{cloud}**, {', '.join(labels)}: {text}"


def _defaults(harnesses: Sequence[Harness]) -> Iterator[str]:
    registry = Registry({each.cloud.name: each.cloud for each in harnesses})
    profiles = {name: configure({"environment": name}, registry)[0] for name in environments()}
    for harness in sorted(harnesses, key=lambda each: each.cloud.title):
        told: dict[tuple[AnyCapability, str], list[str]] = {}
        for capability in sorted(harness.cloud.offers, key=str):
            for environment, configuration in profiles.items():
                support = harness.cloud.support(configuration.spec(capability), harness.settings)
                for text in _texts(support):
                    told.setdefault((capability, text), []).append(environment)
        yield f"\n### {harness.cloud.title}\n"
        for (capability, text), where in told.items():
            only = "" if len(where) == len(profiles) else f", {' and '.join(where)}"
            yield f"- **{capability.label}{only}**: {text}"


def _texts(support: object) -> Iterator[str]:
    if isinstance(support, Unsupported):
        for each in support.obstacles:
            yield f"`{each.path}`: {each.reason}; expected: {each.alternative}."
    elif isinstance(support, Emulated):
        yield from support.caveats


def _label(fact: str) -> str:
    return fact.replace("_", " ").replace(".", ": ")


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
