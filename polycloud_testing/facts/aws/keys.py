"""Customers' keys: whom they serve, and how they are kept.

https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import attrs

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.access import ANYONE, Grant, Verb
from polycloud_testing.facts.aws.actions import UNLOCK
from polycloud_testing.facts.aws.conditions import Request, met
from polycloud_testing.facts.aws.identities import Identity
from polycloud_testing.facts.aws.kinds import kind
from polycloud_testing.facts.aws.patterns import has_variable, matches
from polycloud_testing.facts.aws.statements import Statement, parse_policy
from polycloud_testing.facts.resources import at, hidden, label, names, refers
from polycloud_testing.facts.stores import Encryption, KeyOwner
from polycloud_testing.facts.unknown import Fact, Unknown, any_unknown, first

_ROTATION_DAYS: Final = 365
_RECOVERY_DAYS: Final = 30
"""AWS's defaults: https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html,
API_ScheduleKeyDeletion.html."""
_GOVERNING: Final = "kms:PutKeyPolicy"
MASTERING: Final = (
    _GOVERNING,
    *("kms:CreateGrant", "kms:DisableKey", "kms:DisableKeyRotation", "kms:ReEncryptFrom"),
    *("kms:ScheduleKeyDeletion", "kms:UpdatePrimaryRegion", "kms:TagResource"),
)
"""What takes a key away from its stores, or hands it on."""
_DIRECT: Final[Mapping[str, tuple[str, ...]]] = {
    "aws:securetransport": ("true",),
    "kms:viaservice": (),
}
_CONTEXTS: Final = {
    "s3": ("kms:encryptioncontext:aws:s3:arn", "arn:aws:s3:::of-somebody-else/any"),
    "dynamodb": ("kms:encryptioncontext:aws:dynamodb:tablename", "of-somebody-else"),
    # https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html
    "ecr": ("kms:encryptioncontext:aws:ecr:arn", "arn:aws:ecr:::repository/of-somebody-else"),
    "secretsmanager": ("kms:encryptioncontext:secretarn", "arn:aws:secretsmanager:::secret:other"),
}
"""What a service says a key is used for, and another store than any of the stack's.

https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html,
https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
"""


def find_key(graph: ResourceGraph, user: Resource, name: str, value: object) -> Resource | Unknown:
    """The key that ``value`` names, which is in the property ``name`` of its user."""
    for key in graph:
        if kind(key) != "kms.Key":
            continue
        if isinstance(value, Unknown):
            if key.urn in user.property_dependencies.get(name, ()):
                return key
        elif value in names(key, "arn", "keyId"):
            return key
    if isinstance(value, Unknown):
        return value
    return Unknown(f"The key {value} is not one of the stack's.")


def encryption(
    graph: ResourceGraph, key: Resource | Unknown | None, service: str, people: Iterable[Identity]
) -> Fact[Encryption]:
    """As `describe`, where None is a key of AWS's own."""
    if key is None:
        return Encryption(KeyOwner.PROVIDER)
    return key if isinstance(key, Unknown) else describe(graph, key, service, people)


def describe(
    graph: ResourceGraph, key: Resource, service: str, people: Iterable[Identity]
) -> Fact[Encryption]:
    """What the key of a service's store is, and whom it lets in beside its own account."""
    statements, root = key_statements(graph, key), root_of(key)
    if isinstance(statements, Unknown):
        return statements
    if isinstance(root, Unknown):
        return root
    rotates = at(key, "enableKeyRotation", default=False)
    period = at(key, "rotationPeriodInDays", _ROTATION_DAYS)
    window = at(key, "deletionWindowInDays", _RECOVERY_DAYS)
    enabled = at(key, "isEnabled", default=True)
    doubt = any_unknown(rotates, period, window, enabled)
    if doubt is not None:
        return doubt
    everyone = {name for each in statements if each.allows for name in each.names}
    return Encryption(
        KeyOwner.CUSTOMER,
        rotation_days=int(str(period)) if rotates is True else None,
        recovery_days=int(str(window)),
        outsiders=tuple(sorted(everyone - {root, root.split(":")[4]})),
        enabled=bool(enabled),
        governed=_allows(statements, _GOVERNING, root, Request("kms", {})) is True,
        serves=all(
            _allows(statements, action, root, Request("kms", {})) is True
            for action in UNLOCK.values()
        ),
        masters=tuple(sorted(_masters(key, service, people))),
    )


def _masters(key: Resource, service: str, people: Iterable[Identity]) -> Iterator[str]:
    """Those whose own policies do not hold them to the key's service and to one store."""
    arn = str(key.get("arn"))
    context, other = _CONTEXTS[service]
    elsewhere = Request("kms", {"aws:securetransport": ("true",), context: (other,)})
    requests = [(action, Request("kms", {})) for action in MASTERING]
    requests += [
        (action, request)
        for action in UNLOCK.values()
        for request in (Request("kms", _DIRECT), elsewhere)
    ]
    for person in people:
        own = person.statements
        if not isinstance(own, Unknown):
            about = [each for each in own if _includes(each, arn)]
            if any(_allows(about, action, None, each) is not False for action, each in requests):
                yield label(person.resource)


