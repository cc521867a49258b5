"""Repositories of Artifact Registry.

https://docs.cloud.google.com/artifact-registry/docs
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

import attrs

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.access import Access, Grant, access_of, public_verbs
from polycloud_testing.facts.gcp.bindings import repository_bindings, repository_grants
from polycloud_testing.facts.gcp.kinds import is_stranger, kind
from polycloud_testing.facts.gcp.tags import labels, project_of
from polycloud_testing.facts.registries import RegistryFacts, all_unknown_fields
from polycloud_testing.facts.resources import at, label, listed, protection, surplus
from polycloud_testing.facts.stores import Encryption, KeyOwner
from polycloud_testing.facts.unknown import Fact, Unknown

_UNDERSTOOD: Final = frozenset(
    {
        *("repositoryId", "location", "project", "labels", "description", "format", "mode"),
        *("dockerConfig", "vulnerabilityScanningConfig", "cleanupPolicyDryRun"),
        *("cleanupPolicies", "kmsKeyName"),
    }
)
_KNOWN: Final = frozenset(
    {
        "artifactregistry.Repository",
        "artifactregistry.RepositoryIamBinding",
        "artifactregistry.RepositoryIamMember",
    }
)
_ELSEWHERE: Final = frozenset({"storage", "storagecontrol", "firestore", "firebaserules"})
_SCANNER: Final = "containerscanning.googleapis.com"
_DAY: Final = 24 * 3600


def read_registries(graph: ResourceGraph) -> Iterator[RegistryFacts]:
    """Each repository for Docker's images."""
    for repository in graph:
        if kind(repository) == "artifactregistry.Repository":
            form = at(repository, "format", "")
            if not isinstance(form, Unknown) and form.upper() != "DOCKER":
                continue
            facts = _read(graph, repository)
            for doubt in _doubts(graph, repository):
                facts = attrs.evolve(facts, **dict.fromkeys(all_unknown_fields(), doubt))
            yield facts


def _read(graph: ResourceGraph, repository: Resource) -> RegistryFacts:
    access = _access(graph, repository)
    untagged, tagged_kept = _cleanup(repository)
    key = at(repository, "kmsKeyName", "")
    address = repository.get("registryUri")
    return RegistryFacts(
        cloud="gcp",
        name=address if isinstance(address, str) else repository.name,
        urn=repository.urn,
        region=at(repository, "location", ""),
        access=access,
        public=public_verbs(access, prevented=False),
        # Keys of service accounts, which would do, are among the static keys.
        key_access=False,
        encryption=_encryption(key),
        reachable=True,
        scanned=_scanned(graph, repository),
        untagged_days=untagged,
        tagged_kept=tagged_kept,
        immutable_tags=at(repository, "dockerConfig.immutableTags", default=False),
        protection=protection([repository]),
        tags=labels(graph, repository),
    )


def _doubts(graph: ResourceGraph, repository: Resource) -> Iterator[Unknown]:
    for name in surplus(repository, _UNDERSTOOD):
        yield Unknown(f"What {name} of {label(repository)} changes is not known here.")
    if at(repository, "mode", "STANDARD_REPOSITORY") != "STANDARD_REPOSITORY":
        yield Unknown(f"Where the images of {label(repository)} are is not judged here.")
    for resource in graph:
        module = kind(resource).partition(".")[0]
        own = resource.package == "gcp" and resource.custom and not resource.is_provider
        strange = own and module == "artifactregistry" and kind(resource) not in _KNOWN
        if strange or (is_stranger(resource) and module not in _ELSEWHERE):
            yield Unknown(f"What {label(resource)} changes is not known here.")


def _access(graph: ResourceGraph, repository: Resource) -> Fact[Access]:
    granted: list[Grant] = []
    for binding in repository_bindings(graph, repository, project_of(graph, repository)):
        if isinstance(binding.member, Unknown):
            return binding.member
        granted += repository_grants(graph, binding)
    return access_of(granted)


def _encryption(key: Fact[str]) -> Fact[Encryption]:
    if isinstance(key, Unknown):
        return key
    if key:
        return Unknown(f"The key {key} is not read.")
    return Encryption(KeyOwner.PROVIDER)


def _scanned(graph: ResourceGraph, repository: Resource) -> Fact[bool]:
    """https://docs.cloud.google.com/artifact-analysis/docs/enable-automatic-scanning"""
    setting = at(repository, "vulnerabilityScanningConfig.enablementConfig", "INHERITED")
    if isinstance(setting, Unknown):
        return setting
    if setting == "DISABLED":
        return False
    if setting != "INHERITED":
        return Unknown(f"What {setting} means for scanning is not known here.")
    if any(
        kind(each) == "projects.Service" and at(each, "service", "") == _SCANNER for each in graph
    ):
        return True
    return Unknown(f"Whether the project has {_SCANNER} is not known here.")


def _cleanup(repository: Resource) -> tuple[Fact[int | None], Fact[bool]]:
    """https://docs.cloud.google.com/artifact-registry/docs/repositories/cleanup-policy"""
    policies = listed(repository, "cleanupPolicies")
    dry = at(repository, "cleanupPolicyDryRun", default=False)
    if isinstance(policies, Unknown):
        return policies, policies
    if isinstance(dry, Unknown):
        return dry, dry
    untagged: int | None = None
    tagged_kept = True
    for policy in cast("list[Mapping[str, Any]]", [] if dry else policies):
        condition = cast("Mapping[str, Any]", policy.get("condition") or {})
        age = condition.get("olderThan")
        judged = set(condition) <= {"tagState", "olderThan"} and isinstance(age, str)
        if policy.get("action") != "DELETE" or not judged or not str(age).endswith("s"):
            doubt = Unknown(f"A cleanup policy of {label(repository)} is not judged here.")
            return doubt, doubt
        state = condition.get("tagState", "ANY")
        if state != "TAGGED":
            days = int(str(age)[:-1]) // _DAY
            untagged = days if untagged is None else min(untagged, days)
        tagged_kept = tagged_kept and state == "UNTAGGED"
    return untagged, tagged_kept
