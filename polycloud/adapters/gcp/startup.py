#!/usr/bin/env python3
"""Gives a machine what its workload needs: environment, files, and tokens kept fresh.

Runs as root at every boot, as the metadata's ``startup-script``, and later by a timer with
the argument ``tokens``. Reads the metadata attribute ``polycloud-workload``, which is JSON
with ``environment`` (variables), ``files`` (contents by path) and ``tokens`` (audiences by
path) and holds no secret. Run again, it changes nothing that is as it should be.

On the machine there is only this file and Python 3.8.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote
from urllib.request import Request, urlopen

HOST = os.environ.get("GCE_METADATA_HOST", "metadata.google.internal")
ROOT = Path(os.environ.get("POLYCLOUD_ROOT", "/"))
ATTEMPTS = 6
SCRIPT = "/usr/local/lib/polycloud/startup.py"

SERVICE = f"""\
[Unit]
Description=Fetch the workload's identity tokens
After=network-online.target
[Service]
Type=oneshot
ExecStart=/usr/bin/python3 {SCRIPT} tokens
"""
TIMER = """\
[Unit]
Description=Fetch the workload's identity tokens while the last ones are still good
[Timer]
OnActiveSec=20min
OnUnitActiveSec=20min
[Install]
WantedBy=timers.target
"""


def metadata(path: str) -> str:
    """What the metadata server says at a path; it may not be ready at boot."""
    request = Request(
        f"http://{HOST}/computeMetadata/v1/{path}", headers={"Metadata-Flavor": "Google"}
    )
    for attempt in range(ATTEMPTS):
        try:
            with urlopen(request, timeout=10) as response:  # noqa: S310
                text: str = response.read().decode()
                return text
        except OSError as error:
            if attempt == ATTEMPTS - 1:
                raise
            print(f"metadata {path}: {error}; trying again", file=sys.stderr)
            time.sleep(2**attempt)
    raise AssertionError("unreachable")


def write(path: str, content: str, mode: int = 0o644) -> None:
    """Put a file where it belongs, whole or not at all."""
    target = ROOT / path.lstrip("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(f".{target.name}.new")
    half.write_text(content)
    half.chmod(mode)
    half.replace(target)


def environment_file(variables: dict[str, str]) -> str:
    """Lines that both a shell and systemd's EnvironmentFile read."""
    return "".join(f"{name}={shlex.quote(value)}\n" for name, value in sorted(variables.items()))


def fetch_tokens(tokens: dict[str, str]) -> None:
    """Tokens of the machine's service account, good for an hour, one for each path."""
    for path, audience in tokens.items():
        account = "instance/service-accounts/default"
        write(path, metadata(f"{account}/identity?audience={quote(audience, safe='')}"))


def keep_fetching() -> None:
    """Have systemd run this file again before the tokens end."""
    write(SCRIPT, Path(__file__).read_text(), 0o755)
    write("/etc/systemd/system/polycloud-token.service", SERVICE)
    write("/etc/systemd/system/polycloud-token.timer", TIMER)
    for command in (["daemon-reload"], ["enable", "--now", "polycloud-token.timer"]):
        subprocess.run(["systemctl", *command], check=True)  # noqa: S603, S607


def main(arguments: list[str]) -> None:
    workload = json.loads(metadata("instance/attributes/polycloud-workload"))
    fetch_tokens(workload["tokens"])
    if arguments == ["tokens"]:
        return
    for path, content in workload["files"].items():
        write(path, content)
    write("/etc/polycloud/environment", environment_file(workload["environment"]))
    write("/etc/profile.d/polycloud.sh", "set -a\n. /etc/polycloud/environment\nset +a\n")
    if workload["tokens"]:
        keep_fetching()


if __name__ == "__main__":
    main(sys.argv[1:])
