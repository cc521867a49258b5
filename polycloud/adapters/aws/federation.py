"""Workloads of other clouds, let in as roles."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

import pulumi
import pulumi_aws as aws

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import TOKEN_FILE, Credentials, WorkloadIdentity
from polycloud.adapters.aws.ground import Ground
from polycloud.adapters.aws.policy_documents import policy, policy_text
from polycloud.adapters.component import Part

_BUILT_IN: Final[Mapping[str, str]] = {"https://accounts.google.com": "accounts.google.com"}
"""Issuers that IAM knows by itself; with a provider of one's own their tokens are refused.
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html"""

_SESSION_SECONDS: Final = 3600


class TrustedIdentity(Part):
    """A workload of another cloud, let in as a role that as yet may do nothing.

    The role is assumed with the workload's own token; issuer, subject and audience are pinned.

    Escape hatch: ``native`` is the aws.iam.Role.
    """

    def __init__(self, identity: WorkloadIdentity, context: Context) -> None:
        ground = Ground.of(context)
        name = f"trust-{identity.cloud}-{identity.name}"
        super().__init__(context, ground.provider)
        self.native = aws.iam.Role(
            name,
            name=ground.name(name, "iam_role"),
            description=f"Workload {identity.name} of {identity.cloud}",
            assume_role_policy=_federation(identity, context),
            max_session_duration=_SESSION_SECONDS,
            opts=self.child(),
        )
        self.credentials = Credentials(
            principal=self.native.arn,
            environment={
                "AWS_ROLE_ARN": self.native.arn,
                "AWS_WEB_IDENTITY_TOKEN_FILE": pulumi.Output.from_input(TOKEN_FILE),
                "AWS_ROLE_SESSION_NAME": pulumi.Output.from_input(_session_name(identity.name)),
                **region_variables(ground),
            },
            token_file=TOKEN_FILE,
        )


class TrustedIssuer(Part):
    """An OpenID Connect issuer of another cloud that roles may trust; one for each URL.

    Escape hatch: ``native`` is the aws.iam.OpenIdConnectProvider.
    """

    def __init__(self, key: str, identity: WorkloadIdentity, context: Context) -> None:
        name = f"issuer-{key}"
        super().__init__(context, Ground.of(context).provider)
        self.audience = identity.audience
        self.native = aws.iam.OpenIdConnectProvider(
            name,
            url=identity.issuer,
            client_id_lists=[identity.audience],
            opts=self.child(),
        )


def region_variables(ground: Ground) -> dict[str, pulumi.Output[str]]:
    """The region under both names: Python's SDK reads the longer one, others the shorter."""
    region = pulumi.Output.from_input(ground.region)
    return {"AWS_REGION": region, "AWS_DEFAULT_REGION": region}


def _federation(identity: WorkloadIdentity, context: Context) -> pulumi.Output[str]:
    """Who may assume the role of a foreign identity.

    With a built-in issuer, IAM's ``aud`` is the token's ``azp``, which for a service account is
    its unique id like ``sub``, and ``oaud`` is the token's ``aud``.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
    """
    host, audience = _BUILT_IN.get(identity.issuer_key or ""), _literal(identity.audience)
    if host is not None:
        subject = identity.subject.apply(_literal)
        conditions = {
            f"{host}:aud": subject,
            f"{host}:oaud": audience,
            f"{host}:sub": subject,
        }
        return policy_text(_assumption(host, conditions))

    def known_policy(known: Mapping[str, str]) -> str:
        prefix = known["issuer"].removeprefix("https://")
        conditions = {f"{prefix}:aud": audience, f"{prefix}:sub": _literal(known["subject"])}
        return json.dumps(policy(_assumption(known["provider"], conditions)))

    provider = _trusted_issuer(identity, context).native
    return pulumi.Output.all(
        issuer=identity.issuer, subject=identity.subject, provider=provider.arn
    ).apply(known_policy)


def _literal(text: str) -> str:
    """The text as a condition compares it: nothing in it is a policy variable.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
    """
    return text.replace("${", "${$}{")


def _trusted_issuer(identity: WorkloadIdentity, context: Context) -> TrustedIssuer:
    key = identity.issuer_key or f"{identity.cloud}-{identity.name}"
    issuer = context.once(f"issuer:{key}", lambda: TrustedIssuer(key, identity, context))
    if issuer.audience != identity.audience:
        raise ValueError(
            f"the issuer of {identity.name} is trusted for audience {issuer.audience!r}, "
            f"not {identity.audience!r}; identities with the same issuer share an audience"
        )
    return issuer


def _assumption(federated: str, conditions: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Principal": {"Federated": federated},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": dict(conditions)},
    }


def _session_name(name: str) -> str:
    """Of 2 to 64 characters out of letters, digits and ``=,.@-``."""
    return re.sub(r"[^\w=,.@-]", "-", f"polycloud-{name}", flags=re.ASCII)[:64]
