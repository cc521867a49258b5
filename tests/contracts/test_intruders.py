"""Intruders are of types, and strays of properties, that the providers have."""

from __future__ import annotations

import pytest

from polycloud_testing.contracts import Harness
from polycloud_testing.simulation.schema import schema_for

from .harnesses import AWS, AZURE, GCP

HARNESSES = pytest.mark.parametrize("harness", [AWS, AZURE, GCP], ids=["aws", "azure", "gcp"])


@HARNESSES
def test_each_intruder_is_what_the_provider_makes(harness: Harness) -> None:
    for intruder in harness.intruders:
        known = schema_for(intruder.type).inputs
        assert known.keys() >= {*intruder.inputs, *intruder.by}, intruder.type


@HARNESSES
def test_each_stray_is_a_setting_that_the_provider_has(harness: Harness) -> None:
    for stray in harness.strays:
        assert stray.name.partition(".")[0] in schema_for(stray.type).inputs, stray