def key_statements(graph: ResourceGraph, key: Resource) -> Fact[tuple[Statement, ...]]:
    """The key's policy: its own, or one that is set apart, or AWS's default."""
    apart = [
        at(resource, "policy", None)
        for resource in graph
        if kind(resource) == "kms.KeyPolicy"
        and refers(resource, "keyId", key, names(key, "arn", "keyId"))
    ]
    if len(apart) > 1:
        return Unknown(f"{label(key)} has more than one policy.")
    document = apart[0] if apart else at(key, "policy", None)
    if isinstance(document, Unknown):
        return document
    if document is None:
        root = root_of(key)
        if isinstance(root, Unknown):
            return root
        # https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
        allowed = {"Effect": "Allow", "Principal": {"AWS": root}, "Action": "kms:*"}
        document = {"Statement": [{**allowed, "Resource": "*"}]}
    return parse_policy(document, label(key))


def root_of(key: Resource) -> Fact[str]:
    """The principal that stands for the key's whole account."""
    arn = key.get("arn")
    if not isinstance(arn, str) or arn.count(":") < 5:
        return hidden(key, "arn")
    parts = arn.split(":")
    return f"arn:{parts[1]}:iam::{parts[4]}:root"


def unlocks(
    key: Resource,
    policy: Fact[tuple[Statement, ...]],
    who: str,
    own: Fact[tuple[Statement, ...]],
    action: str,
    request: Request,
) -> Fact[bool]:
    """Whether the key does ``action`` for a principal with these policies of its own.

    The key's policy must let the principal in, or leave it to the account's own policies.
    """
    root = root_of(key)
    if isinstance(policy, Unknown):
        return policy
    if isinstance(root, Unknown):
        return root
    if isinstance(own, Unknown):
        return own
    arn = str(key.get("arn"))
    by_name = _allows(policy, action, who, request)
    if by_name is not False:
        return by_name
    delegated = _allows(policy, action, root, request)
    mine = _allows([each for each in own if _includes(each, arn)], action, None, request)
    doubt = any_unknown(delegated, mine)
    if delegated is False or mine is False:
        return False
    return True if doubt is None else doubt


def allows_any(
    policy: Fact[tuple[Statement, ...]],
    actions: Iterable[str],
    who: str,
    context: Mapping[str, tuple[str, ...]],
) -> Fact[bool]:
    """Whether the key's policy itself allows a principal one of the actions."""
    if isinstance(policy, Unknown):
        return policy
    answers = [_allows(policy, action, who, Request("kms", context)) for action in actions]
    doubt = any_unknown(*answers)
    return True if True in answers else (False if doubt is None else doubt)


def served(
    granted: Iterable[Grant],
    key: Resource,
    policy: Fact[tuple[Statement, ...]],
    owners: Mapping[str, Identity],
    request: Request,
    actions: Mapping[Verb, str],
) -> Iterator[Grant]:
    """The grants on a store that its key serves, too: a service asks the key to do the action
    of the verb for whoever calls it. Refusals, and what anyone may do, are left as they are.
    """
    for grant in granted:
        action = actions.get(grant.verb)
        if action is None or grant.denied or grant.who == ANYONE:
            yield grant
            continue
        owner = owners.get(grant.who)
        own = owner.statements if owner is not None else ()
        answer = unlocks(key, policy, grant.who, own, action, request)
        if isinstance(answer, Unknown):
            yield attrs.evolve(grant, doubt=first(grant.doubt, answer))
        elif answer:
            yield grant


def _includes(statement: Statement, arn: str) -> bool:
    if any(map(has_variable, statement.scope.resources)):
        return False
    named = any(matches(pattern, arn) for pattern in statement.scope.resources)
    return named != statement.scope.other_resources


def _allows(
    statements: Iterable[Statement], action: str, who: str | None, request: Request
) -> Fact[bool]:
    """Whether the statements allow the action to a principal, and none refuses it."""
    allowed: Fact[bool] = False
    for statement in statements:
        if not statement.is_about(action):
            continue
        if who is not None and not _names(statement, who):
            continue
        answer = met(statement.conditions, request)
        if answer is False:
            continue
        if not statement.allows:
            return False if answer is True else answer
        allowed = answer if allowed is not True else True
    return allowed


def _names(statement: Statement, who: str) -> bool:
    account = who.split(":")[4] if who.endswith(":root") else None
    return any(name in ("*", who, account) for name in statement.names)
