"""The JSON of an IAM policy, wherever AWS takes one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from polycloud.adapters.documents import to_json


def policy_text(*statements: Mapping[str, Any]) -> pulumi.Output[str]:
    """The document of ``statements``, which may have outputs in them."""
    return to_json(policy(*statements))


def policy(*statements: Mapping[str, Any]) -> dict[str, Any]:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html"""
    return {"Version": "2012-10-17", "Statement": list(statements)}
