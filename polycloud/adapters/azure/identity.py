"""Who workloads are on Azure: its own machines, and those of other clouds."""

from __future__ import annotations

from typing import Final

import pulumi
from pulumi_azure_native import managedidentity

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import TOKEN_FILE, Credentials, WorkloadIdentity
from polycloud.adapters.azure.ground import Ground
from polycloud.adapters.component import Part
from polycloud.adapters.granting import Grantee
from polycloud.adapters.identity import credentials_of

TOKEN_EXCHANGE: Final = "fb60f99c-7a34-4190-8149-302f77469936"  # noqa: S105 (an application)
"""Microsoft's own application ``api://AzureADTokenExchange``, the same in every tenant.

A managed identity gets tokens for it without an application of the tenant's own. They are
of version 2, whose ``aud`` is always an application's id and whose ``iss`` ends in ``/v2.0``
(https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference).
"""


class MachineIdentity(Part):
    """Whom machines run as: a user-assigned managed identity without any role.

    A machine that has the identity gets tokens from its metadata service,
    ``/metadata/identity/oauth2/token?resource=<audience>&client_id=<client id>``. Their
    ``iss`` is ``https://login.microsoftonline.com/<tenant>/v2.0`` and ``sub`` the identity's
    principal id.

    Escape hatch: `native` is the `managedidentity.UserAssignedIdentity`.
    """

    native: managedidentity.UserAssignedIdentity

    def __init__(self, name: str, context: Context) -> None:
        base = Ground.of(context)
        super().__init__(context, base.provider)
        self.native = managedidentity.UserAssignedIdentity(
            name,
            resource_name_=base.name(name, "user_assigned_identity"),
            opts=self.child(),
            **base.place,
        )


class TrustedIdentity(Part):
    """A workload of another cloud, let in as a managed identity that only it can sign in as.

    Its federated credential takes tokens of exactly one issuer, subject and audience.

    Escape hatch: `native` is the `managedidentity.UserAssignedIdentity`, `federation` its
    `managedidentity.FederatedIdentityCredential`.
    """

    native: managedidentity.UserAssignedIdentity
    federation: managedidentity.FederatedIdentityCredential
    credentials: Credentials

    def __init__(self, identity: WorkloadIdentity, context: Context) -> None:
        base = Ground.of(context)
        name = f"trust-{identity.name}"
        super().__init__(context, base.provider)
        self.native = managedidentity.UserAssignedIdentity(
            name,
            resource_name_=base.name(f"{identity.cloud}-{identity.name}", "user_assigned_identity"),
            opts=self.child(),
            **base.place,
        )
        self.federation = managedidentity.FederatedIdentityCredential(
            name,
            federated_identity_credential_resource_name="workload",
            resource_name_=self.native.name,
            resource_group_name=base.group_name,
            issuer=identity.issuer,
            subject=identity.subject,
            audiences=[identity.audience],
            opts=self.child(),
        )
        self.credentials = Credentials(
            principal=self.native.principal_id,
            environment={
                **_environment(self.native),
                "AZURE_FEDERATED_TOKEN_FILE": pulumi.Output.from_input(TOKEN_FILE),
            },
            token_file=TOKEN_FILE,
        )


def workload_identity(name: str, context: Context) -> WorkloadIdentity:
    """Who machines are; ``principal`` is the object id that role assignments name.

    The audience is the one of the settings, or else `TOKEN_EXCHANGE`.
    """
    native = context.once(f"azure.identity.{name}", lambda: MachineIdentity(name, context)).native
    return WorkloadIdentity(
        name=name,
        cloud=context.cloud,
        issuer=pulumi.Output.concat(
            "https://login.microsoftonline.com/", native.tenant_id, "/v2.0"
        ),
        subject=native.principal_id,
        audience=Ground.of(context).settings.federation_audience or TOKEN_EXCHANGE,
        principal=native.principal_id,
        native=native,
        issuer_key=f"{context.cloud}-tenant",
    )


def trust(grantee: Grantee, context: Context) -> Credentials:
    """Let a foreign identity in; the same credentials whenever asked for the same identity.

    The environment is what Azure's libraries read as a workload identity: they exchange the
    workload's own token at ``token_file`` for short-lived ones. An identity of this cloud acts
    as itself.
    """
    return credentials_of(
        grantee,
        context,
        own=lambda identity: Credentials(identity.principal, _environment(identity.native)),
        foreign=lambda identity: TrustedIdentity(identity, context).credentials,
    )


def _environment(native: managedidentity.UserAssignedIdentity) -> dict[str, pulumi.Output[str]]:
    """A machine may have several identities: the client id says which."""
    return {"AZURE_CLIENT_ID": native.client_id, "AZURE_TENANT_ID": native.tenant_id}
