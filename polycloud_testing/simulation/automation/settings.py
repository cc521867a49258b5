"""The project's settings as the engine gets them: a copy without what is real.

The engine writes into the stack's settings, and those of the project name backends, keys
and environments of the real clouds. So it works on copies, in which

* values that are encrypted are placeholders, still secret: their key is elsewhere;
* ESC environments are left out: they cannot be opened from here;
* backend, secrets provider, plugins and packages are left out: everything is simulated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, cast

import yaml
from attrs import frozen

from polycloud_testing.simulation import paths
from polycloud_testing.simulation.automation.errors import EngineError

PLACEHOLDER: Final = "simulated-secret"
"""What a program gets for a value that is encrypted in the stack's settings."""

_REAL: Final = ("backend", "plugins", "packages", "main", "stackConfigDir", "template")


@frozen
class Project:
    """A Pulumi project: its folder, name and program, and what its files say.

    ``placeholders`` are the paths, by configuration key, of the values that are encrypted;
    ``notes`` say what of the settings does not hold in a simulation.
    """

    folder: Path
    stack: str
    name: str
    program: str
    settings: Mapping[str, Any]
    stack_settings: Mapping[str, Any]
    placeholders: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_project(folder: Path, stack: str, config: Path | None = None) -> Project:
    """Read ``Pulumi.yaml`` and ``Pulumi.<stack>.yaml``, or ``config`` in its place.

    Raises:
        EngineError: a file cannot be read, or is not what Pulumi takes.
    """
    folder = folder.resolve()
    settings = _read(folder / "Pulumi.yaml")
    name = settings.get("name")
    if not isinstance(name, str):
        raise EngineError(f"{folder / 'Pulumi.yaml'}: the project has no name.")
    directory = folder / str(settings.get("stackConfigDir") or "")
    file = config or directory / f"Pulumi.{stack}.yaml"
    given: Mapping[str, Any] = {}
    if config is not None or file.exists():
        given = _read(file)
    copied = {key: value for key, value in settings.items() if key not in _REAL}
    copied["runtime"] = "python"
    copied["main"] = str(folder / str(settings.get("main") or "."))
    values = cast("Mapping[str, Any]", given.get("config") or {})
    plain = {key: _plain(value) for key, value in values.items()}
    secure = [path for key, value in values.items() for path in _secure(value, _quoted(key))]
    return Project(
        folder=folder,
        stack=stack,
        name=name,
        program=str(settings.get("main") or "."),
        settings=copied,
        stack_settings={"config": plain} if plain else {},
        placeholders=tuple(secure),
        notes=tuple(_notes(file.name, given, secure)),
    )


def _read(file: Path) -> Mapping[str, Any]:
    try:
        read: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise EngineError(f"{file}: {error}") from error
    if read is None:
        return {}
    if not isinstance(read, Mapping):
        raise EngineError(f"{file}: a mapping is expected.")
    return cast("Mapping[str, Any]", read)


def _quoted(key: str) -> str:
    """A configuration key as the first step of a path: ``project:name`` has no quotes."""
    namespace, colon, name = key.rpartition(":")
    return f"{namespace}{colon}{paths.join('', name)}"


def _plain(value: Any) -> Any:
    if _is_secure(value):
        return PLACEHOLDER
    if isinstance(value, Mapping):
        fields = cast("Mapping[str, Any]", value)
        return {name: _plain(item) for name, item in fields.items()}
    if isinstance(value, list):
        return [_plain(item) for item in cast("list[Any]", value)]
    return value


def _secure(value: Any, path: str) -> Iterator[str]:
    if _is_secure(value):
        yield path
        return
    for step, item in paths.children(value):
        yield from _secure(item, paths.join(path, step))


def _is_secure(value: Any) -> bool:
    return isinstance(value, Mapping) and set(cast("Mapping[str, Any]", value)) == {"secure"}


def _notes(file: str, settings: Mapping[str, Any], secure: list[str]) -> Iterator[str]:
    if secure:
        yield (f"{file}: encrypted values are placeholders in a simulation: {', '.join(secure)}.")
    if settings.get("environment"):
        yield (
            f"{file}: ESC environments are left out of a simulation; what the program needs of "
            "them must have a default or be in the stack's own configuration."
        )
