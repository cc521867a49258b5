"""What a stack keeps secret in its configuration stays secret in what is made of it.

Any key can be encrypted (``pulumi config set --secret --path polycloud:tags.owner …``), but
the platform computes with plain values. So where its keys are secret, every text
of a resource's inputs that contains one of their values is made secret again, and Pulumi
encrypts it in the state and shows ``[secret]``.

Pulumi tells which keys are secret, not which values inside of one: all texts of a structured
key that has a secret in it are taken for secret, but for the section of secrets, whose values
alone are. Three things cannot be hidden:

* choices (the environment, the placement, switches, and what a cloud is told: regions, accounts,
  projects), which are part of names and ids, and these are never secret in Pulumi;
* what the project's or the stack's name says as well;
* texts under `SHORTEST` characters, which would be found everywhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final, cast

import pulumi
from attrs import evolve, frozen
from pulumi.runtime.config import (
    CONFIG,
    get_config_env,
    get_config_secret_keys_env,
    is_config_secret,
)

from polycloud.abstractions.capability import installed_capabilities
from polycloud.platform.configuration import PLACEMENT
from polycloud.platform.namespaces import NAMESPACE
from polycloud.platform.problems import MISSING, ConfigurationError, Problem
from polycloud.platform.secrets import SECTION, given_values

SHORTEST: Final = 6
"""Characters from which on a text is hidden, as letters and digits are counted."""

ECHOES: Final = ("tags", "tagsAll", "labels", "effectiveLabels", "pulumiLabels", "terraformLabels")
"""Outputs in which providers give back the tags they were configured with."""

SHOWN: Final = "[secret]"

_SHORTEST_MASKED: Final = 3
_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"


@frozen
class Secrets:
    """The secret values of a stack's configuration.

    ``texts`` are those that are hidden; ``visible`` the keys whose values cannot be, and
    ``all`` the texts of both.
    """

    texts: frozenset[str] = frozenset()
    visible: tuple[str, ...] = ()
    all: frozenset[str] = frozenset()

    def told_by(self, text: str) -> bool:
        """Whether a text contains a hidden one, whatever the case and the punctuation:
        labels of some clouds have only lower-case letters and hyphens.
        """
        squeezed = _squeezed(text)
        return any(secret in squeezed for secret in self._squeezed)

    @cached_property
    def _squeezed(self) -> frozenset[str]:
        return frozenset(map(_squeezed, self.texts))


def secrets_of_program(clouds: Iterable[str]) -> Secrets:
    """The secrets in the configuration of the stack whose program is running; ``clouds`` are
    the names that the keys of their settings begin with.
    """
    project = pulumi.get_project()
    told = ("", project, pulumi.get_stack(), pulumi.get_organization())
    settings = tuple(f"{cloud}_" for cloud in clouds)
    choices = _choices()
    secret_keys = get_config_secret_keys_env()
    texts: set[str] = set()
    others: set[str] = set()
    visible: list[str] = []
    for full, value in {**get_config_env(), **CONFIG.get()}.items():
        namespace, _, key = full.partition(":")
        if namespace != NAMESPACE or not (is_config_secret(full) or full in secret_keys):
            continue
        key = key.removeprefix("config:")
        if key in choices or key.startswith(settings):
            visible.append(key)
            others.update(_texts(_decoded(value)))
        else:
            texts.update(_secret_texts(key, _decoded(value)))
    known = frozenset(
        text
        for text in texts
        if len(_squeezed(text)) >= SHORTEST
        and not any(_squeezed(text) in _squeezed(name) for name in told)
    )
    return Secrets(known, tuple(visible), frozenset(texts | others))


def _choices() -> frozenset[str]:
    """Return the keys that decide what is made."""
    switches = (each.switch for each in installed_capabilities())
    return frozenset({"environment", PLACEMENT, *(each.key for each in switches if each)})


def hide(secrets: Secrets) -> None:
    """From now on, keep ``secrets`` out of what is registered; say what cannot be kept out."""
    for key in secrets.visible:
        pulumi.log.warn(
            f"'{key}' is secret in the configuration, but not in the deployment: it is part of "
            "names and ids there, which Pulumi does not encrypt."
        )
    if not secrets.texts:
        return

    def transform(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult:
        if secrets.told_by(args.name):
            pulumi.log.warn(
                "A secret of the configuration is part of this resource's name, which Pulumi "
                "does not encrypt.",
            )
        props = {name: _hidden(value, secrets) for name, value in args.props.items()}
        options = args.opts
        if args.custom:
            options.additional_secret_outputs = [
                *(options.additional_secret_outputs or ()),
                *ECHOES,
            ]
        return pulumi.ResourceTransformResult(props, options)

    pulumi.runtime.register_resource_transform(transform)


def masked(error: ConfigurationError, secrets: Secrets) -> ConfigurationError:
    """The same problems, without the secrets that their words and values would tell."""
    texts = [text for text in secrets.all if len(text) >= _SHORTEST_MASKED]
    return ConfigurationError(_masked(problem, texts) for problem in error.problems)


def _masked(problem: Problem, texts: Collection[str]) -> Problem:
    def cover(text: str) -> str:
        for secret in sorted(texts, key=len, reverse=True):
            text = text.replace(secret, SHOWN)
        return text

    tells = problem.value is not MISSING and cover(str(problem.value)) != str(problem.value)
    return evolve(
        problem,
        reason=cover(problem.reason),
        hint=cover(problem.hint),
        value=SHOWN if tells else problem.value,
    )


def _hidden(value: Any, secrets: Secrets) -> Any:
    if isinstance(value, str):
        return pulumi.Output.secret(value) if secrets.told_by(value) else value
    if isinstance(value, pulumi.Output):
        output = cast("pulumi.Output[Any]", value)
        return output.apply(lambda known: pulumi.Output.from_input(_hidden(known, secrets)))
    if isinstance(value, Mapping):
        mapping = cast("Mapping[str, Any]", value)
        if _SIGNATURE in mapping:
            return mapping  # A secret already, or an asset or a resource.
        return {key: _hidden(item, secrets) for key, item in mapping.items()}
    if isinstance(value, list):
        return [_hidden(item, secrets) for item in cast("list[Any]", value)]
    return value


def _decoded(value: Any) -> Any:
    """What a structured value's text says."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _secret_texts(key: str, value: Any) -> Iterator[str]:
    if key == SECTION:
        return (text for _, given in given_values(value) for text in _texts(given))
    return _texts(value)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for item in cast("Mapping[str, Any]", value).values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in cast("list[Any]", value):
            yield from _texts(item)
    elif isinstance(value, str):
        yield value


def _squeezed(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())
