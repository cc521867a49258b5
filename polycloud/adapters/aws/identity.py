"""Who workloads are on AWS: its own machines, and those of other clouds."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pulumi
import pulumi_aws as aws

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import TOKEN_FILE, Credentials, WorkloadIdentity
from polycloud.adapters.aws.ground import Ground
from polycloud.adapters.component import Handle

_BUILT_IN: Final[Mapping[str, str]] = {"https://accounts.google.com": "accounts.google.com"}
"""Issuers that IAM knows by itself; with a provider of one's own their tokens are refused.
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html"""

_SESSION_SECONDS: Final = 3600
_TOKEN_SECONDS: Final = 3600
_TOKEN_ALGORITHM: Final = "RS256"  # noqa: S105  # what every relying party takes
_POLICY_VERSION: Final = "2012-10-17"


class MachineIdentity(Handle):
    """Whom EC2 instances run as: a role that as yet may only ask for its own token.

    Other clouds know the role by a token of the account's own issuer, which an instance gets
    with ``aws sts get-web-identity-token --signing-algorithm RS256``; its ``sub`` is the role's
    ARN. The issuer is the account's: `AwsSettings.issuer` says that it is enabled already.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_token_claims.html

    Escape hatch: ``native`` is the aws.iam.Role, ``instance_profile`` its instance profile.
    """

    def __init__(self, name: str, context: Context) -> None:
        ground = Ground.of(context)
        super().__init__(name, context, [ground.provider])
        deployment = context.deployment
        audience = f"polycloud/{deployment.organization}/{deployment.project}/{deployment.stack}"
        self.native = aws.iam.Role(
            name,
            name=ground.name(name, "iam_role"),
            description=f"Machines of {deployment.project} {deployment.stack}: {name}",
            assume_role_policy=_document(
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "ec2.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                }
            ),
            max_session_duration=_SESSION_SECONDS,
            opts=self.child(),
        )
        self.instance_profile = aws.iam.InstanceProfile(
            name,
            name=ground.name(name, "iam_instance_profile"),
            role=self.native.name,
            opts=self.child(),
        )
        aws.iam.RolePolicy(
            f"{name}-token",
            name="token",
            role=self.native.name,
            policy=_document(_own_token(audience)),
            opts=self.child(),
        )
        self.identity = WorkloadIdentity(
            name=name,
            cloud=context.cloud,
            issuer=_issuer(context),
            subject=self.native.arn,
            audience=audience,
            principal=self.native.arn,
            native=self.native,
            issuer_key=f"{context.cloud}-account",
        )
        self.done(principal=self.native.arn)


class TrustedIdentity(Handle):
    """A workload of another cloud, let in as a role that as yet may do nothing.

    The role is assumed with the workload's own token; issuer, subject and audience are pinned.

    Escape hatch: ``native`` is the aws.iam.Role.
    """

    def __init__(self, identity: WorkloadIdentity, context: Context) -> None:
        ground = Ground.of(context)
        name = f"trust-{identity.cloud}-{identity.name}"
        super().__init__(name, context, [ground.provider])
        self.native = aws.iam.Role(
            name,
            name=ground.name(name, "iam_role"),
            description=f"Workload {identity.name} of {identity.cloud}",
            assume_role_policy=_federation(identity, context),
            max_session_duration=_SESSION_SECONDS,
            opts=self.child(),
        )
        variables = {
            "AWS_ROLE_ARN": self.native.arn,
            "AWS_WEB_IDENTITY_TOKEN_FILE": TOKEN_FILE,
            "AWS_ROLE_SESSION_NAME": _session_name(identity.name),
        }
        self.credentials = Credentials(
            principal=self.native.arn,
            environment=_outputs(variables | _region(ground)),
            token_file=TOKEN_FILE,
        )
        self.done(principal=self.native.arn)


class TrustedIssuer(Handle):
    """An OpenID Connect issuer of another cloud that roles may trust; one for each URL.

    Escape hatch: ``native`` is the aws.iam.OpenIdConnectProvider.
    """

    def __init__(self, key: str, identity: WorkloadIdentity, context: Context) -> None:
        name = f"issuer-{key}"
        super().__init__(name, context, [Ground.of(context).provider])
        self.audience = identity.audience
        self.native = aws.iam.OpenIdConnectProvider(
            name,
            url=identity.issuer,
            client_id_lists=[identity.audience],
            opts=self.child(),
        )
        self.done(arn=self.native.arn)


def workload_identity(name: str, context: Context) -> WorkloadIdentity:
    """Who machines are; the audience is the deployment's own. ``principal`` is a role's ARN."""
    return machine_identity(name, context).identity


def machine_identity(name: str, context: Context) -> MachineIdentity:
    """The role and instance profile behind `workload_identity`; made once for each name."""
    return context.once(f"identity:{name}", lambda: MachineIdentity(name, context))


def trust(identity: WorkloadIdentity, context: Context) -> Credentials:
    """Let a foreign identity act as a role; the same role whenever asked for the same identity.

    An identity of this cloud acts as itself. The environment is as AWS's own SDKs read it.
    ValueError when two identities share an issuer but not an audience.
    """
    key = f"trust:{identity.cloud}:{identity.name}"
    if identity.cloud == context.cloud:
        return context.once(key, lambda: _own_credentials(identity, context))
    return context.once(key, lambda: TrustedIdentity(identity, context)).credentials


def permit(
    store: Handle,
    name: str,
    identity: WorkloadIdentity,
    statements: Sequence[Mapping[str, Any]],
    context: Context,
) -> Credentials:
    """Let an identity of this cloud or another do what the statements say, as an inline policy.

    ``name`` tells the policy from the store's others; asked twice, it is made once.
    """

    def make() -> aws.iam.RolePolicy:
        return aws.iam.RolePolicy(
            name,
            name=Ground.of(context).name(name, "iam_policy"),
            role=credentials.principal.apply(lambda arn: arn.rsplit("/", 1)[-1]),
            policy=_document(*statements),
            opts=store.child(),
        )

    credentials = trust(identity, context)
    context.once(f"permit:{name}", make)
    return credentials


def _own_credentials(identity: WorkloadIdentity, context: Context) -> Credentials:
    """The workload already has the role's credentials, from EC2's or EKS's own means."""
    return Credentials(
        principal=identity.principal, environment=_outputs(_region(Ground.of(context)))
    )


