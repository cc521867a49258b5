"""Who workloads are on Toy Cloud, and what they may do."""

from __future__ import annotations

import pulumi
import pulumi_toy as toy

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import TOKEN_FILE, Access, Credentials, WorkloadIdentity
from polycloud.adapters.component import Handle, Part
from polycloud_toy.ground import name as physical
from polycloud_toy.ground import provider

_READ = ["list", "read"]
VERBS = {
    Access.VIEW: ["see settings"],
    Access.READ: _READ,
    Access.WRITE: [*_READ, "write", "delete"],
    Access.ADMINISTER: [*_READ, "write", "delete", "see settings", "change settings"],
}


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
        audience=audience(context),
        principal=account.uid,
        native=account,
    )


def audience(context: Context) -> str:
    """What tokens of this deployment's workloads are for."""
    deployment = context.deployment
    return f"polycloud/{deployment.organization}/{deployment.project}/{deployment.stack}"


def trust(identity: WorkloadIdentity, context: Context) -> Credentials:
    """Let a foreign identity in; its own act as themselves."""
    key = f"toy.trust.{identity.cloud}.{identity.name}"
    if identity.cloud == context.cloud:
        return context.once(key, lambda: Credentials(identity.principal))
    return context.once(key, lambda: TrustedIdentity(identity, context)).credentials


def permit(
    store: Handle,
    physical_store: pulumi.Output[str],
    part: str,
    identity: WorkloadIdentity,
    access: Access,
    keys: str,
    context: Context,
    verbs: list[str] | None = None,
) -> Credentials:
    """Let an identity do with a store what the access says, or only what ``verbs`` do."""
    credentials = trust(identity, context)
    words = ("grant", store.pulumi_resource_name, part, identity.cloud, identity.name, access.value)
    logical = "-".join(filter(None, (*words, keys.strip("*/"))))
    context.once(
        f"toy.{logical}",
        lambda: toy.Grant(
            logical,
            store=physical_store,
            uid=credentials.principal,
            verbs=verbs or VERBS[access],
            keys=keys,
            opts=store.child(),
        ),
    )
    return credentials
