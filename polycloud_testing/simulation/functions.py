"""Reading the arguments and results of provider functions off the SDKs."""

from __future__ import annotations

import dis
import importlib
import re
import types
import typing
from collections.abc import Mapping
from typing import Any, cast

from polycloud_testing.simulation.packages import UnknownTypeError, sdk
from polycloud_testing.simulation.property_types import Property
from polycloud_testing.simulation.sdk_types import convert, properties_of

Properties = Mapping[str, Property]


def arguments_of(token: str, package: str) -> tuple[Properties, Properties]:
    """The arguments and the results of a function by their names on the wire.

    Raises:
        UnknownTypeError: The SDK has no such function.
    """
    function = _find(token, package)
    names = _wire_names(function)
    hints = typing.get_type_hints(function)
    arguments = {
        wire: Property(
            name=wire,
            type=convert(hints[python]),
            # Generated functions give every optional argument the default None.
            required=type(None) not in typing.get_args(hints[python]),
        )
        for python, wire in names.items()
        if python in hints
    }
    result = hints.get("return")
    results: Properties = properties_of(_declaring(result)) if isinstance(result, type) else {}
    return arguments, results


def _find(token: str, package: str) -> types.FunctionType:
    _, module, name = token.split(":")
    # "ec2/getVpc" and "core/v1" differ only in whether the last part repeats the name.
    head, _, tail = module.rpartition("/")
    parts = head.split("/") if tail == name else module.split("/")
    path = ".".join(part.partition(".")[0] for part in parts if part != "index")
    root = sdk(package).__name__
    python_name = _snake_case(name)
    for candidate in (path, f"{path}_"):  # the module "lambda" is "lambda_" in Python
        try:
            loaded = importlib.import_module(f"{root}.{candidate}".rstrip("."))
        except ModuleNotFoundError:
            continue
        function = getattr(loaded, python_name, None)
        if isinstance(function, types.FunctionType):
            return function
    raise UnknownTypeError(f"the SDK for {package!r} has no function {token!r}")


def _snake_case(name: str) -> str:
    name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()


def _wire_names(function: types.FunctionType) -> dict[str, str]:
    """Python's names of the arguments to those on the wire.

    A generated function holds the correspondence only in its body, which is a row of
    ``__args__['roleArn'] = role_arn``: load the argument, load the dictionary, load the
    key, store.
    """
    names: dict[str, str] = {}
    parameters = function.__code__.co_varnames[: function.__code__.co_argcount]
    pending: str | None = None
    key: Any = None
    for instruction in dis.get_instructions(function):
        if instruction.opname.startswith("LOAD_FAST"):
            # One instruction may load two variables at once (Python 3.13).
            argval: Any = instruction.argval
            loaded = cast("tuple[str, ...]", argval if isinstance(argval, tuple) else (argval,))
            pending = next((name for name in loaded if name in parameters), pending)
        elif instruction.opname == "LOAD_CONST":
            key = instruction.argval
        elif instruction.opname == "STORE_SUBSCR" and pending and isinstance(key, str):
            names[pending] = key
            pending = None
    return names


def _declaring(result: type) -> type:
    """The result class that has the properties: the awaitable one inherits them."""
    return result.__mro__[1] if result.__name__.startswith("Awaitable") else result
