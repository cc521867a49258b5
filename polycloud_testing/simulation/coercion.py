"""Which values each kind of provider takes for a scalar type.

* **Bridged** providers (aws, gcp, random, tls) turn numbers and booleans into strings, and
  strings that read as a number or a boolean into one, before Terraform sees them. Source:
  pulumi-terraform-bridge, ``pkg/tfbridge/schema.go`` (``makeTerraformInput``) and
  ``pkg/tfbridge/typechecker/typechecker.go``. A fraction given for an integer, which the
  bridge cuts off silently, is refused here.
* **azure-native** refuses a number for a string and a string for a number. Source:
  pulumi-azure-native, ``provider/pkg/provider/provider.go`` (``validateProperty``). It does
  not look at booleans or enumerations; the API behind it does.
* **kubernetes** takes what the API server decodes: nothing is turned into anything else,
  save that a resource quantity may be a number. Source: apimachinery,
  ``pkg/api/resource/quantity.go`` (``UnmarshalJSON``).
* **eks** and other components get the values as the program made them.
"""

from __future__ import annotations

import re
from typing import Any, Final

from polycloud_testing.simulation.property_types import Scalar

_WITHOUT_COERCION: Final = frozenset({"azure-native", "kubernetes", "eks"})
_INTEGER: Final = re.compile(r"[+-]?\d+")
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_BOOLEANS: Final = frozenset({"true", "false", "1", "0"})
_QUANTITY_MAPS: Final = frozenset({"limits", "requests", "hard", "capacity", "allocatable"})


def fits(value: Any, scalar: Scalar, package: str) -> bool:
    """Whether a provider of ``package`` takes the plain ``value`` for ``scalar``.

    ``scalar`` is a string, a number, an integer or a boolean.
    """
    if package in _WITHOUT_COERCION:
        return _is(value, scalar)
    return _is(value, scalar) or _becomes(value, scalar)


def empty_means_unset(value: Any, package: str) -> bool:
    """Whether a value for an enumeration is the empty string, and the provider takes it for
    none given. Source: magic-modules, ``mmv1/templates/terraform/schema_property.go.tmpl``.
    """
    return package == "gcp" and value == ""


def is_quantity(package: str, property_name: str) -> bool:
    """Whether strings in the map of this name are Kubernetes quantities (``cpu: 1``)."""
    return package == "kubernetes" and property_name in _QUANTITY_MAPS


def _is(value: Any, scalar: Scalar) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    match scalar:
        case Scalar.STRING:
            return isinstance(value, str)
        case Scalar.BOOLEAN:
            return isinstance(value, bool)
        case Scalar.NUMBER:
            return is_number
        case Scalar.INTEGER:
            # The engine sends every number as a double.
            return is_number and (isinstance(value, int) or value.is_integer())
        case _:
            return False


def _becomes(value: Any, scalar: Scalar) -> bool:
    match scalar:
        case Scalar.STRING:
            return isinstance(value, bool | int | float)
        case Scalar.BOOLEAN:
            return isinstance(value, str) and value in _BOOLEANS
        case Scalar.NUMBER:
            return isinstance(value, str) and _NUMBER.fullmatch(value) is not None
        case Scalar.INTEGER:
            return isinstance(value, str) and _INTEGER.fullmatch(value) is not None
        case _:
            return False
