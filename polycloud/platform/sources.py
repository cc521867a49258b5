"""Where configuration comes from: a project's files, or a running Pulumi program."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

import yaml
from attrs import field, frozen

from polycloud.platform.merging import Raw, merge
from polycloud.platform.namespaces import NAMESPACE
from polycloud.platform.problems import ConfigurationError, Problem
from polycloud.platform.structuring import GIVEN


@frozen
class Source:
    """A stack's raw configuration.

    ``raw`` has polycloud's own keys without their namespace; ``other`` the keys of other
    namespaces as they are (``pulumi:autonaming``). ``environments`` are the ESC environments that
    the stack imports: what they hold cannot be seen from here. ``decrypted`` are the secret keys
    whose values are in ``raw`` as they are.
    """

    project: str
    stack: str
    raw: Raw
    other: Raw = field(factory=dict[str, Any])
    environments: tuple[str, ...] = ()
    secret_keys: tuple[str, ...] = ()
    decrypted: tuple[str, ...] = ()


def read_project(folder: Path, stack: str, config: Path | None = None) -> Source:
    """What ``Pulumi.yaml`` and ``Pulumi.<stack>.yaml`` (or the file ``config``) say.

    Encrypted values are given as `GIVEN`. ConfigurationError when a file is missing, is not
    YAML, or has keys that Pulumi itself would refuse.
    """
    project = _mapping(folder / "Pulumi.yaml", "a Pulumi project file is needed here")
    name = project.get("name")
    if not isinstance(name, str):
        raise ConfigurationError([Problem("name", "Pulumi.yaml names no project", "", name)])
    hint = f"stacks here: {', '.join(stacks(folder)) or 'none'}; or name a file with --config"
    settings = _mapping(config or folder / f"Pulumi.{stack}.yaml", hint)
    values: Any = settings.get("config") or {}
    if not isinstance(values, Mapping):
        raise ConfigurationError([Problem("config", "not a mapping", "", values)])
    own, other = _split(values)  # pyright: ignore[reportUnknownArgumentType]
    own_defaults, other_defaults = _defaults(project, name)
    imports: Any = settings.get("environment")
    return Source(
        project=name,
        stack=stack,
        raw=merge(own_defaults, own),
        other={**other_defaults, **other},
        environments=tuple(str(item) for item in _items(imports)),
        secret_keys=tuple(key for key, value in own.items() if _has_secret(value)),
    )


def read_program() -> Source:
    """What the engine hands to the Pulumi program that is running, over the project's defaults."""
    import pulumi
    from pulumi.runtime.config import (
        CONFIG,
        get_config_env,
        get_config_secret_keys_env,
        is_config_secret,
    )

    project, keys = pulumi.get_project(), {**get_config_env(), **CONFIG.get()}
    own, other = _split(keys)
    root = Path(pulumi.runtime.get_root_directory() or ".")
    defaults: Raw = {}
    if (root / "Pulumi.yaml").is_file():
        defaults, _ = _defaults(_mapping(root / "Pulumi.yaml", ""), project)
    decoded = {key: _decode(value, defaults.get(key)) for key, value in own.items()}
    known = get_config_secret_keys_env()
    secret, _ = _split({key: "" for key in keys if is_config_secret(key) or key in known})
    return Source(
        project, pulumi.get_stack(), merge(defaults, decoded), other, decrypted=tuple(secret)
    )


def stacks(folder: Path) -> tuple[str, ...]:
    """The stacks that have a file in a project's folder."""
    names = (path.name for path in folder.glob("Pulumi.*.yaml"))
    return tuple(sorted(name.split(".", 1)[1].removesuffix(".yaml") for name in names))


def _decode(value: object, default: object) -> object:
    """An object's text as the object, where the project's default is one: they are merged."""
    if isinstance(default, Mapping) and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _split(values: Mapping[str, Any]) -> tuple[Raw, Raw]:
    own: Raw = {}
    other: Raw = {}
    problems: list[Problem] = []
    for key, value in values.items():
        namespace, colon, name = str(key).partition(":")
        if not colon:
            problems.append(
                Problem(str(key), "a key without a namespace", f"write '{NAMESPACE}:{key}'", value)
            )
        elif namespace == NAMESPACE:
            own[name.removeprefix("config:")] = _readable(value)
        else:
            other[str(key)] = _readable(value)
    if problems:
        raise ConfigurationError(problems)
    return own, other


def _defaults(project: Mapping[str, Any], name: str) -> tuple[Raw, Raw]:
    """Return what a project file sets for polycloud's keys, and for those of other namespaces.

    A key without a namespace is in the project's own.
    """
    own: Raw = {}
    other: Raw = {}
    declared: Any = project.get("config")
    for key, value in cast("dict[str, Any]", declared).items() if declared else ():
        namespace, colon, rest = key.partition(":")
        if not colon:
            namespace, rest = name, key
        ours = namespace == NAMESPACE
        found, short = (own, rest) if ours else (other, f"{namespace}:{rest}")
        if not isinstance(value, dict):
            found[short] = value
            continue
        declaration = cast("dict[str, Any]", value)
        if "default" in declaration or "value" in declaration:
            found[short] = declaration.get("value", declaration.get("default"))
    return own, other


def _readable(value: Any) -> Any:
    """The value with what is encrypted replaced by `GIVEN`."""
    if isinstance(value, Mapping):
        if set(value) == {"secure"}:  # pyright: ignore[reportUnknownArgumentType]
            return GIVEN
        return {str(key): _readable(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(value, list):
        return [_readable(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    return value


def _has_secret(value: Any) -> bool:
    return value is GIVEN or any(map(_has_secret, _items(value)))


def _items(value: Any) -> Iterable[Any]:
    """What a list or a mapping holds; nothing for anything else."""
    if isinstance(value, Mapping):
        return cast(Mapping[str, Any], value).values()
    return cast(list[Any], value) if isinstance(value, list) else ()


def _mapping(path: Path, hint: str) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError([Problem(path.name, error.strerror or str(error), hint)]) from None
    except UnicodeDecodeError:
        raise ConfigurationError([Problem(path.name, "not UTF-8 text")]) from None
    try:
        loaded: Any = yaml.load(text, Loader=yaml.CSafeLoader)  # the C twin of safe_load
    except yaml.YAMLError as error:
        raise ConfigurationError([Problem(path.name, f"not YAML: {error}")]) from None
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        raise ConfigurationError([Problem(path.name, "not a mapping", "", loaded)])
    return loaded  # pyright: ignore[reportUnknownVariableType]
