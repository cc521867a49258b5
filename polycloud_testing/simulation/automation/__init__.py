"""Deployments on the simulated clouds by the real Pulumi engine.

Wherever a pulumi CLI is installed, a project's own program goes through the engine's whole
life: preview, update, refresh, destroy, with the engine's diffs, state and recovery. The
clouds behind the providers are simulated, and so need no account and no network::

    with Deployment("my-platform", "dev") as deployment:
        print(deployment.preview().changes)
        outcome = deployment.up()
"""

from __future__ import annotations

from polycloud_testing.simulation.automation.deployment import Deployment
from polycloud_testing.simulation.automation.errors import EngineError, EngineMissingError
from polycloud_testing.simulation.automation.events import Event
from polycloud_testing.simulation.automation.folder import StateFolder
from polycloud_testing.simulation.automation.outcome import Outcome
from polycloud_testing.simulation.automation.recovery import Recovery, recover
from polycloud_testing.simulation.automation.serving import serve

__all__ = [
    "Deployment",
    "EngineError",
    "EngineMissingError",
    "Event",
    "Outcome",
    "Recovery",
    "StateFolder",
    "recover",
    "serve",
]
