"""Scenes of the contracts by the engine: its state means what a run in process means.

One suite a cloud; ``nox -s contracts`` has them all.
"""

from __future__ import annotations

from attrs import evolve

from polycloud_testing.contracts import ObjectStoreGrantsContract
from polycloud_testing.contracts.engine import Engine
from tests.contracts import harnesses


class TestAws(ObjectStoreGrantsContract):
    harness = evolve(harnesses.AWS, run=Engine("tests.contracts.harnesses:AWS"))


class TestAzure(ObjectStoreGrantsContract):
    harness = evolve(harnesses.AZURE, run=Engine("tests.contracts.harnesses:AZURE"))


class TestGcp(ObjectStoreGrantsContract):
    harness = evolve(harnesses.GCP, run=Engine("tests.contracts.harnesses:GCP"))
