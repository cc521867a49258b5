"""What holds for every test."""

from __future__ import annotations

import os

from hypothesis import settings

# An Output that is made a text by mistake raises, where it would be a useless sentence.
os.environ["PULUMI_ERROR_OUTPUT_STRING"] = "1"

# Machines that tests run on are slow at times; that says nothing of the code.
settings.register_profile("polycloud", deadline=None)
settings.load_profile("polycloud")
