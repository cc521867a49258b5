"""The folder in which a project's simulated deployments are kept."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from attrs import frozen

NAME: Final = ".polycloud"
"""What the folder is called inside the project's."""


@frozen
class StateFolder:
    """The simulated clouds and Pulumi's state of a project, apart from the user's own.

    ``path`` has the clouds' inventory, the state of every stack, a Pulumi home without
    login or plugins, the settings the engine reads, and the passphrase for secrets.
    Removing the folder removes all that was simulated.
    """

    path: Path

    @classmethod
    def of(cls, project: Path) -> StateFolder:
        """The folder of the project in ``project``, made where it is missing."""
        folder = cls(project.resolve() / NAME)
        folder.make()
        return folder

    @property
    def inventory(self) -> Path:
        """The file of the clouds' inventory, an `SqliteInventory`."""
        return self.path / "inventory.sqlite"

    @property
    def settings(self) -> Path:
        """The folder with the copies of the project's settings."""
        return self.path / "settings"

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment in which the engine uses this folder and nothing of the user's."""
        return {
            "PULUMI_HOME": str(self.path / "home"),
            # Metadata beside each file of the state would be of no use, and is not written in
            # one go: an engine that is killed then can leave a state that cannot be read.
            "PULUMI_BACKEND_URL": f"{(self.path / 'state').as_uri()}?metadata=skip",
            "PULUMI_CONFIG_PASSPHRASE_FILE": str(self.path / "passphrase"),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            # What is not simulated must not be installed and make something real.
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        }

    def make(self) -> None:
        """Make what is missing of it."""
        for folder in (self.path / "home", self.path / "state", self.settings):
            folder.mkdir(parents=True, exist_ok=True)
        ignored = self.path / ".gitignore"
        if not ignored.exists():
            ignored.write_text("*\n", encoding="utf-8")
        passphrase = self.path / "passphrase"
        if not passphrase.exists():
            passphrase.touch(mode=0o600)
            passphrase.write_text(secrets.token_urlsafe(32), encoding="utf-8")
