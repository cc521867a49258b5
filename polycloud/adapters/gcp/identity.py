"""Who workloads are on Google Cloud: its own machines, and those of other clouds."""

from __future__ import annotations

import pulumi
import pulumi_gcp as gcp

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import TOKEN_FILE, Credentials, WorkloadIdentity
from polycloud.adapters.component import Part
from polycloud.adapters.documents import to_json
from polycloud.adapters.gcp.ground import Ground
from polycloud.adapters.granting import Grantee
from polycloud.adapters.identity import audience_of, credentials_of

ISSUER = "https://accounts.google.com"

_DIGITS = 8
_CONFIGURATION_FILE = "/etc/polycloud/gcp-credentials.json"
_TOKEN_EXCHANGE = "https://sts.googleapis.com/v1/token"  # noqa: S105 (an address)


class MachineIdentity(Part):
    """Whom machines run as: a service account without any role or key.

    A machine that runs as the account gets ID tokens for any audience from its metadata
    server, ``instance/service-accounts/default/identity?audience=…``, each good for an
    hour. Their ``iss`` is ``https://accounts.google.com``, and ``sub`` and ``azp`` are the
    account's unique id. (AWS reads ``azp`` as ``accounts.google.com:aud`` and ``aud`` as
    ``accounts.google.com:oaud``.)

    Escape hatch: `native` is the `gcp.serviceaccount.Account`.
    """

    native: gcp.serviceaccount.Account

    def __init__(self, name: str, context: Context) -> None:
        base = Ground.of(context)
        super().__init__(context, base.provider)
        self.native = gcp.serviceaccount.Account(
            name,
            account_id=base.name(name, "service_account"),
            display_name=f"{context.deployment.project}/{context.deployment.stack}: {name}"[:100],
            opts=self.child(depends_on=base.services("iam")),
        )


class TrustedIdentity(Part):
    """A workload of another cloud, let in as the principal of a workload identity pool.

    The principal is the federated identity itself: no service account stands between, and
    none of its tokens can be made by anything but the workload. In a pool, who has the same
    subject is the same principal, whoever issued the tokens; so each workload has its own.
    https://docs.cloud.google.com/iam/docs/best-practices-for-using-workload-identity-federation#avoid-subject-collisions

    Escape hatch: `native` is the `gcp.iam.WorkloadIdentityPoolProvider`, `pool` its
    `gcp.iam.WorkloadIdentityPool`.
    """

    native: gcp.iam.WorkloadIdentityPoolProvider
    pool: gcp.iam.WorkloadIdentityPool
    credentials: Credentials

    def __init__(self, identity: WorkloadIdentity, context: Context) -> None:
        base = Ground.of(context)
        name = f"trust-{identity.cloud}-{identity.name}"
        super().__init__(context, base.provider)
        # The ids of a pool and of a provider that were deleted stay taken for 30 days.
        digits = base.fresh_digits(name, context.parent)
        whose = f"{identity.cloud} {identity.name}"
        stem = base.name(whose, "workload_identity_pool", reserve=_DIGITS + 1)
        self.pool = gcp.iam.WorkloadIdentityPool(
            name,
            workload_identity_pool_id=pulumi.Output.concat(stem, "-", digits),
            display_name=whose[:32],
            opts=self.child(depends_on=base.services("iam", "iamcredentials", "sts")),
        )
        self.native = gcp.iam.WorkloadIdentityPoolProvider(
            name,
            workload_identity_pool_id=self.pool.workload_identity_pool_id,
            workload_identity_pool_provider_id=pulumi.Output.concat("peer-", digits),
            display_name=whose[:32],
            attribute_mapping={"google.subject": "assertion.sub"},
            attribute_condition=pulumi.Output.concat(
                "assertion.sub == ", to_json(identity.subject)
            ),
            oidc={"issuer_uri": identity.issuer, "allowed_audiences": [identity.audience]},
            opts=self.child(),
        )
        principal = pulumi.Output.concat(
            "principal://iam.googleapis.com/", self.pool.name, "/subject/", identity.subject
        )
        self.credentials = Credentials(
            principal=principal,
            environment={
                "GOOGLE_APPLICATION_CREDENTIALS": pulumi.Output.from_input(_CONFIGURATION_FILE),
                "GOOGLE_CLOUD_PROJECT": self.native.project,
            },
            files={_CONFIGURATION_FILE: _configuration(self.native)},
            token_file=TOKEN_FILE,
        )


def workload_identity(name: str, context: Context) -> WorkloadIdentity:
    """Who machines are; the audience is the deployment's own.

    ``principal`` is a member as IAM policies name it, ``serviceAccount:<email>``.
    """
    account = context.once(f"gcp.identity.{name}", lambda: MachineIdentity(name, context)).native
    return WorkloadIdentity(
        name=name,
        cloud=context.cloud,
        issuer=pulumi.Output.from_input(ISSUER),
        subject=account.unique_id,
        audience=audience_of(context.deployment),
        principal=pulumi.Output.concat("serviceAccount:", account.email),
        native=account,
        issuer_key=ISSUER,
    )


def trust(grantee: Grantee, context: Context) -> Credentials:
    """Let a foreign identity in; the same credentials whenever asked for the same identity.

    They are a configuration of the external account, which Google's libraries read, and
    which exchanges the workload's own token at ``token_file`` for a short-lived one. An
    identity of this cloud acts as itself and needs none.
    """
    return credentials_of(
        grantee,
        context,
        own=lambda identity: Credentials(identity.principal),
        foreign=lambda identity: TrustedIdentity(identity, context).credentials,
    )


def _configuration(provider: gcp.iam.WorkloadIdentityPoolProvider) -> pulumi.Output[str]:
    """https://google.aip.dev/auth/4117"""
    return to_json(
        {
            "type": "external_account",
            "audience": pulumi.Output.concat("//iam.googleapis.com/", provider.name),
            "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
            "token_url": _TOKEN_EXCHANGE,
            "credential_source": {"file": TOKEN_FILE, "format": {"type": "text"}},
        }
    )
