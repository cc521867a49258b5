"""A VPC that is there already, as configuration names it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import frozen

from polycloud.abstractions.network import GivenNetwork
from polycloud.abstractions.setting import Obstacle, setting

_DIGITS: Final = "([0-9a-f]{8}|[0-9a-f]{17})"
"""Of VPCs, subnets and route tables; new ones have 17.
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html"""


@frozen(kw_only=True)
class AwsNetwork(GivenNetwork):
    """A VPC with its private subnets; `polycloud.adapters.aws.existing_network` says what it
    has to be like.
    """

    id: str = setting(
        "The VPC's id, or with 'stack' the output that has it.",
        id_form=f"vpc-{_DIGITS}",
        example="vpc-0123456789abcdef0",
    )
    private_subnets: tuple[str, ...] = setting(
        "Subnets for machines and for the cluster's control plane, in two zones or more.",
        factory=tuple,
        id_form=f"subnet-{_DIGITS}",
        example="subnet-0123456789abcdef0",
    )
    route_tables: tuple[str, ...] = setting(
        "Route tables of the private subnets, which links add their routes to.",
        factory=tuple,
        id_form=f"rtb-{_DIGITS}",
        example="rtb-0123456789abcdef0",
    )

    def obstacles(self) -> Iterator[Obstacle]:
        """Also fewer than two subnets, each of which is in one zone.

        https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
        """
        yield from super().obstacles()
        if len(set(self.private_subnets)) < 2:
            yield Obstacle(
                "private_subnets",
                "a cluster needs private subnets in two zones at least",
                "two subnets or more, such as [subnet-0123456789abcdef0, subnet-0123456789abcdef1]",
                list(self.private_subnets),
            )
