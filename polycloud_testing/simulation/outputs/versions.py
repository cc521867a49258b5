"""Versions that the clouds choose where none is asked."""

from __future__ import annotations

from functools import cache

from polycloud.catalog import Catalog


@cache
def kubernetes_version(cloud: str) -> str:
    """The default minor version of a cloud's managed Kubernetes (``1.34``), from the
    catalog and on the day it is of, so that it does not change with the calendar.
    """
    catalog = Catalog(f"polycloud.catalog.{cloud}")
    version = catalog.default_kubernetes_version(catalog.as_of("kubernetes_versions"))
    if version is None:
        raise LookupError(f"The catalog of {cloud} has no supported version of Kubernetes.")
    return version.version


def kubernetes_versions(cloud: str) -> tuple[str, ...]:
    """The minor versions that are supported on that day, newest first."""
    catalog = Catalog(f"polycloud.catalog.{cloud}")
    on = catalog.as_of("kubernetes_versions")
    supported = [v for v in catalog.kubernetes_versions.values() if v.support(on) == "standard"]
    return tuple(v.version for v in sorted(supported, key=lambda v: v.released, reverse=True))
