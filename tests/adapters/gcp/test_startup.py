from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from polycloud.adapters.gcp import startup

TOKEN = "/var/run/secrets/polycloud/token"


class Machine:
    """A machine's file system, metadata server and service manager, all made up."""

    def __init__(self, root: Path) -> None:
        self.root = root / "root"
        self.bin = root / "bin"
        self.bin.mkdir()
        self.calls = root / "calls"
        systemctl = self.bin / "systemctl"
        systemctl.write_text(f'#!/bin/sh\necho "$@" >> {self.calls}\n')
        systemctl.chmod(0o755)
        self.workload: dict[str, object] = {}
        self.failures = 0
        self.tokens = 0

    def answer(self, path: str) -> str:
        parts = urlsplit(path)
        if parts.path.endswith("/instance/attributes/polycloud-workload"):
            return json.dumps(self.workload)
        assert parts.path.endswith("/instance/service-accounts/default/identity")
        self.tokens += 1
        return f"token {self.tokens} for {parse_qs(parts.query)['audience'][0]}"

    def run(self, *arguments: str, script: str = startup.__file__) -> None:
        subprocess.run(
            [sys.executable, script, *arguments],
            check=True,
            capture_output=True,
            env={
                "GCE_METADATA_HOST": self.host,
                "POLYCLOUD_ROOT": str(self.root),
                "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}",
            },
        )

    def read(self, path: str) -> str:
        return (self.root / path.lstrip("/")).read_text()

    host = ""


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    made = Machine(tmp_path)

    class Metadata(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if made.failures > 0:
                made.failures -= 1
                self.send_error(503)
                return
            assert self.headers["Metadata-Flavor"] == "Google"
            self.send_response(200)
            self.end_headers()
            self.wfile.write(made.answer(self.path).encode())

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Metadata) as server:
        made.host = f"127.0.0.1:{server.server_port}"
        Thread(target=server.serve_forever, daemon=True).start()
        yield made
        server.shutdown()


def _workload(tokens):
    return {
        "environment": {"URL": "gs://models", "ODD": 'it\'s $HOME; "quoted"'},
        "files": {"/etc/polycloud/x.json": "{}"},
        "tokens": tokens,
    }


def test_a_shell_has_the_environment_word_for_word(machine):
    machine.workload = _workload({})
    machine.run()
    shown = subprocess.run(
        ["sh", "-c", f'set -a; . {machine.root}/etc/polycloud/environment; printf %s "$ODD"'],
        check=True,
        capture_output=True,
        text=True,
    )
    assert shown.stdout == 'it\'s $HOME; "quoted"'
    assert "/etc/polycloud/environment" in machine.read("/etc/profile.d/polycloud.sh")


def test_files_are_written_where_they_belong(machine):
    machine.workload = _workload({})
    machine.run()
    assert machine.read("/etc/polycloud/x.json") == "{}"
    assert not machine.calls.exists()


def test_token_is_fetched_for_its_audience_and_kept_fresh(machine):
    machine.workload = _workload({TOKEN: "polycloud/acme/a&b/dev"})
    machine.run()
    assert machine.read(TOKEN) == "token 1 for polycloud/acme/a&b/dev"
    assert machine.calls.read_text().split("\n")[:2] == [
        "daemon-reload",
        "enable --now polycloud-token.timer",
    ]
    service = machine.read("/etc/systemd/system/polycloud-token.service")
    assert f"{startup.SCRIPT} tokens" in service
    machine.run("tokens", script=str(machine.root / startup.SCRIPT.lstrip("/")))
    assert machine.read(TOKEN) == "token 2 for polycloud/acme/a&b/dev"


def test_running_again_changes_nothing_but_the_token(machine):
    machine.workload = _workload({TOKEN: "a"})
    machine.run()
    before = {path: path.read_bytes() for path in machine.root.rglob("*") if path.is_file()}
    machine.run()
    after = {path: path.read_bytes() for path in machine.root.rglob("*") if path.is_file()}
    changed = {path for path in after if after[path] != before.get(path)}
    assert changed == {machine.root / TOKEN.lstrip("/")}
    assert before.keys() == after.keys()


def test_a_metadata_server_that_is_not_ready_is_waited_for(machine):
    machine.workload = _workload({})
    machine.failures = 1
    machine.run()
    assert machine.read("/etc/polycloud/x.json") == "{}"


def test_everyone_on_the_machine_may_read_and_only_root_may_write(machine):
    machine.workload = _workload({TOKEN: "a"})
    machine.run()
    for path in (TOKEN, "/etc/polycloud/environment"):
        mode = (machine.root / path.lstrip("/")).stat().st_mode
        assert stat.S_IMODE(mode) == 0o644


def test_tokens_are_fetched_long_before_they_end():
    minutes = int(startup.TIMER.split("OnUnitActiveSec=")[1].split("min")[0])
    assert minutes <= 30


def test_script_runs_where_only_python_3_8_is():
    import ast

    ast.parse(Path(startup.__file__).read_text(), feature_version=(3, 8))
