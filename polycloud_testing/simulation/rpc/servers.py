"""The provider servers, one a package, on the loopback interface."""

from __future__ import annotations

import json
import pkgutil
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Final

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from polycloud_testing.simulation.interface import Core
from polycloud_testing.simulation.packages import EXTRAS
from polycloud_testing.simulation.rpc.calls import Calls
from polycloud_testing.simulation.rpc.clock import InterruptibleClock
from polycloud_testing.simulation.rpc.provider import Provider

PACKAGES: Final = tuple(EXTRAS)
"""The Pulumi packages that are simulated in particular, if their SDKs are installed."""

_THREADS: Final = 256
"""Calls that a provider answers at once; each waits as long as its cloud would, and the
engine makes as many at once as ``--parallel`` says, four a processor unless told."""

_GRACE: Final = 5.0
"""Seconds that calls have to end in when a server stops, once their waits are over."""

_OPTIONS: Final = (
    ("grpc.max_receive_message_length", -1),
    ("grpc.max_send_message_length", -1),
    # A call may have to wait for a thread for as long as a cloud takes.
    ("grpc.server_max_unrequested_time_in_server", 3600),
    ("grpc.so_reuseport", 0),
)


class ProviderServers:
    """Provider servers for Pulumi packages, all on the same simulated clouds.

    A context manager: the servers listen, on ports of the system's choice, from its start
    to its end. ``clock`` is that of ``core``, if its waits are to be interrupted.
    """

    def __init__(
        self,
        core: Core,
        *,
        clock: InterruptibleClock | None = None,
        packages: Iterable[str] | None = None,
    ) -> None:
        self._calls = Calls(clock)
        self._core = core
        self._packages = tuple(packages if packages is not None else installed_packages())
        self._servers: dict[str, grpc.Server] = {}
        self._ports: dict[str, int] = {}

    def __enter__(self) -> ProviderServers:
        try:
            for package in self._packages:
                self._start(package)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def ports(self) -> Mapping[str, int]:
        """The port of each package's provider, while the servers run."""
        return dict(self._ports)

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment variable with which the engine finds the providers."""
        ports = ",".join(f"{package}:{port}" for package, port in self._ports.items())
        return {"PULUMI_DEBUG_PROVIDERS": ports}

    def interrupt(self) -> None:
        """End the waits of all calls under way; the simulated clouds complete them."""
        self._calls.interrupt()

    def stop(self) -> None:
        """Let calls under way end without further waits, and stop listening."""
        self._calls.interrupt()
        stopped = [server.stop(_GRACE) for server in self._servers.values()]
        for event in stopped:
            event.wait()
        self._servers.clear()
        self._ports.clear()

    def _start(self, package: str) -> None:
        pool = ThreadPoolExecutor(_THREADS, thread_name_prefix=f"simulated-{package}")
        server = grpc.server(pool, options=_OPTIONS)
        provider = Provider(package, self._core, self._calls)
        provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        # A server that nobody holds stops listening.
        self._servers[package] = server
        self._ports[package] = port


def installed_packages() -> tuple[str, ...]:
    """The packages whose SDK is installed: those that are simulated in particular, and any
    other, whose resources get outputs of the right types and nothing more.
    """
    installed = {
        package
        for module in pkgutil.iter_modules()
        if module.name.startswith("pulumi_") and (package := _package_of(module)) is not None
    }
    return (*(p for p in PACKAGES if p in installed), *sorted(installed - set(PACKAGES)))


def _package_of(module: pkgutil.ModuleInfo) -> str | None:
    """The Pulumi package that a Python package is the SDK of, if it is one."""
    spec = module.module_finder.find_spec(module.name, None)
    if spec is None or spec.origin is None:
        return None
    try:
        plugin = json.loads(Path(spec.origin).with_name("pulumi-plugin.json").read_bytes())
    except (OSError, ValueError):
        return None
    return plugin["name"] if plugin.get("resource") else None
