"""From data files to values.

A file is a YAML mapping with ``as_of`` (a date), ``source`` (an address or several) and
one group of facts named like the file. Lists of plain words are written as one string
with spaces between them, which reads better and loads faster.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar, cast

import yaml
from attrs import frozen

from polycloud.catalog.values import (
    Accelerator,
    KubernetesVersion,
    Limit,
    Location,
    Machine,
    MachineAccelerator,
    NameRule,
    Region,
)

# The C loader parses some ten times faster; PyYAML built without libyaml lacks it.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class CatalogError(Exception):
    """A data file is missing or does not have the form described here."""


@frozen
class Document:
    """One data file: its group of facts, and of when and from where they are."""

    package: str
    name: str
    as_of: date
    sources: tuple[str, ...]
    content: Mapping[str, Any]

    def setting(self, name: str) -> str:
        """What the file says for all of its facts under a name; raises `CatalogError`."""
        if name not in self.content:
            raise self.fault(f"has no '{name}'")
        value: str = self.content[name]
        return value

    def fault(self, reason: str) -> CatalogError:
        return CatalogError(f"{self.package}/{self.name}.yaml: {reason}")


@cache
def read(package: str, name: str) -> Document:
    """The file ``name``.yaml of a package, read once a process. Raises `CatalogError`."""
    where = f"{package}/{name}.yaml"
    try:
        text = files(package).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    except (FileNotFoundError, ModuleNotFoundError) as missing:
        raise CatalogError(f"{where}: there is no such file") from missing
    try:
        content: object = yaml.load(text, _Loader)  # noqa: S506 (a safe loader by either name)
    except yaml.YAMLError as malformed:
        raise CatalogError(f"{where}: {malformed}") from malformed
    if not isinstance(content, dict) or name not in content:
        raise CatalogError(f"{where}: is not a mapping with a group '{name}'")
    mapping = cast("dict[str, Any]", content)
    as_of, source = mapping.get("as_of"), mapping.get("source")
    if not isinstance(as_of, date):
        raise CatalogError(f"{where}: 'as_of' is not a date such as 2026-01-31")
    sources = (source,) if isinstance(source, str) else tuple(source or ())
    if not sources:
        raise CatalogError(f"{where}: names no 'source'")
    return Document(package, name, as_of, sources, mapping)


Value = TypeVar("Value")


def _values(
    document: Document, build: Callable[[str, Mapping[str, Any]], Value]
) -> dict[str, Value]:
    """One value an entry of the document's group; a wrong entry is named in the error."""
    group: Mapping[object, Mapping[str, Any]] = document.content[document.name] or {}
    values: dict[str, Value] = {}
    for key, entry in group.items():
        name = str(key)
        try:
            values[name] = build(name, entry)
        except (KeyError, TypeError, ValueError, AttributeError) as wrong:
            raise document.fault(f"{document.name}.{name}: {wrong!r}") from wrong
    return values


def regions(document: Document) -> dict[str, Region]:
    """``zone_names`` says how a zone's full name is made of ``{region}`` and ``{zone}``."""
    zone_names = document.setting("zone_names")

    def build(name: str, entry: Mapping[str, Any]) -> Region:
        row = dict(entry)
        latitude, longitude = row.pop("at")
        zones = str(row.pop("zones", "")).split()
        return Region(
            name=name,
            zones=tuple(zone_names.format(region=name, zone=zone) for zone in zones),
            location=Location(latitude, longitude),
            **row,
        )

    return _values(document, build)


def machines(document: Document, zone_regions: Mapping[str, str]) -> dict[str, Machine]:
    """Machines by name, families in the order of the file.

    A family has ``sizes`` (size to vCPUs, or a list of vCPUs) with ``gib_per_vcpu``, or
    ``machines`` (name to ``[vcpus, memory_gib]`` or ``[vcpus, memory_gib, count]`` where
    ``count`` is of the family's ``accelerator``), or both.
    """

    def build(family: str, entry: Mapping[str, Any]) -> list[Machine]:
        row = dict(entry)
        rows = dict[str, tuple[int, float, float]]()
        name_form: str = row.pop("name", None) or document.setting("name_form")
        gib_per_vcpu: float = row.pop("gib_per_vcpu", 0)
        sizes: Mapping[Any, int] | list[int] = row.pop("sizes", [])
        pairs = sizes.items() if isinstance(sizes, Mapping) else zip(sizes, sizes, strict=True)
        for size, vcpus in pairs:
            name = name_form.format(family=family, size=size)
            rows[name] = (vcpus, vcpus * gib_per_vcpu, 0)
        for name, (vcpus, memory_gib, *count) in row.pop("machines", {}).items():
            rows[name] = (vcpus, memory_gib, count[0] if count else 0)
        accelerator: Mapping[str, Any] | None = row.pop("accelerator", None)
        zones = _words(row.pop("zones", None))
        offered = _words(row.pop("regions", None))
        if zones is not None:
            offered = frozenset(zone_regions[zone] for zone in zones)
        return [
            Machine(
                name=name,
                family=family,
                vcpus=vcpus,
                memory_gib=memory_gib,
                accelerator=(
                    MachineAccelerator(count=count, **accelerator)
                    if accelerator is not None and count
                    else None
                ),
                regions=offered,
                zones=zones,
                **row,
            )
            for name, (vcpus, memory_gib, count) in rows.items()
        ]

    families = _values(document, build)
    return {machine.name: machine for family in families.values() for machine in family}


def accelerators(document: Document) -> dict[str, Accelerator]:
    """``zones`` is a string of zones, or zones to the counts offered in each."""

    def build(name: str, entry: Mapping[str, Any]) -> Accelerator:
        row = dict(entry)
        offered: str | Mapping[str, list[int] | None] = row.pop("zones")
        if isinstance(offered, str):
            offered = dict.fromkeys(offered.split())
        zones = {
            zone: None if counts is None else frozenset(counts) for zone, counts in offered.items()
        }
        words: Mapping[str, Any] = {
            key: tuple(row.pop(key, "").split()) for key in ("runtimes", "aliases")
        }
        topologies = tuple(row.pop("topologies").split())
        return Accelerator(name=name, topologies=topologies, zones=zones, **words, **row)

    return _values(document, build)


def kubernetes_versions(document: Document) -> dict[str, KubernetesVersion]:
    """Each entry is ``[released, standard support ends, extended support ends or null]``."""

    def build(version: str, entry: Any) -> KubernetesVersion:
        released, standard_ends, extended_ends = entry
        return KubernetesVersion(version, released, standard_ends, extended_ends)

    return _values(document, build)


def names(document: Document) -> dict[str, NameRule]:
    """The rules, spelled like the fields of `NameRule`; ``source`` is beside each group."""

    def build(name: str, entry: Mapping[str, Any]) -> NameRule:
        return NameRule(name=name, **entry)

    return _values(document, build)


def limits(document: Document) -> dict[str, Limit]:
    """The figures, spelled like the fields of `Limit`; several values make a tuple."""

    def build(name: str, entry: Mapping[str, Any]) -> Limit:
        row = dict(entry)
        value: int | float | str | list[int | str] = row.pop("value")
        return Limit(name=name, value=tuple(value) if isinstance(value, list) else value, **row)

    return _values(document, build)


def _words(text: str | None) -> frozenset[str] | None:
    return None if text is None else frozenset(text.split())
