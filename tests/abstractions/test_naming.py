"""Physical names fit every service, and two stacks never share one."""

from __future__ import annotations

import re

import pytest
from attrs import frozen
from hypothesis import assume, given
from hypothesis import strategies as st

from polycloud.abstractions.cloud import Deployment
from polycloud.abstractions.naming import physical_name
from polycloud.platform.registry import installed_clouds


@frozen
class Rule:
    max_length: int
    separator: str = "-"


deployments = st.builds(
    Deployment, st.text(max_size=50), st.text(max_size=200), st.text(max_size=200), st.just("dev")
)
rules = st.builds(Rule, st.integers(20, 255), st.sampled_from(["-", "_", ""]))


@given(deployments, st.text(min_size=1, max_size=40), rules, st.sampled_from([0, 8]))
def test_a_name_fits_its_rule(
    deployment: Deployment, logical: str, rule: Rule, reserve: int
) -> None:
    name = physical_name(deployment, logical, rule, reserve=reserve)
    assert len(name) + reserve <= rule.max_length
    assert re.fullmatch(rf"[a-z][a-z0-9{rule.separator}]*[a-z0-9]", name)
    assert "--" not in name


@given(deployments, deployments, st.text(min_size=1, max_size=40), rules)
def test_two_stacks_never_share_a_name(
    one: Deployment, other: Deployment, logical: str, rule: Rule
) -> None:
    assume(
        (one.organization, one.project, one.stack)
        != (other.organization, other.project, other.stack)
    )
    assert physical_name(one, logical, rule) != physical_name(other, logical, rule)


@given(deployments, st.sets(st.text(min_size=1, max_size=40), min_size=2, max_size=5), rules)
def test_nor_do_two_resources_of_a_stack(
    deployment: Deployment, logicals: set[str], rule: Rule
) -> None:
    assert len({physical_name(deployment, logical, rule) for logical in logicals}) == len(logicals)


@pytest.mark.parametrize("cloud", installed_clouds())
def test_every_rule_of_the_catalog_leaves_room(cloud: str) -> None:
    from polycloud.catalog import Catalog

    deployment = Deployment("o" * 50, "p" * 100, "s" * 100, "prod")
    for rule in Catalog(f"polycloud.catalog.{cloud}").names.values():
        name = physical_name(deployment, "checkpoints", rule)
        assert rule.min_length <= len(name) <= rule.max_length
