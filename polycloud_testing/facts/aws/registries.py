"""Repositories on ECR.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/what-is-ecr.html
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, cast

import attrs

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.access import Access, Grant, Verb, access_of, public_verbs
from polycloud_testing.facts.aws import keys, rulings
from polycloud_testing.facts.aws.conditions import Request
from polycloud_testing.facts.aws.granting import bounded
from polycloud_testing.facts.aws.identities import Identity
from polycloud_testing.facts.aws.kinds import is_stranger, kind
from polycloud_testing.facts.aws.statements import Statement, parse_policy
from polycloud_testing.facts.aws.tags import region, tags
from polycloud_testing.facts.registries import RegistryFacts, all_unknown_fields
from polycloud_testing.facts.resources import (
    at,
    hidden,
    is_hidden,
    label,
    listed,
    names,
    protection,
    referring,
    refers,
    surplus,
)
from polycloud_testing.facts.stores import Protection
from polycloud_testing.facts.unknown import Fact, Unknown

_UNDERSTOOD: Final = frozenset(
    {
        *("name", "region", "tags", "tagsAll", "forceDelete", "imageTagMutability"),
        *("imageScanningConfiguration", "encryptionConfigurations"),
    }
)
_KNOWN: Final = frozenset({"ecr.Repository", "ecr.RepositoryPolicy", "ecr.LifecyclePolicy"})
_ELSEWHERE: Final = frozenset({"s3", "s3control", "dynamodb", "dax"})
_SINCE_PUSH: Final = ("sinceImagePushed", "days")
_MUTABILITY: Final[Mapping[str, bool]] = {
    "IMMUTABLE": True,
    "IMMUTABLE_WITH_EXCLUSION": False,
    "MUTABLE": False,
    "MUTABLE_WITH_EXCLUSION": False,
}
"""Whether no tag moves:
https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html"""
_SIGN_IN: Final = "ecr:GetAuthorizationToken"
_SIGNING_IN: Final = rulings.Target("ecr", "*", {_SIGN_IN: (Verb.READ,)}, {})

_NEEDED: Final[Mapping[Verb, frozenset[str]]] = {
    Verb.LIST: frozenset({"ecr:ListImages"}),
    Verb.READ: frozenset({"ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"}),
    Verb.WRITE: frozenset(
        {
            *("ecr:PutImage", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart"),
            *("ecr:CompleteLayerUpload", "ecr:BatchCheckLayerAvailability"),
        }
    ),
    Verb.DELETE: frozenset({"ecr:BatchDeleteImage"}),
}
"""All that Docker needs; of other verbs each action is enough.
https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html"""

_MANAGED: Final[Mapping[str, frozenset[Verb]]] = {
    "AmazonEC2ContainerRegistryPullOnly": frozenset({Verb.READ}),
    "AmazonEC2ContainerRegistryReadOnly": frozenset({Verb.READ, Verb.LIST, Verb.SEE_SETTINGS}),
}
"""The first may also have a pull-through cache filled, which is no repository of the stack's.
https://docs.aws.amazon.com/AmazonECR/latest/userguide/security-iam-awsmanpol.html"""


def read_registries(
    graph: ResourceGraph, identities: tuple[Identity, ...]
) -> Iterator[RegistryFacts]:
    """Each repository of the graph."""
    for repository in graph:
        if kind(repository) == "ecr.Repository":
            facts = _read(graph, repository, identities)
            for doubt in _doubts(graph, repository):
                facts = attrs.evolve(facts, **dict.fromkeys(all_unknown_fields(), doubt))
            yield facts


