"""Where logs, metrics and traces go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol

from attrs import field, frozen

from polycloud.abstractions.capability import Capability, Switch
from polycloud.abstractions.identity import Access
from polycloud.abstractions.roles import ladder
from polycloud.abstractions.setting import setting

if TYPE_CHECKING:
    import pulumi


@frozen
class TelemetrySpec:
    """A place that keeps telemetry for a number of days."""

    retention_days: int = setting(
        "How long logs and traces are kept, in days.", default=30, minimum=1, maximum=3650
    )


def _nothing() -> Mapping[str, pulumi.Output[str]]:
    return {}


@frozen(eq=False)
class Sink:
    """How a collector on any cloud sends here.

    ``exporter`` is an OpenTelemetry Collector component of the contrib distribution;
    ``settings`` its configuration, where ``${env:NAME}`` stands for a secret of ``secrets``.
    """

    exporter: str
    settings: Mapping[str, Any]
    secrets: Mapping[str, pulumi.Output[str]] = field(factory=_nothing)


class Telemetry(Protocol):
    """A telemetry store that exists. The adapter owes retention as asked, and a sink that
    carries no key that the cloud has retired.
    """

    cloud: str

    @property
    def workspace_id(self) -> pulumi.Output[str]:
        """What the cloud calls the place that logs are queried in."""
        ...

    @property
    def sink(self) -> Sink:
        """How to send telemetry here."""
        ...


TELEMETRY: Final[Capability[TelemetrySpec, [], Telemetry]] = Capability(
    word="telemetry",
    name="telemetry",
    description="Where logs, metrics and traces go.",
    spec=TelemetrySpec,
    outputs=lambda telemetry: {"workspace_id": telemetry.workspace_id},
    rights=ladder(Access.VIEW, Access.READ, Access.READ, Access.ADMINISTER),
    switch=Switch("enable_monitoring", "Make the telemetry store.", default=True),
)
