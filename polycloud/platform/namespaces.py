"""Whose the keys of a stack file are: polycloud's, the program's own, or a package's."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from importlib.util import find_spec
from typing import Final

from polycloud.platform.problems import Problem, nearest
from polycloud.platform.registry import Registry

NAMESPACE: Final = "polycloud"
"""What polycloud's keys begin with, whatever the project is called."""

_PULUMIS_OWN: Final = ("pulumi",)


def unread_keys(
    project: str, keys: Collection[str], ours: Collection[str], registry: Registry
) -> Iterator[Problem]:
    """Yield a problem for each key outside of polycloud's namespace that nothing reads.

    A project's own namespace is its program's, but for the names in ``ours``: whoever writes
    them there means polycloud. Every installed package reads a namespace of its own.
    """
    packages = {name for cloud in registry.values() for name in cloud.packages}
    of_packages = {name.removeprefix("pulumi_").replace("_", "-") for name in packages}
    known = {NAMESPACE, project, *_PULUMIS_OWN, *of_packages, *registry}
    for full in keys:
        namespace, _, key = full.partition(":")
        name = key.removeprefix("config:").partition(".")[0]
        if namespace == project:
            if name in ours:
                yield Problem(
                    full,
                    f"polycloud reads only the namespace '{NAMESPACE}'",
                    f"write '{NAMESPACE}:{name}'; a key that the program reads needs another name",
                )
        elif namespace not in known and not _is_installed(namespace):
            near = nearest(namespace, [NAMESPACE, *sorted(known - {NAMESPACE})])
            yield Problem(full, f"nothing reads the namespace '{namespace}'", near)


def _is_installed(namespace: str) -> bool:
    module = namespace.replace("-", "_")
    if not module.isidentifier():
        return False
    theirs = module not in sys.stdlib_module_names and find_spec(module) is not None
    return theirs or find_spec(f"pulumi_{module}") is not None
