"""Identities: how a deployment's workloads are known on their own cloud and on others."""

from __future__ import annotations

from collections.abc import Callable

from polycloud.abstractions.cloud import Context, Deployment
from polycloud.abstractions.identity import Credentials, WorkloadIdentity
from polycloud.abstractions.roles import Person
from polycloud.adapters.granting import Grantee


def audience_of(deployment: Deployment) -> str:
    """Return the audience of tokens that are meant for one deployment alone."""
    return f"polycloud/{deployment.organization}/{deployment.project}/{deployment.stack}"


def credentials_of(
    grantee: Grantee,
    context: Context,
    *,
    own: Callable[[WorkloadIdentity], Credentials],
    foreign: Callable[[WorkloadIdentity], Credentials],
) -> Credentials:
    """Return what a grantee acts as on a cloud; the same whenever asked for the same grantee.

    A person and a workload of this cloud act as themselves, with what ``own`` gives the
    workload. ``foreign`` lets a workload of another cloud in; it is called once for each.
    """
    if isinstance(grantee, Person):
        return Credentials(grantee.principal)
    make = own if grantee.cloud == context.cloud else foreign
    return context.once(f"trust:{grantee.cloud}:{grantee.name}", lambda: make(grantee))
