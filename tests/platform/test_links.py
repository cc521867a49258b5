"""Links of a platform: what they cost is told beforehand, and what is made joins two networks."""

from __future__ import annotations

from ipaddress import IPv4Network

import pytest

from polycloud.abstractions.secure_link import LinkEndSpec
from polycloud.abstractions.setting import Obstacle
from polycloud.abstractions.support import Emulated, Support, verdict
from polycloud.adapters.gcp.cloud import GcpCloud
from polycloud.platform.planning import make_plan
from polycloud.platform.problems import ConfigurationError
from polycloud.platform.registry import Registry, installed_clouds
from polycloud.platform.sources import Source
from polycloud_testing.facts import joined, known, read_facts
from tests.platform.test_up import deploy

APART = {"enable_tpu_training": "true", "placement": {"serving_cluster": "aws"}}
NETWORKS = (IPv4Network("10.0.0.0/16"), IPv4Network("10.1.0.0/16"))


def spec(tunnels: int) -> LinkEndSpec:
    return LinkEndSpec("peer", 64601, 64602, NETWORKS[:1], NETWORKS[1:], tunnels)


def told(cloud: str, tunnels: int, **settings: str) -> str:
    known = installed_clouds()[cloud]
    support = known.support(spec(tunnels), known.settings_type(**settings))
    assert isinstance(support, Emulated)
    return " ".join(support.caveats)


@pytest.mark.parametrize(
    ("cloud", "tunnels", "cost"),
    [
        ("aws", 4, "88 USD a month for 2 VPN connections, 4 public addresses"),
        ("gcp", 4, "146 USD a month for 4 VPN tunnels"),
        ("gcp", 2, "73 USD a month for 2 VPN tunnels"),
        ("azure", 2, "402 USD a month for 1 VPN gateway VpnGw2AZ, 2 public addresses"),
    ],
)
def test_each_side_says_what_it_costs(cloud: str, tunnels: int, cost: str) -> None:
    assert cost in told(cloud, tunnels)


def test_prices_of_another_region_are_called_so() -> None:
    assert "differ elsewhere" in told("aws", 4, region="eu-central-1")
    assert "differ elsewhere" not in told("aws", 4, region="us-east-1")


def test_a_gateway_that_takes_long_says_so() -> None:
    assert "45 minutes or more" in told("azure", 2)


def test_the_plan_tells_of_both_sides_and_only_where_there_is_a_link() -> None:
    def notes(raw: dict[str, object]) -> list[str]:
        return [n for n in make_plan(Source("p", "dev", raw)).notes if n.startswith("the link")]

    on_aws, on_gcp = notes(APART)
    assert on_aws.startswith("the link aws - gcp on aws: It costs some 88 USD")
    assert on_gcp.startswith("the link aws - gcp on gcp: It costs some 146 USD")
    assert notes({}) == []


def test_a_cloud_that_cannot_have_the_link_is_heard_before_anything_is_made() -> None:
    class Refusing(GcpCloud):
        def support(self, spec: object, settings: object) -> Support:
            if isinstance(spec, LinkEndSpec):
                return verdict((Obstacle("peer", "no gateway is left", "place them together"),))
            return super().support(spec, settings)  # type: ignore[arg-type]

    registry = Registry({**installed_clouds(), "gcp": Refusing()})
    with pytest.raises(ConfigurationError, match="the link aws - gcp: no gateway is left"):
        make_plan(Source("p", "dev", APART), registry)


@pytest.mark.parametrize("preview", [True, False])
def test_keys_are_generated_and_nobody_sees_them(preview: bool) -> None:
    graph = deploy(APART, preview=preview).graph
    keys = [tunnel.key for end in read_facts(graph).links for tunnel in known(end.tunnels)]
    assert len(keys) == 8
    for key in keys:
        (maker,) = map(graph.by_urn, key.made_of)
        assert maker.type == "random:index/randomPassword:RandomPassword"
        assert maker.inputs["length"] >= 32
        assert key.secret is True
    assert len({key.made_of for key in keys}) == 4


def test_networks_that_must_talk_are_joined_by_four_tunnels() -> None:
    (link,) = joined(read_facts(deploy(APART).graph).links)
    assert len(link.up) == len(link.joints) == 4
    assert all(joint.same_key for joint in link.joints)
    for end, other in (link.ends, link.ends[::-1]):
        assert end.accepted == other.advertised