def _federation(identity: WorkloadIdentity, context: Context) -> pulumi.Output[str]:
    """Who may assume the role of a foreign identity.

    With a built-in issuer, IAM's ``aud`` is the token's ``azp``, which for a service account is
    its unique id like ``sub``, and ``oaud`` is the token's ``aud``.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
    """
    host = _BUILT_IN.get(identity.issuer_key or "")
    if host is not None:
        return _document(
            _assumption(
                host,
                {
                    f"{host}:aud": identity.subject,
                    f"{host}:oaud": identity.audience,
                    f"{host}:sub": identity.subject,
                },
            )
        )
    provider = _trusted_issuer(identity, context).native

    def document(known: Mapping[str, str]) -> str:
        prefix = known["issuer"].removeprefix("https://")
        conditions = {f"{prefix}:aud": identity.audience, f"{prefix}:sub": known["subject"]}
        return json.dumps(
            {
                "Version": _POLICY_VERSION,
                "Statement": [_assumption(known["provider"], conditions)],
            }
        )

    return pulumi.Output.all(
        issuer=identity.issuer, subject=identity.subject, provider=provider.arn
    ).apply(document)


def _trusted_issuer(identity: WorkloadIdentity, context: Context) -> TrustedIssuer:
    key = identity.issuer_key or f"{identity.cloud}-{identity.name}"
    issuer = context.once(f"issuer:{key}", lambda: TrustedIssuer(key, identity, context))
    if issuer.audience != identity.audience:
        raise ValueError(
            f"the issuer of {identity.name} is trusted for audience {issuer.audience!r}, "
            f"not {identity.audience!r}; identities with the same issuer share an audience"
        )
    return issuer


def _issuer(context: Context) -> pulumi.Output[str]:
    """The account's own issuer, enabled here unless the settings say that it is."""
    ground = Ground.of(context)
    if ground.settings.issuer:
        return pulumi.Output.from_input(ground.settings.issuer)
    return context.once(
        "outbound",
        lambda: aws.iam.OutboundWebIdentityFederation(
            "outbound",
            opts=pulumi.ResourceOptions(parent=context.parent, provider=ground.provider),
        ),
    ).issuer_identifier


def _own_token(audience: str) -> dict[str, Any]:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_policies.html"""
    return {
        "Sid": "Token",
        "Effect": "Allow",
        "Action": ["sts:GetWebIdentityToken"],
        # The action has no resource: it concerns whoever calls it.
        "Resource": "*",
        "Condition": {
            "ForAllValues:StringEquals": {"sts:IdentityTokenAudience": [audience]},
            "StringEquals": {"sts:SigningAlgorithm": _TOKEN_ALGORITHM},
            "NumericLessThanEquals": {"sts:DurationSeconds": str(_TOKEN_SECONDS)},
            "Null": {"sts:IdentityTokenAudience": "false"},
        },
    }


def _assumption(federated: str, conditions: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Principal": {"Federated": federated},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": dict(conditions)},
    }


def _document(*statements: Mapping[str, Any]) -> pulumi.Output[str]:
    return pulumi.Output.json_dumps({"Version": _POLICY_VERSION, "Statement": list(statements)})


def _region(ground: Ground) -> dict[str, Any]:
    """Under both names: Python's SDK reads the longer one, the others the shorter."""
    return {"AWS_REGION": ground.region, "AWS_DEFAULT_REGION": ground.region}


def _outputs(values: Mapping[str, Any]) -> dict[str, pulumi.Output[str]]:
    return {name: pulumi.Output.from_input(value) for name, value in values.items()}


def _session_name(name: str) -> str:
    """Of 2 to 64 characters out of letters, digits and ``=,.@-``."""
    return re.sub(r"[^\w=,.@-]", "-", f"polycloud-{name}", flags=re.ASCII)[:64]
