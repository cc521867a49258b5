"""Who workloads are on AWS, and what they may do."""

from __future__ import annotations

from typing import Any, Final

import pulumi
import pulumi_aws as aws

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import Credentials, WorkloadIdentity
from polycloud.adapters.aws.federation import TrustedIdentity, region_variables
from polycloud.adapters.aws.ground import Ground
from polycloud.adapters.aws.policy_documents import policy_text
from polycloud.adapters.component import Part
from polycloud.adapters.granting import Grantee
from polycloud.adapters.identity import audience_of, credentials_of

_TOKEN_SECONDS: Final = 3600
_TOKEN_ALGORITHM: Final = "RS256"  # noqa: S105  # what every relying party takes


class MachineIdentity(Part):
    """Whom EC2 instances run as: a role that as yet may only ask for its own token.

    Other clouds know the role by a token of the account's own issuer, which an instance gets
    with ``aws sts get-web-identity-token --signing-algorithm RS256``; its ``sub`` is the role's
    ARN. The issuer is the account's: `AwsSettings.issuer` says that it is enabled already.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_token_claims.html

    Escape hatch: ``native`` is the aws.iam.Role, ``instance_profile`` its instance profile.
    """

    def __init__(self, name: str, context: Context) -> None:
        ground = Ground.of(context)
        super().__init__(context, ground.provider)
        deployment = context.deployment
        audience = audience_of(deployment)
        self.native = aws.iam.Role(
            name,
            name=ground.name(name, "iam_role"),
            description=f"Machines of {deployment.project} {deployment.stack}: {name}",
            assume_role_policy=policy_text(
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "ec2.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                }
            ),
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
            policy=policy_text(_own_token(audience)),
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


def workload_identity(name: str, context: Context) -> WorkloadIdentity:
    """Who machines are; the audience is the deployment's own. ``principal`` is a role's ARN."""
    return machine_identity(name, context).identity


def machine_identity(name: str, context: Context) -> MachineIdentity:
    """The role and instance profile behind `workload_identity`; made once for each name."""
    return context.once(f"identity:{name}", lambda: MachineIdentity(name, context))


def trust(grantee: Grantee, context: Context) -> Credentials:
    """Let a foreign identity act as a role; the same role whenever asked for the same identity.

    An identity of this cloud acts as itself. The environment is as AWS's own SDKs read it.

    Raises:
        ValueError: two identities share an issuer but not an audience.
    """
    return credentials_of(
        grantee,
        context,
        own=lambda identity: _own_credentials(identity, context),
        foreign=lambda identity: TrustedIdentity(identity, context).credentials,
    )


def _own_credentials(identity: WorkloadIdentity, context: Context) -> Credentials:
    """The workload already has the role's credentials, from EC2's or EKS's own means."""
    return Credentials(identity.principal, region_variables(Ground.of(context)))


def _issuer(context: Context) -> pulumi.Output[str]:
    """The account's own issuer, enabled here unless the settings say that it is."""
    ground = Ground.of(context)
    if ground.settings.issuer:
        return pulumi.Output.from_input(ground.settings.issuer)
    return context.once(
        "outbound",
        lambda: aws.iam.OutboundWebIdentityFederation(
            "outbound",
            opts=ground.child(),
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
