"""Which enumerations of the SDKs list every valid value.

An SDK types a property either with the enumeration alone, and then the provider's schema
says there is no other value, or with ``Union[str, Enumeration]``, and then it depends on
where the enumeration comes from:

* **azure-native**, **kubernetes** and **eks** generate theirs from the API specification of
  the very version they call, and the API answers anything else with 400 ``InvalidParameter``:
  they are taken as exhaustive, save for those named in ``constraints/enumerations.yaml``
  (machine sizes and the like, where the specification itself says the list is a sample).
* **aws** and **gcp** are bridged from Terraform, which has no enumerations. The few there
  are were written by hand for convenience and lag behind the cloud (instance types, engine
  versions, regions, managed policies): they are taken as incomplete, save for those named
  in the same file.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache
from typing import Any, Final

from polycloud_testing.simulation import data_files

_GENERATED_FROM_API: Final = frozenset({"azure-native", "kubernetes", "eks"})


def is_exhaustive(token: str, *, relaxed: bool) -> bool:
    """Whether an enumeration lists every value that its API accepts.

    ``token`` is the enumeration's own type token (``azure-native:storage:SkuName``);
    ``relaxed`` says that the SDK accepts any string beside it.
    """
    if not relaxed:
        return True
    exceptions = _exceptions()
    if token.partition(":")[0] in _GENERATED_FROM_API:
        return token not in exceptions["incomplete"]
    return token in exceptions["exhaustive"]


def is_outdated(property_: str) -> bool:
    """Whether the documentation of a property lists fewer values than are valid.

    ``property_`` is written ``pulumi_aws.kms.KeyArgs.keyUsage``.
    """
    return any(fnmatchcase(property_, pattern) for pattern in _exceptions()["outdated"])


@cache
def _exceptions() -> dict[str, frozenset[str]]:
    data: Any = data_files.read("polycloud_testing.simulation.constraints", "enumerations.yaml")
    return {key: frozenset(data[key]) for key in ("exhaustive", "incomplete", "outdated")}
