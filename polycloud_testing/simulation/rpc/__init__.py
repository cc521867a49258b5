"""The gRPC front of the simulated clouds: providers that the Pulumi engine attaches to.

Each Pulumi package has a provider server of its own on the loopback interface; all of
them serve the same simulated clouds. The engine finds them through the environment
variable ``PULUMI_DEBUG_PROVIDERS``::

    with ProviderServers(SimulatedClouds()) as servers:
        subprocess.run(["pulumi", "up"], env={**os.environ, **servers.environment})
"""

from __future__ import annotations

from polycloud_testing.simulation.rpc.clock import InterruptibleClock
from polycloud_testing.simulation.rpc.servers import PACKAGES, ProviderServers

__all__ = ["PACKAGES", "InterruptibleClock", "ProviderServers"]
