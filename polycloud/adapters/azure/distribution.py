"""A bucket distributed by Front Door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import pulumi
from pulumi_azure_native import cdn

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.distribution import DistributionSpec
from polycloud.adapters.azure.ground import Ground
from polycloud.adapters.component import Handle

_SCOPE: Final = "https://storage.azure.com/.default"
_STORAGE_VERSION: Final = "2023-11-03"
"""Blob Storage takes tokens only with a version from 2017-11-09 on
(https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory)."""

_RANGE: Final = "x-ms-range"
"""Blob Storage heeds it before ``Range``, with which Front Door asks for the parts of an object
that it keeps for everybody (https://learn.microsoft.com/rest/api/storageservices/
specifying-the-range-header-for-blob-service-operations)."""

_PROBE_SECONDS: Final = 255
"""As seldom as can be: there is one origin, so that a probe decides nothing
(https://learn.microsoft.com/azure/frontdoor/health-probes)."""

_NAME: Final = "models"


class Distribution(Handle):
    """A Front Door Standard profile in front of one container.

    The profile's own managed identity reads the container: `principal_id` is to be let in.
    Anonymous access and keys of the storage account stay off. HTTP is redirected to HTTPS,
    with TLS 1.2 or later. Front Door keeps every object for the default time, as it has no
    maximum, unless the object says itself that it is not to be kept. A query string reaches
    Blob Storage, where it can choose a version, so that each is kept for itself. The role for
    reading also shows the container's own properties to who asks for them.

    Costs the profile by the month and what is sent, by the GiB and the request.

    Escape hatch: `profile`, `endpoint`, `route` and, where there is one, `domain` are the
    native resources.
    """

    profile: cdn.Profile
    endpoint: cdn.AFDEndpoint
    route: cdn.Route
    domain: cdn.AFDCustomDomain | None

    def __init__(
        self,
        name: str,
        spec: DistributionSpec,
        context: Context,
        *,
        host: pulumi.Output[str],
        container: pulumi.Output[str],
    ) -> None:
        self._ground = base = Ground.of(context)
        super().__init__(name, context, [base.provider])
        self.profile = cdn.Profile(
            name,
            profile_name=base.name(name, "cdn_profile"),
            resource_group_name=base.group_name,
            location="Global",
            sku={"name": cdn.SkuName.STANDARD_AZURE_FRONT_DOOR},
            identity={"type": cdn.ManagedServiceIdentityType.SYSTEM_ASSIGNED},
            tags=base.tags,
            opts=self.child(),
        )
        self.endpoint = cdn.AFDEndpoint(
            name,
            endpoint_name=base.name(name, "front_door_endpoint"),
            profile_name=self.profile.name,
            resource_group_name=base.group_name,
            location="Global",
            enabled_state=cdn.EnabledState.ENABLED,
            tags=base.tags,
            opts=self.child(),
        )
        self._domain_name = spec.domain
        self.domain = self._custom_domain(spec.domain) if spec.domain else None
        group, rules = self._origin_group(), self._rule_set()
        made = (self._origin(group, host), self._rule(rules, spec))
        self.route = self._route(group, container, rules, after=made)
        self.done(url=self.url)

    @property
    def url(self) -> pulumi.Output[str]:
        """By the domain where there is one, otherwise by Front Door's own name."""
        host = self.endpoint.host_name if self.domain is None else self.domain.host_name
        return pulumi.Output.concat("https://", host)

    @property
    def dns_records(self) -> Mapping[str, pulumi.Output[str]]:
        """The domain as an alias, and what shows Azure whose it is."""
        if self.domain is None or self._domain_name is None:
            return {}
        token = self.domain.validation_properties.apply(
            lambda validation: validation.validation_token if validation else ""
        )
        return {
            f"CNAME {self._domain_name}": self.endpoint.host_name,
            f"TXT _dnsauth.{self._domain_name}": token,
        }

    @property
    def principal_id(self) -> pulumi.Output[str]:
        """The object id of the profile's own identity, which reads the container."""
        return self.profile.identity.apply(
            lambda identity: identity.principal_id if identity else ""
        )

    def _custom_domain(self, domain: str) -> cdn.AFDCustomDomain:
        return cdn.AFDCustomDomain(
            self.name,
            custom_domain_name=domain.replace(".", "-"),
            profile_name=self.profile.name,
            resource_group_name=self._ground.group_name,
            host_name=domain,
            tls_settings={
                "certificate_type": cdn.AfdCertificateType.MANAGED_CERTIFICATE,
                "minimum_tls_version": cdn.AfdMinimumTlsVersion.TLS12,
            },
            opts=self.child(),
        )

    def _origin_group(self) -> cdn.AFDOriginGroup:
        """https://learn.microsoft.com/azure/frontdoor/origin-authentication-with-managed-identities:
        probes and forwarding by HTTPS, no private link.
        """
        return cdn.AFDOriginGroup(
            self.name,
            origin_group_name=_NAME,
            profile_name=self.profile.name,
            resource_group_name=self._ground.group_name,
            authentication={
                "type": cdn.OriginAuthenticationType.SYSTEM_ASSIGNED_IDENTITY,
                "scope": _SCOPE,
            },
            health_probe_settings={
                "probe_path": "/",
                "probe_protocol": cdn.ProbeProtocol.HTTPS,
                "probe_request_type": cdn.HealthProbeRequestType.HEAD,
                "probe_interval_in_seconds": _PROBE_SECONDS,
            },
            load_balancing_settings={
                "sample_size": 4,
                "successful_samples_required": 3,
                "additional_latency_in_milliseconds": 50,
            },
            session_affinity_state=cdn.EnabledState.DISABLED,
            opts=self.child(),
        )

    def _origin(self, group: cdn.AFDOriginGroup, host: pulumi.Output[str]) -> cdn.AFDOrigin:
        return cdn.AFDOrigin(
            self.name,
            origin_name=_NAME,
            origin_group_name=group.name,
            profile_name=self.profile.name,
            resource_group_name=self._ground.group_name,
            host_name=host,
            origin_host_header=host,
            http_port=80,
            https_port=443,
            priority=1,
            weight=1000,
            enforce_certificate_name_check=True,
            enabled_state=cdn.EnabledState.ENABLED,
            opts=self.child(),
        )

    def _rule_set(self) -> cdn.RuleSet:
        return cdn.RuleSet(
            self.name,
            rule_set_name=_NAME,
            profile_name=self.profile.name,
            resource_group_name=self._ground.group_name,
            opts=self.child(),
        )

    def _rule(self, rules: cdn.RuleSet, spec: DistributionSpec) -> cdn.Rule:
        return cdn.Rule(
            self.name,
            rule_name=_NAME,
            rule_set_name=rules.name,
            profile_name=self.profile.name,
            resource_group_name=self._ground.group_name,
            order=1,
            match_processing_behavior=cdn.MatchProcessingBehavior.CONTINUE_,
            actions=[_version_header(), _no_range_header(), _caching(spec.default_ttl_seconds)],
            opts=self.child(),
        )

    def _route(
        self,
        group: cdn.AFDOriginGroup,
        container: pulumi.Output[str],
        rules: cdn.RuleSet,
        *,
        after: Sequence[pulumi.Resource],
    ) -> cdn.Route:
        return cdn.Route(
            self.name,
            route_name=_NAME,
            endpoint_name=self.endpoint.name,
            profile_name=self.profile.name,
            resource_group_name=self._ground.group_name,
            origin_group={"id": group.id},
            origin_path=pulumi.Output.concat("/", container),
            patterns_to_match=["/*"],
            rule_sets=[{"id": rules.id}],
            custom_domains=[{"id": self.domain.id}] if self.domain else None,
            supported_protocols=[cdn.AFDEndpointProtocols.HTTP, cdn.AFDEndpointProtocols.HTTPS],
            https_redirect=cdn.HttpsRedirect.ENABLED,
            forwarding_protocol=cdn.ForwardingProtocol.HTTPS_ONLY,
            link_to_default_domain=(
                cdn.LinkToDefaultDomain.DISABLED if self.domain else cdn.LinkToDefaultDomain.ENABLED
            ),
            cache_configuration={
                "query_string_caching_behavior": (
                    cdn.AfdQueryStringCachingBehavior.USE_QUERY_STRING
                ),
            },
            enabled_state=cdn.EnabledState.ENABLED,
            # Azure refuses a route to a group without an origin, and takes a rule set as it is.
            opts=self.child(depends_on=after),
        )


# Pulumi translates the keys of a plain dict only where a property has one type, and an
# action has many.
def _version_header() -> cdn.DeliveryRuleRequestHeaderActionArgs:
    return _header(cdn.HeaderAction.OVERWRITE, "x-ms-version", _STORAGE_VERSION)


def _no_range_header() -> cdn.DeliveryRuleRequestHeaderActionArgs:
    return _header(cdn.HeaderAction.DELETE, _RANGE)


def _header(
    action: cdn.HeaderAction, name: str, value: str | None = None
) -> cdn.DeliveryRuleRequestHeaderActionArgs:
    return cdn.DeliveryRuleRequestHeaderActionArgs(
        name="ModifyRequestHeader",
        parameters=cdn.HeaderActionParametersArgs(
            type_name="DeliveryRuleHeaderActionParameters",
            header_action=action,
            header_name=name,
            value=value,
        ),
    )


def _caching(seconds: int) -> cdn.DeliveryRuleRouteConfigurationOverrideActionArgs:
    """https://learn.microsoft.com/azure/frontdoor/front-door-rules-engine-actions,
    …/front-door-caching#query-string-behavior; without a cache configuration nothing is kept.
    """
    cached = cdn.CacheConfigurationArgs(
        cache_behavior=cdn.RuleCacheBehavior.OVERRIDE_ALWAYS,
        cache_duration=_duration(seconds),
        is_compression_enabled=cdn.RuleIsCompressionEnabled.DISABLED,
        # Front Door passes queries on whether or not it tells them apart, so that otherwise
        # anyone could have another answer kept in an object's place.
        query_string_caching_behavior=cdn.RuleQueryStringCachingBehavior.USE_QUERY_STRING,
    )
    return cdn.DeliveryRuleRouteConfigurationOverrideActionArgs(
        name="RouteConfigurationOverride",
        parameters=cdn.RouteConfigurationOverrideActionParametersArgs(
            type_name="DeliveryRuleRouteConfigurationOverrideActionParameters",
            cache_configuration=cached if seconds else None,
        ),
    )


def _duration(seconds: int) -> str:
    """``[d.]hh:mm:ss``."""
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    clock = f"{hour:02}:{minute:02}:{second:02}"
    return f"{days}.{clock}" if days else clock
