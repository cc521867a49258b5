"""Takes the place of the pulumi CLI: does what a script in its folder says.

``script.json`` has by command what it prints, its exit code, how long it takes and which
events it sends; ``calls.jsonl`` gets what it was called with.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent


def main(arguments: list[str]) -> int:
    words = [a for a in arguments if not a.startswith("-")]
    asked = {k: v for k, v in os.environ.items() if k.startswith("PULUMI_")}
    with (HERE / "calls.jsonl").open("a", encoding="utf-8") as calls:
        calls.write(json.dumps({"arguments": arguments, "environment": asked}) + "\n")
    if arguments == ["version"]:
        print("v3.272.0")
        return 0
    script = json.loads((HERE / "script.json").read_text(encoding="utf-8"))
    if words[:2] == ["stack", "export"]:
        print((HERE / "state.json").read_text(encoding="utf-8"))
        return 0
    if words[:2] == ["stack", "import"]:
        given = Path(arguments[arguments.index("--file") + 1])
        (HERE / "state.json").write_bytes(given.read_bytes())
        return 0
    answer = script.get(" ".join(words[:2])) or script.get(words[0]) or {}
    if answer.get("events"):
        send(arguments[arguments.index("--event-log") + 1], answer["events"])
    interrupted: list[int] = []
    signal.signal(signal.SIGINT, lambda number, frame: interrupted.append(number))
    deadline = time.monotonic() + answer.get("seconds", 0)
    while time.monotonic() < deadline and not interrupted:
        time.sleep(0.02)
    print(answer.get("stdout", ""))
    print(answer.get("stderr", ""), file=sys.stderr)
    return 1 if interrupted else answer.get("code", 0)


def send(address: str, events: list[object]) -> None:
    import grpc
    from pulumi.runtime.proto import events_pb2, events_pb2_grpc

    with grpc.insecure_channel(address.removeprefix("tcp://")) as channel:
        requests = (events_pb2.EventRequest(event=json.dumps(event)) for event in events)
        events_pb2_grpc.EventsStub(channel).StreamEvents(requests)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
