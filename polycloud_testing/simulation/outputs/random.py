"""Outputs of the random package: made from the resource's name, so that runs compare."""

from __future__ import annotations

import random as _random
import string
from typing import Any, Final

from polycloud_testing.simulation.making import Making
from polycloud_testing.simulation.outputs.rules import Maker, Package, Rule

_SPECIAL: Final = "!@#$%&*()-_=+[]{}<>:?"
"""What the provider takes by default:
https://registry.terraform.io/providers/hashicorp/random/latest/docs/resources/password"""


def _dice(making: Making) -> _random.Random:
    return _random.Random(making.digest("random"))  # noqa: S311 - a simulation, meant to repeat


def _text(making: Making) -> str:
    dice = _dice(making)
    sorts = {
        "lower": string.ascii_lowercase,
        "upper": string.ascii_uppercase,
        "numeric": string.digits,
        "special": making.text("overrideSpecial", _SPECIAL),
    }
    wanted = {sort: letters for sort, letters in sorts.items() if making.get(sort, True)}
    chosen: list[str] = []
    for sort, letters in wanted.items():
        least = int(making.get(f"min{sort.capitalize()}", 0))
        chosen += dice.choices(letters, k=least)
    length = int(making.get("length", 0))
    chosen += dice.choices("".join(wanted.values()) or "-", k=max(0, length - len(chosen)))
    dice.shuffle(chosen)
    return "".join(chosen[:length])


def _pet(making: Making) -> str:
    words = ["simulated", *("brave", "calm", "keen", "swift")[: int(making.get("length", 2)) - 1]]
    pet = making.text("separator", "-").join([*words, making.hex(4)])
    prefix = making.text("prefix")
    return f"{prefix}{making.text('separator', '-')}{pet}" if prefix else pet


def _shuffled(making: Making) -> list[Any]:
    inputs: list[Any] = list(making.get("inputs", []))
    _dice(making).shuffle(inputs)
    return inputs[: int(making.get("resultCount", len(inputs)))]


def _bytes(making: Making) -> bytes:
    return _dice(making).randbytes(int(making.get("byteLength") or making.get("length") or 8))


def _base64(making: Making) -> str:
    import base64

    return base64.b64encode(_bytes(making)).decode()


def _url(making: Making) -> str:
    return _base64(making).replace("+", "-").replace("/", "_").rstrip("=")


_TEXT: Final[dict[str, Maker]] = {
    **{name: lambda making: True for name in ("lower", "upper", "numeric", "number", "special")},
    **{name: lambda making: 0 for name in ("minLower", "minUpper", "minNumeric", "minSpecial")},
    "result": _text,
}

RULES: Final[dict[str, Rule]] = {
    "random:index/randomPassword:RandomPassword": {
        **_TEXT,
        "id": "none",
        "bcryptHash": lambda making: f"$2a$10${making.base64(32)[:40]}{making.hex(13)}",
    },
    "random:index/randomString:RandomString": {**_TEXT, "id": "{result}"},
    "random:index/randomPet:RandomPet": {
        "length": lambda making: 2,
        "separator": "-",
        "id": _pet,
    },
    "random:index/randomUuid:RandomUuid": {"id": "{uuid}", "result": "{id}"},
    "random:index/randomInteger:RandomInteger": {
        "result": lambda making: _dice(making).randint(
            int(making.get("min", 0)), int(making.get("max", 0))
        ),
        "id": "{result}",
    },
    "random:index/randomShuffle:RandomShuffle": {"id": "-", "results": _shuffled},
    "random:index/randomId:RandomId": {
        "b64Std": _base64,
        "b64Url": _url,
        "id": "{b64Url}",
        "dec": lambda making: str(int.from_bytes(_bytes(making), "big")),
        "hex": lambda making: _bytes(making).hex(),
    },
    "random:index/randomBytes:RandomBytes": {
        "base64": _base64,
        "hex": lambda making: _bytes(making).hex(),
        "id": "{base64}",
    },
}

PACKAGE = Package(rules=RULES, identify=lambda making: making.hex(16), fill="sparse")