def _read(
    graph: ResourceGraph, repository: Resource, identities: tuple[Identity, ...]
) -> RegistryFacts:
    access = _access(graph, repository, identities)
    key = _key(graph, repository)
    untagged, tagged_kept = _expiry(graph, repository)
    address = repository.get("repositoryUrl")
    return RegistryFacts(
        cloud="aws",
        name=address if isinstance(address, str) else repository.name,
        urn=repository.urn,
        region=region(graph, repository),
        access=access,
        public=public_verbs(access, prevented=False),
        # Docker's password is a token of an identity's, for twelve hours.
        key_access=False,
        encryption=keys.encryption(graph, key, "ecr", identities),
        # A private endpoint of a VPC stands beside the public one.
        # docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
        reachable=True,
        scanned=at(repository, "imageScanningConfiguration.scanOnPush", default=False),
        untagged_days=untagged,
        tagged_kept=tagged_kept,
        immutable_tags=_immutable_tags(repository),
        protection=_protection(graph, repository, key),
        tags=tags(graph, repository),
    )


def _doubts(graph: ResourceGraph, repository: Resource) -> Iterator[Unknown]:
    for name in surplus(repository, _UNDERSTOOD):
        yield Unknown(f"What {name} of {label(repository)} changes is not known here.")
    for resource in graph:
        module = kind(resource).partition(".")[0]
        own = resource.package == "aws" and resource.custom and not resource.is_provider
        strange = own and module == "ecr" and kind(resource) not in _KNOWN
        if strange or (is_stranger(resource) and module not in _ELSEWHERE):
            yield Unknown(f"What {label(resource)} changes is not known here.")


def _access(
    graph: ResourceGraph, repository: Resource, identities: Iterable[Identity]
) -> Fact[Access]:
    arn = repository.get("arn")
    if not isinstance(arn, str):
        return hidden(repository, "arn")
    target = rulings.repository_target(arn)
    request = Request("ecr", {"aws:securetransport": ("true",)})
    policies = _policies(graph, repository)
    if isinstance(policies, Unknown):
        return policies
    granted = list(_grants(rulings.rulings(policies, target, request)))
    owners: dict[str, Identity] = {}
    for identity in identities:
        if isinstance(identity.statements, Unknown):
            return identity.statements
        if isinstance(identity.name, Unknown):
            return identity.name
        owners[identity.name] = identity
        said = identity.statements
        ruled = list(rulings.rulings(said, _SIGNING_IN, request, identity.name))
        allowed = any(not ruling.denied and ruling.doubt is None for ruling in ruled)
        signs = allowed and not any(ruling.denied for ruling in ruled)
        own = _grants(rulings.rulings(said, target, request, identity.name))
        granted += own if signs else map(_unsigned, own)
        granted += _managed(graph, identity)
    return access_of(bounded(grant, owners) for grant in granted)


def _grants(found: Iterable[rulings.Ruling]) -> Iterator[Grant]:
    """The rulings in neutral words: a verb is whole with all that it needs."""
    every = list(found)
    had: dict[str, set[str]] = {}
    for ruling in every:
        if not ruling.denied and ruling.doubt is None:
            had.setdefault(ruling.who, set()).add(ruling.action)
    for ruling in every:
        for verb in ruling.verbs:
            needed = _NEEDED.get(verb, frozenset({ruling.action}))
            if ruling.denied:
                if ruling.action in needed:
                    yield Grant(ruling.who, verb, denied=True, doubt=ruling.doubt)
                continue
            doubt = ruling.doubt
            if doubt is None and not needed <= had.get(ruling.who, set()):
                doubt = Unknown(f"Only {ruling.action} is allowed, a part of it.")
            yield Grant(ruling.who, verb, doubt=doubt)


def _unsigned(grant: Grant) -> Grant:
    doubt = Unknown(f"{grant.who} is not surely allowed {_SIGN_IN}.")
    return grant if grant.denied else attrs.evolve(grant, doubt=grant.doubt or doubt)


def _managed(graph: ResourceGraph, identity: Identity) -> Iterator[Grant]:
    """What AWS's own policies give on every repository of the account."""
    owner = identity.resource
    property_ = "role" if kind(owner) == "iam.Role" else "user"
    for resource in graph:
        attaches = kind(resource) in ("iam.RolePolicyAttachment", "iam.UserPolicyAttachment")
        if attaches and refers(resource, property_, owner, names(owner, "name", "arn")):
            policy = at(resource, "policyArn", "")
            name = "" if isinstance(policy, Unknown) else policy.rpartition("/")[2]
            for verb in _MANAGED.get(name, ()):
                yield Grant(str(identity.name), verb)


