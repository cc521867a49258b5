"""The ``polycloud`` command.

Exit codes: 0 done, 1 failed, 2 wrong configuration or usage. Importing this imports neither
Pulumi nor a cloud's SDK: commands import what they need when they run.
"""

from polycloud.cli.main import main

__all__ = ["main"]
