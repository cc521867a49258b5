"""Whom AWS lets have a role, checked before anything is made.

A group is a permission set, which IAM Identity Center gives to its groups in this account: a
role of the account's, by a name that ends in 16 characters of Identity Center's own. People
of a SAML provider have whatever roles it asserts for them.
https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html,
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from polycloud.abstractions.roles import CloudRoles
from polycloud.abstractions.setting import Obstacle
from polycloud.adapters.aws.settings import AwsSettings

_PERMISSION_SET: Final = re.compile(r"[\w+=,.@-]{1,32}", re.ASCII)
_SAML: Final = re.compile(r"arn:aws:iam::([0-9]{12}):saml-provider/[\w._-]{1,128}", re.ASCII)


def principal_obstacles(spec: CloudRoles, settings: AwsSettings) -> Iterator[Obstacle]:
    """Names that are no permission set's or SAML provider's, and single people."""
    for path, kind, name in spec.named():
        if kind == "groups" and not _PERMISSION_SET.fullmatch(name):
            yield Obstacle(
                path,
                "not the name of a permission set, which is how an account knows groups",
                "the name of the permission set that IAM Identity Center gives the group, "
                "for example 'DataScientists'",
                name,
            )
        elif kind == "users":
            yield Obstacle(
                path,
                "AWS lets in no single person but an IAM user, who has keys that stay",
                "under groups, a permission set that IAM Identity Center gives the person",
                name,
            )
        elif kind == "federated":
            yield from _federated(path, name, settings)


def _federated(path: str, name: str, settings: AwsSettings) -> Iterator[Obstacle]:
    found = _SAML.fullmatch(name)
    account = settings.account_id or "123456789012"
    if found is None:
        yield Obstacle(
            path,
            "not the ARN of a SAML provider",
            f"for example 'arn:aws:iam::{account}:saml-provider/Entra'",
            name,
        )
    elif settings.account_id and found[1] != settings.account_id:
        yield Obstacle(
            path,
            f"a SAML provider of another account than {settings.account_id}",
            f"a provider of account {settings.account_id}",
            name,
        )
