"""The engine's workspace: copied settings, and the stack they are for."""

from __future__ import annotations

from typing import Any, Final, cast

import yaml
from pulumi.automation import CommandError, ConfigValue, LocalWorkspace, Stack

from polycloud_testing.simulation.automation.command import EngineCommand
from polycloud_testing.simulation.automation.errors import EngineError
from polycloud_testing.simulation.automation.folder import StateFolder
from polycloud_testing.simulation.automation.settings import PLACEHOLDER, Project

_HEADER: Final = "# A copy of the project's settings, for simulations: changes here are lost.\n"


def open_stack(project: Project, folder: StateFolder, command: EngineCommand) -> Stack:
    """The stack of the project in the folder's own state, made where it is missing.

    Raises:
        EngineError: the engine does not take the settings.
    """
    copy_settings(project, folder)
    workspace = LocalWorkspace(
        work_dir=str(folder.settings), env_vars=dict(folder.environment), pulumi_command=command
    )
    try:
        stack = Stack.create_or_select(project.stack, workspace)
        if project.placeholders:
            placeholder = ConfigValue(PLACEHOLDER, secret=True)
            values = dict.fromkeys(project.placeholders, placeholder)
            stack.set_all_config(values, path=True)
    except CommandError as error:
        raise EngineError(str(error)) from error
    return stack


def copy_settings(project: Project, folder: StateFolder) -> None:
    """Copy the settings to where the engine reads them."""
    settings = folder.settings / "Pulumi.yaml"
    stack = folder.settings / f"Pulumi.{project.stack}.yaml"
    copied = dict(project.stack_settings)
    if stack.exists():
        # The engine's own: the key of the secrets in the state is derived from it.
        before: Any = yaml.safe_load(stack.read_text(encoding="utf-8"))
        salt = cast("dict[str, Any]", before or {}).get("encryptionsalt")
        copied |= {"encryptionsalt": salt} if salt else {}
    settings.write_text(_HEADER + yaml.safe_dump(dict(project.settings)), encoding="utf-8")
    stack.write_text(_HEADER + yaml.safe_dump(copied), encoding="utf-8")
