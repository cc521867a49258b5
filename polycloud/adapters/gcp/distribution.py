"""A bucket distributed by Cloud CDN."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pulumi
import pulumi_gcp as gcp

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.distribution import DistributionSpec
from polycloud.adapters.component import Handle
from polycloud.adapters.gcp.ground import Ground

_READER: Final = "roles/storage.legacyObjectReader"
"""Gets an object and lists none: docs.cloud.google.com/storage/docs/access-control/iam-roles."""

_LONGEST_CLIENT_TTL: Final = 86_400
"""Seconds: docs.cloud.google.com/cdn/docs/using-ttl-overrides."""

_SCHEME: Final = "EXTERNAL_MANAGED"


class Distribution(Handle):
    """Cloud CDN on a global external Application Load Balancer, in front of one bucket.

    The project's load-balancing service agent reads the bucket, object by object; nobody
    else is let in, and public access stays prevented. As Cloud Storage marks what is private
    as not to be cached, Cloud CDN keeps every object for the default time, whatever the
    object says itself. HTTP is redirected to HTTPS, with TLS 1.2 or later.

    Google gives load balancers an address and no name. Until there is a domain, the address
    is reserved and nothing answers at it; once a record of the domain leads there, Google
    issues the certificate by itself, in up to a day.

    Costs the forwarding rules by the hour and what is sent, by the GiB and the request; an
    address that is not yet in use, by the hour.

    Escape hatch: `address`, `backend` and, where there is a domain, `certificate`, `urls`.
    """

    address: gcp.compute.GlobalAddress
    backend: gcp.compute.BackendBucket
    certificate: gcp.compute.ManagedSslCertificate | None = None
    urls: gcp.compute.URLMap | None = None

    def __init__(
        self, name: str, spec: DistributionSpec, context: Context, bucket: gcp.storage.Bucket
    ) -> None:
        self._domain = spec.domain
        self._ground = base = Ground.of(context)
        super().__init__(name, context, [base.provider])
        self._compute = base.services("compute")
        self.address = gcp.compute.GlobalAddress(
            name,
            name=base.name(name, "compute"),
            address_type="EXTERNAL",
            ip_version="IPV4",
            opts=self.child(depends_on=self._compute),
        )
        gcp.storage.BucketIAMMember(
            name,
            bucket=bucket.name,
            role=_READER,
            member=self._service_agent(),
            opts=self.child(depends_on=self._compute),
        )
        self.backend = gcp.compute.BackendBucket(
            name,
            name=base.name(name, "compute"),
            bucket_name=bucket.name,
            enable_cdn=True,
            cdn_policy={
                # Not CACHE_ALL_STATIC: what is private would never be cached.
                "cache_mode": "FORCE_CACHE_ALL",
                "default_ttl": spec.default_ttl_seconds,
                "client_ttl": min(spec.default_ttl_seconds, _LONGEST_CLIENT_TTL),
                "serve_while_stale": 0,
                "negative_caching": False,
                "request_coalescing": True,
            },
            opts=self.child(depends_on=self._compute),
        )
        if spec.domain is not None:
            self._open(spec.domain)
        self.done(address=self.address.address)

    @property
    def url(self) -> pulumi.Output[str] | None:
        """By the domain; None while there is none."""
        return pulumi.Output.from_input(f"https://{self._domain}") if self._domain else None

    @property
    def dns_records(self) -> Mapping[str, pulumi.Output[str]]:
        """The address, for the domain that is given or is still to be chosen."""
        return {f"A {self._domain or '(distribution.domain)'}": self.address.address}

    def _service_agent(self) -> pulumi.Output[str]:
        """https://docs.cloud.google.com/cdn/docs/configure-private-bucket-access"""
        project = gcp.organizations.get_project_output(
            project_id=self._ground.settings.project,
            opts=pulumi.InvokeOutputOptions(parent=self, provider=self._ground.provider),
        )
        return pulumi.Output.concat(
            "serviceAccount:service-", project.number, "@https-lb.iam.gserviceaccount.com"
        )

    def _open(self, domain: str) -> None:
        name = self._ground.name
        self.certificate = gcp.compute.ManagedSslCertificate(
            # Named by Pulumi: one in use is replaced before it is deleted.
            self.name,
            managed={"domains": [domain]},
            opts=self.child(depends_on=self._compute),
        )
        self.urls = gcp.compute.URLMap(
            self.name,
            name=name(self.name, "compute"),
            default_service=self.backend.self_link,
            opts=self.child(),
        )
        modern = gcp.compute.SSLPolicy(
            self.name,
            name=name(self.name, "compute"),
            profile="MODERN",
            min_tls_version="TLS_1_2",
            opts=self.child(depends_on=self._compute),
        )
        secure = gcp.compute.TargetHttpsProxy(
            self.name,
            name=name(self.name, "compute"),
            url_map=self.urls.self_link,
            ssl_certificates=[self.certificate.self_link],
            ssl_policy=modern.self_link,
            opts=self.child(),
        )
        self._listen("https", "443", secure.self_link)
        redirected = gcp.compute.URLMap(
            f"{self.name}-redirect",
            name=name(f"{self.name}-redirect", "compute"),
            default_url_redirect={
                "https_redirect": True,
                "redirect_response_code": "MOVED_PERMANENTLY_DEFAULT",
                "strip_query": False,
            },
            opts=self.child(depends_on=self._compute),
        )
        plain = gcp.compute.TargetHttpProxy(
            f"{self.name}-redirect",
            name=name(f"{self.name}-redirect", "compute"),
            url_map=redirected.self_link,
            opts=self.child(),
        )
        self._listen("http", "80", plain.self_link)

    def _listen(self, word: str, port: str, target: pulumi.Output[str]) -> None:
        logical = f"{self.name}-{word}"
        gcp.compute.GlobalForwardingRule(
            logical,
            name=self._ground.name(logical, "compute"),
            ip_address=self.address.address,
            ip_protocol="TCP",
            port_range=port,
            load_balancing_scheme=_SCHEME,
            target=target,
            opts=self.child(),
        )
