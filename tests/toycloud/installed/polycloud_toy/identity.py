"""Who workloads are on Toy Cloud, and what they may do."""

from __future__ import annotations

import pulumi
import pulumi_toy as toy

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import TOKEN_FILE, Credentials, WorkloadIdentity
from polycloud.adapters.component import Part
from polycloud.adapters.granting import Grantee
from polycloud.adapters.identity import audience_of, credentials_of
from polycloud_toy.ground import name as physical
from polycloud_toy.ground import provider


class MachineIdentity(Part):
    """An account with an issuer of its own, whose subject is the account's uid."""

    def __init__(self, name: str, context: Context) -> None:
        super().__init__(context, provider(context))
        self.native = toy.Account(name, name=physical(context, name), opts=self.child())


class TrustedIdentity(Part):
    """A principal that one issuer's tokens for one subject and audience become."""

    def __init__(self, identity: WorkloadIdentity, context: Context) -> None:
        name = f"toy-trust-{identity.cloud}-{identity.name}"
        super().__init__(context, provider(context))
        self.native = toy.Trust(
            name,
            name=physical(context, name),
            issuer=identity.issuer,
            subject=identity.subject,
            audience=identity.audience,
            opts=self.child(),
        )
        self.credentials = Credentials(
            principal=self.native.uid,
            environment={
                "TOY_UID": self.native.uid,
                "TOY_TOKEN": pulumi.Output.from_input(TOKEN_FILE),
            },
            token_file=TOKEN_FILE,
        )


def workload_identity(name: str, context: Context) -> WorkloadIdentity:
    """Who machines are; the audience is the deployment's own."""
    account = context.once(f"toy.identity.{name}", lambda: MachineIdentity(name, context)).native
    return WorkloadIdentity(
        name=name,
        cloud=context.cloud,
        issuer=account.issuer_url,
        subject=account.uid,
        audience=audience_of(context.deployment),
        principal=account.uid,
        native=account,
    )


def trust(grantee: Grantee, context: Context) -> Credentials:
    """Let a foreign identity in; its own act as themselves."""
    return credentials_of(
        grantee,
        context,
        own=lambda identity: Credentials(identity.principal),
        foreign=lambda identity: TrustedIdentity(identity, context).credentials,
    )