def _policies(graph: ResourceGraph, repository: Resource) -> Fact[tuple[Statement, ...]]:
    found: list[Statement] = []
    for policy in _parts(graph, repository, "ecr.RepositoryPolicy"):
        document = at(policy, "policy", cast("object", None))
        if isinstance(document, Unknown):
            return document
        if isinstance(document, str):
            document = _on_itself(json.loads(document))
        parsed = parse_policy(document, label(policy))
        if isinstance(parsed, Unknown):
            return parsed
        found.extend(parsed)
    return tuple(found)


def _on_itself(document: dict[str, Any]) -> str:
    """A repository's policy names no resource: it is about the repository."""
    said = document.get("Statement", [])
    each = cast("list[dict[str, Any]]", said if isinstance(said, list) else [said])
    return json.dumps({**document, "Statement": [{"Resource": "*", **one} for one in each]})


def _parts(graph: ResourceGraph, repository: Resource, wanted: str) -> Iterator[Resource]:
    resources = (each for each in graph if kind(each) == wanted)
    return referring(resources, "repository", repository, names(repository, "name"))


def _expiry(graph: ResourceGraph, repository: Resource) -> tuple[Fact[int | None], Fact[bool]]:
    """https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html"""
    untagged: int | None = None
    tagged_kept = True
    for policy in _parts(graph, repository, "ecr.LifecyclePolicy"):
        text = at(policy, "policy", "{}")
        if isinstance(text, Unknown):
            return text, text
        for rule in json.loads(text).get("rules", []):
            chosen = rule.get("selection", {})
            timed = (chosen.get("countType"), chosen.get("countUnit")) == _SINCE_PUSH
            days, kind_ = chosen.get("countNumber"), rule.get("action", {}).get("type")
            if kind_ != "expire" or not timed or not isinstance(days, int):
                doubt = Unknown(f"A rule of {label(policy)} is not judged here.")
                return doubt, doubt
            if chosen.get("tagStatus") != "tagged":
                untagged = days if untagged is None else min(untagged, days)
            tagged_kept = tagged_kept and chosen.get("tagStatus") == "untagged"
    return untagged, tagged_kept


def _immutable_tags(repository: Resource) -> Fact[bool]:
    found = at(repository, "imageTagMutability", "MUTABLE")
    if isinstance(found, Unknown):
        return found
    if found not in _MUTABILITY:
        return Unknown(f"What {found} means for tags is not known here.")
    return _MUTABILITY[found]


def _key(graph: ResourceGraph, repository: Resource) -> Resource | Unknown | None:
    """The customer's key; None when AWS's own is used, as it is by default.

    ECR has grants of its own on the key; whoever pulls or pushes needs none.
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html
    """
    found = listed(repository, "encryptionConfigurations")
    if isinstance(found, Unknown):
        return found
    setting = cast("Mapping[str, Any]", found[0] if found else {})
    named = setting.get("kmsKey")
    if not str(setting.get("encryptionType", "AES256")).startswith("KMS") or named is None:
        return None
    value = hidden(repository, "encryptionConfigurations") if is_hidden(named) else named
    return keys.find_key(graph, repository, "encryptionConfigurations", value)


def _protection(
    graph: ResourceGraph, repository: Resource, key: Resource | Unknown | None
) -> Fact[Protection]:
    """ECR refuses to delete a repository that has images, unless forced."""
    forced = at(repository, "forceDelete", default=False)
    if isinstance(forced, Unknown):
        return forced
    pieces = [repository, *_parts(graph, repository, "ecr.LifecyclePolicy")]
    pieces += [key] if isinstance(key, Resource) else []
    return protection(pieces, refused_by_cloud=not forced, emptied=forced)
