"""What Azure says of each spec, before anything is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from polycloud.abstractions.setting import Obstacle
from polycloud.abstractions.support import Support, verdict
from polycloud.abstractions.telemetry import TelemetrySpec
from polycloud.adapters.azure.settings import AzureSettings

RETENTION_DAYS: Final = (30, 730)
"""Interactive retention of a PerGB2018 workspace, both inclusive.

Sources: https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure (up to two
years), https://github.com/hashicorp/terraform-provider-azurerm/issues/28272 (30 to 730), as of
2026-11-23.
"""


def support(spec: object, settings: AzureSettings) -> Support:
    """Whether a spec can be had. TypeError for what is not a spec of an offered capability."""
    for spec_type, answer in _ANSWERS.items():
        if isinstance(spec, spec_type):
            return answer(spec, settings)
    raise TypeError(f"Azure is not asked about {type(spec).__name__}: it does not offer that")


def _telemetry(spec: TelemetrySpec, _settings: AzureSettings) -> Support:
    least, most = RETENTION_DAYS
    if least <= spec.retention_days <= most:
        return verdict()
    nearest = min(max(spec.retention_days, least), most)
    return verdict(
        obstacles=(
            Obstacle(
                "retention_days",
                f"a Log Analytics workspace keeps logs for {least} to {most} days",
                f"the nearest is {nearest}",
                spec.retention_days,
            ),
        )
    )


_ANSWERS: Final[dict[type, Callable[[Any, AzureSettings], Support]]] = {
    TelemetrySpec: _telemetry,
}
