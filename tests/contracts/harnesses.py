"""Each adapter of polycloud's own, with workloads of the other clouds as strangers."""

from __future__ import annotations

from polycloud.abstractions.roles import Principals, Role
from polycloud.adapters.aws.cloud import cloud as aws
from polycloud.adapters.aws.settings import AwsSettings
from polycloud.adapters.azure.cloud import cloud as azure
from polycloud.adapters.azure.settings import AzureSettings
from polycloud.adapters.gcp.cloud import cloud as gcp
from polycloud.adapters.gcp.settings import GcpSettings
from polycloud_testing.contracts import Harness, Peer
from polycloud_testing.facts import Actor, KeyOwner, Verb

from .exclusions import aws as aws_exclusions
from .exclusions import azure as azure_exclusions
from .exclusions import gcp as gcp_exclusions
from .exclusions import networks, registries, roles
from .intruders import aws as aws_intruders
from .intruders import azure as azure_intruders
from .intruders import gcp as gcp_intruders

_CERTIFICATE = "arn:aws:acm:us-east-1:000000000000:certificate/0a1b2c3d-4e5f-6789-abcd-ef0123456789"

_AWS = Peer(aws, AwsSettings(account_id="000000000000", distribution_certificate=_CERTIFICATE))
_AZURE = Peer(azure, AzureSettings())
_GCP = Peer(gcp, GcpSettings(project="ml-platform"))

_POOL = "//iam.googleapis.com/locations/global/workforcePools/company"


def _oid(number: int) -> str:
    """An object id of Microsoft Entra."""
    return f"{number:08d}-0000-4000-8000-{number:012d}"


def _permission_set(*names: str) -> frozenset[Actor]:
    """Roles of IAM Identity Center, whose path has a region unless that is us-east-1."""
    path = "arn:aws:iam::000000000000:role/aws-reserved/sso.amazonaws.com/"
    return frozenset(
        Actor(f"{path}{region}AWSReservedSSO_{name}_{'?' * 16}")
        for name in names
        for region in ("", "*/")
    )


AWS = Harness(
    cloud=_AWS.cloud,
    exclusions=(*aws_exclusions.EXCLUSIONS, *networks.AWS, *registries.AWS, *roles.AWS),
    intruders=aws_intruders.INTRUDERS,
    strays=aws_intruders.STRAYS,
    empties=True,
    settings=_AWS.settings,
    people={
        Role.VIEWER: Principals(groups=("Viewers", "Guests")),
        Role.DATA_SCIENTIST: Principals(groups=("Scientists",)),
        Role.ML_ENGINEER: Principals(groups=("Engineers",)),
        Role.PLATFORM_ADMIN: Principals(
            federated=("arn:aws:iam::000000000000:saml-provider/Entra",)
        ),
    },
    assumed={
        Role.VIEWER: _permission_set("Viewers", "Guests"),
        Role.DATA_SCIENTIST: _permission_set("Scientists"),
        Role.ML_ENGINEER: _permission_set("Engineers"),
        Role.PLATFORM_ADMIN: frozenset({Actor("arn:aws:iam::000000000000:saml-provider/Entra")}),
    },
    peers=(_AZURE, _GCP),
    key_owner=KeyOwner.CUSTOMER,
    subnets=("machines", "gateways"),
    restore_days=35,
    edge_tls="1.0",
)
AZURE = Harness(
    cloud=_AZURE.cloud,
    exclusions=(*azure_exclusions.EXCLUSIONS, *networks.AZURE, *registries.AZURE, *roles.AZURE),
    intruders=azure_intruders.INTRUDERS,
    strays=azure_intruders.STRAYS,
    empties=True,
    settings=_AZURE.settings,
    people={
        Role.VIEWER: Principals(groups=(_oid(1),), users=(_oid(2),)),
        Role.DATA_SCIENTIST: Principals(groups=(_oid(3),)),
        Role.ML_ENGINEER: Principals(groups=(_oid(4),)),
        Role.PLATFORM_ADMIN: Principals(users=(_oid(5),)),
    },
    peers=(_AWS, _GCP),
    subnets=("machines", "training"),
    flow_logs=False,
    undelete_days=7,
    restore_days=7,
    key_types_checked=False,
    any_audience=True,
    scans_images=False,
    freezes_tags=False,
    keeps_secrets_from_purge=True,
    grants_repositories=False,
    edge_shows=frozenset({Verb.SEE_SETTINGS}),
    heeds_objects=False,
    administers_registries=False,
)
GCP = Harness(
    cloud=_GCP.cloud,
    exclusions=(*gcp_exclusions.EXCLUSIONS, *networks.GCP, *registries.GCP, *roles.GCP),
    intruders=gcp_intruders.INTRUDERS,
    strays=gcp_intruders.STRAYS,
    settings=_GCP.settings,
    people={
        Role.VIEWER: Principals(groups=("viewers@example.com",), users=("sam@example.com",)),
        Role.DATA_SCIENTIST: Principals(groups=("scientists@example.com",)),
        Role.ML_ENGINEER: Principals(federated=(f"principalSet:{_POOL}/group/engineers",)),
        Role.PLATFORM_ADMIN: Principals(federated=(f"principal:{_POOL}/subject/alex@example.com",)),
    },
    peers=(_AWS, _AZURE),
    subnets=("training",),
    undelete_days=7,
    restore_days=7,
    key_types_checked=False,
    any_audience=True,
    edge_tls=None,
    tells_distributions_apart=False,
    heeds_objects=False,
    recovers_secrets=False,
)
