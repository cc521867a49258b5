"""Each adapter of polycloud's own, with workloads of the other clouds as strangers."""

from __future__ import annotations

from polycloud.adapters.aws.cloud import cloud as aws
from polycloud.adapters.aws.settings import AwsSettings
from polycloud.adapters.azure.cloud import cloud as azure
from polycloud.adapters.azure.settings import AzureSettings
from polycloud.adapters.gcp.cloud import cloud as gcp
from polycloud.adapters.gcp.settings import GcpSettings
from polycloud.contracts import Harness, Peer
from polycloud.facts import KeyOwner

from .exclusions import aws as aws_exclusions
from .exclusions import azure as azure_exclusions
from .exclusions import gcp as gcp_exclusions

_AWS = Peer(aws, AwsSettings(account_id="000000000000"))
_AZURE = Peer(azure, AzureSettings())
_GCP = Peer(gcp, GcpSettings(project="ml-platform"))

AWS = Harness(
    cloud=_AWS.cloud,
    exclusions=aws_exclusions.EXCLUSIONS,
    empties=True,
    settings=_AWS.settings,
    peers=(_AZURE, _GCP),
    key_owner=KeyOwner.CUSTOMER,
    restore_days=35,
)
AZURE = Harness(
    cloud=_AZURE.cloud,
    exclusions=azure_exclusions.EXCLUSIONS,
    empties=True,
    settings=_AZURE.settings,
    peers=(_AWS, _GCP),
    undelete_days=7,
    restore_days=7,
    key_types_checked=False,
    any_audience=True,
    scans_images=False,
    freezes_tags=False,
    grants_repositories=False,
)
GCP = Harness(
    cloud=_GCP.cloud,
    exclusions=gcp_exclusions.EXCLUSIONS,
    settings=_GCP.settings,
    peers=(_AWS, _AZURE),
    undelete_days=7,
    restore_days=7,
    key_types_checked=False,
    any_audience=True,
)
