"""Outputs of AWS resources.

Forms of ARNs are those of the service authorization reference
(https://docs.aws.amazon.com/service-authorization/latest/reference/), forms of ids those
that pulumi-aws 7.51.1 documents for import.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from polycloud_testing.simulation.making import ACCOUNT, Making, merged
from polycloud_testing.simulation.outputs import aws_compute, aws_network, aws_services, aws_storage
from polycloud_testing.simulation.outputs.aws_facts import region_of
from polycloud_testing.simulation.outputs.aws_ids import documented_id
from polycloud_testing.simulation.outputs.rules import Package

_GLOBAL: Final = frozenset({"iam", "cloudfront", "route53", "organizations", "budgets"})


def _facts(making: Making) -> Mapping[str, str]:
    return {"region": region_of(making)}


def _tags(making: Making) -> dict[str, Any]:
    defaults = making.provider.get("defaultTags")
    defaults = defaults.get("tags") if isinstance(defaults, dict) else None  # pyright: ignore
    return merged(defaults, making.inputs.get("tags"))


def _service(making: Making) -> str:
    return making.type.split(":")[1].split("/")[0]


def _arn(making: Making) -> str:
    identity = making.text("id")
    if identity.startswith("arn:"):
        return identity
    service = _service(making)
    region = "" if service in _GLOBAL else region_of(making)
    kind = re.sub(r"(?<!^)(?=[A-Z])", "-", making.type.rpartition(":")[2]).lower()
    return f"arn:aws:{service}:{region}:{ACCOUNT}:{kind}/{identity or making.name}"


def _identify(making: Making) -> str:
    return (
        documented_id(making)
        or making.text("name")
        or f"{_service(making)}-{making.short_id('id')}"
    )


PACKAGE = Package(
    rules={
        **aws_storage.RULES,
        **aws_network.RULES,
        **aws_compute.RULES,
        **aws_services.RULES,
    },
    identify=_identify,
    common={
        "region": "{region}",
        "tagsAll": _tags,
        "arn": _arn,
        "ownerId": "{account}",
        "accountId": "{account}",
        "awsAccountId": "{account}",
        "partition": "aws",
    },
    planned=frozenset({"region", "tagsAll"}),
    facts=_facts,
    shapes=aws_compute.SHAPES,
    fill="sparse",
)
