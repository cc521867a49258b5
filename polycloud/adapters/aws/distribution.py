"""A bucket distributed by CloudFront."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pulumi
import pulumi_aws as aws

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.distribution import DistributionSpec
from polycloud.adapters.aws.ground import Ground
from polycloud.adapters.component import Handle

_MINIMUM_TLS: Final = "TLSv1.2_2021"
"""For a domain of one's own; CloudFront's own certificate goes with ``TLSv1`` only.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html"""

_READS: Final = ["GET", "HEAD"]
_ORIGIN: Final = "bucket"


class Distribution(Handle):
    """A CloudFront distribution that reads one S3 bucket, signing as itself.

    An origin access control signs each request; the bucket's policy and its key's let in
    this distribution and no other, to read objects. Requests by HTTP are redirected to
    HTTPS. Nothing but an object's key reaches the bucket: no query string, header or cookie,
    so that neither listings nor old versions are served. Pulumi does not wait until every
    edge knows of it, which takes minutes.

    Costs what is sent, by the GiB and the request.

    Escape hatch: ``native`` is the aws.cloudfront.Distribution, ``cache_policy`` and
    ``access_control`` are what it refers to.
    """

    def __init__(
        self, name: str, spec: DistributionSpec, context: Context, bucket: aws.s3.Bucket
    ) -> None:
        self._ground = ground = Ground.of(context)
        self._domain = spec.domain
        super().__init__(name, context, [ground.provider])
        self.access_control = aws.cloudfront.OriginAccessControl(
            name,
            name=ground.name(name, "origin_access_control"),
            description=f"{context.deployment.project} {context.deployment.stack}: {spec.bucket}",
            origin_access_control_origin_type="s3",
            signing_behavior="always",
            signing_protocol="sigv4",
            opts=self.child(),
        )
        self.cache_policy = aws.cloudfront.CachePolicy(
            name,
            # What an access control takes for a name, a cache policy takes too.
            name=ground.name(name, "origin_access_control"),
            min_ttl=0,
            default_ttl=spec.default_ttl_seconds,
            max_ttl=spec.max_ttl_seconds,
            parameters_in_cache_key_and_forwarded_to_origin={
                "cookies_config": {"cookie_behavior": "none"},
                "headers_config": {"header_behavior": "none"},
                "query_strings_config": {"query_string_behavior": "none"},
            },
            opts=self.child(),
        )
        self.native = aws.cloudfront.Distribution(
            name,
            comment=f"{context.deployment.project} {context.deployment.stack}: {spec.bucket}",
            enabled=True,
            is_ipv6_enabled=True,
            http_version="http2and3",
            aliases=[spec.domain] if spec.domain else None,
            origins=[
                {
                    "origin_id": _ORIGIN,
                    "domain_name": bucket.bucket_regional_domain_name,
                    "origin_access_control_id": self.access_control.id,
                }
            ],
            default_cache_behavior={
                "target_origin_id": _ORIGIN,
                "viewer_protocol_policy": "redirect-to-https",
                "allowed_methods": _READS,
                "cached_methods": _READS,
                "cache_policy_id": self.cache_policy.id,
            },
            restrictions={"geo_restriction": {"restriction_type": "none"}},
            viewer_certificate=self._certificate(),
            wait_for_deployment=False,
            opts=self.child(),
        )
        self.done(url=self.url)

    @property
    def url(self) -> pulumi.Output[str]:
        """By the domain where there is one, otherwise by CloudFront's own name."""
        return pulumi.Output.concat("https://", self._domain or self.native.domain_name)

    @property
    def dns_records(self) -> Mapping[str, pulumi.Output[str]]:
        """The domain as an alias of CloudFront's own name."""
        return {f"CNAME {self._domain}": self.native.domain_name} if self._domain else {}

    def may_read(self, bucket: aws.s3.Bucket) -> dict[str, Any]:
        """The statement of the bucket's policy that lets the distribution in."""
        return self._allowed("s3:GetObject", pulumi.Output.concat(bucket.arn, "/*"))

    def may_decrypt(self) -> dict[str, Any]:
        """The statement of the key's policy that unlocks objects for the distribution."""
        return self._allowed("kms:Decrypt", "*")

    def _allowed(self, action: str, resource: pulumi.Input[str]) -> dict[str, Any]:
        """https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html"""
        return {
            "Sid": "Distribution",
            "Effect": "Allow",
            "Principal": {"Service": "cloudfront.amazonaws.com"},
            "Action": action,
            "Resource": resource,
            "Condition": {"StringEquals": {"AWS:SourceArn": self.native.arn}},
        }

    def _certificate(self) -> aws.cloudfront.DistributionViewerCertificateArgsDict:
        if self._domain is None:
            return {"cloudfront_default_certificate": True}
        return {
            "acm_certificate_arn": self._ground.settings.distribution_certificate,
            "ssl_support_method": "sni-only",
            "minimum_protocol_version": _MINIMUM_TLS,
        }
