"""Which resources the readers of networks know, and what the others could change."""

from __future__ import annotations

from typing import Final

from polycloud_testing.facts.gcp.kinds import kind
from polycloud_testing.facts.vocabulary import Vocabulary

READ: Final = frozenset(
    {
        "compute.ExternalVpnGateway",
        "compute.Firewall",
        "compute.GlobalForwardingRule",
        "compute.HaVpnGateway",
        "compute.Network",
        "compute.Router",
        "compute.RouterNat",
        "compute.Subnetwork",
        "compute.VPNTunnel",
        "tpu.V2Vm",
    }
)

HARMLESS: Final = frozenset(
    {
        "compute.Address",
        "compute.BackendBucket",
        "compute.BackendBucketSignedUrlKey",
        "compute.Disk",
        "compute.GlobalAddress",
        "compute.HealthCheck",
        "compute.ManagedSslCertificate",
        "compute.RouterInterface",
        "compute.RouterPeer",
        "compute.RouterRoutePolicy",
        "compute.SSLCertificate",
        "compute.SSLPolicy",
        "compute.SecurityPolicy",
        "compute.TargetHttpProxy",
        "compute.TargetHttpsProxy",
        "compute.URLMap",
    }
)
"""What changes no answer here: parts of front ends and of links, which are read elsewhere, and
addresses, which are reached only where something read here has them."""

REACHING: Final = frozenset(
    {
        *("compute", "tpu", "container", "networkconnectivity", "networksecurity", "vpcaccess"),
        *("networkservices", "servicenetworking", "beyondcorp", "gkehub", "cloudrun", "cloudrunv2"),
        *(
            "sql",
            "redis",
            "memcache",
            "alloydb",
            "filestore",
            "dataproc",
            "workstations",
            "notebooks",
        ),
        *(
            "appengine",
            "edgecontainer",
            "deploymentmanager",
            "infrastructuremanager",
            "parallelstore",
        ),
    }
)
"""The provider's modules whose resources are machines in networks, or change who reaches them."""


_NETWORKS: Final = Vocabulary("gcp", kind, READ, HARMLESS, REACHING)

of_kind = _NETWORKS.of_kind
strangers = _NETWORKS.strangers
