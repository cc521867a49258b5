"""The process that a deployment works in: the program, and the providers it is made with.

Started as ``python -m polycloud_testing.simulation.automation.worker SETTINGS``, with settings in
JSON; its first line of output says in JSON where to attach. It lives until its standard
input is closed, so it does not outlive its parent.

Program and providers share a process because both need the SDKs: importing them is most of
the time that a preview takes, and is then done once for all runs.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
from pulumi.runtime.proto import language_pb2_grpc

from polycloud_testing.simulation.automation.language import ProgramLanguage
from polycloud_testing.simulation.core import SimulatedClouds
from polycloud_testing.simulation.faults import Faults, parse_fault
from polycloud_testing.simulation.inventory import SqliteInventory
from polycloud_testing.simulation.rpc import InterruptibleClock, ProviderServers


def main(settings: Mapping[str, Any]) -> None:
    """Serve until standard input is closed."""
    # The parent decides what an interrupt from the terminal means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What a failed program leaves in its loop has been told through the engine.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    clock = InterruptibleClock(settings["time_scale"])
    core = SimulatedClouds(
        SqliteInventory(settings["inventory"]),
        faults=Faults(map(parse_fault, settings["faults"]), seed=settings["seed"]),
        clock=clock,
        seed=settings["seed"],
    )
    language = ProgramLanguage(Path(settings["folder"]), settings["program"])
    server = grpc.server(ThreadPoolExecutor(4))
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(language, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with ProviderServers(core, clock=clock) as providers:
        attach = {"program": f"127.0.0.1:{port}", "environment": dict(providers.environment)}
        print(json.dumps(attach), flush=True)
        sys.stdin.read()
    # Threads of a program that hangs would keep the interpreter alive.
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
