"""How long the commands take, as whole processes.

    python benchmarks/commands.py [RUNS]

Prints the minimum, median and maximum of processor and wall seconds of each command, in turns,
so that a slow moment of the machine falls on all of them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
COMMANDS = {
    "--help": ["--help"],
    "check": ["check"],
    "preview --simulated (in-process)": ["preview", "--simulated", "--in-process"],
    "up --simulated (in-process)": ["up", "--simulated", "--in-process"],
    "up --simulated --stack prod (in-process)": [
        *("up", "--simulated", "--in-process", "--stack", "prod"),
    ],
}


def once(words: list[str]) -> tuple[float, float]:
    """Processor and wall seconds of one run. RuntimeError when it fails."""
    before, started = os.times(), time.perf_counter()
    polycloud = Path(sys.executable).with_name("polycloud")
    done = subprocess.run([polycloud, *words], cwd=ROOT, capture_output=True, check=False)
    wall, after = time.perf_counter() - started, os.times()
    if done.returncode:
        raise RuntimeError(f"polycloud {' '.join(words)}: {done.stderr.decode()}")
    processor = after.children_user - before.children_user
    processor += after.children_system - before.children_system
    return processor, wall


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in COMMANDS}
    for turn in range(runs + 1):
        for name, words in COMMANDS.items():
            measured = once(words)
            if turn:
                taken[name].append(measured)
    print(f"{'':<44}{'CPU s: min  median  max':>26}{'wall s: min  median  max':>28}")
    for name, measured in taken.items():
        columns = [
            f"{min(figures):.2f}  {median(figures):.2f}  {max(figures):.2f}"
            for figures in zip(*measured, strict=True)
        ]
        print(f"{name:<44}{columns[0]:>26}{columns[1]:>28}")


if __name__ == "__main__":
    main()
