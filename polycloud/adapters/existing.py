"""Networks that exist already: their ids, and whether they are where the plan has them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import IPv4Network
from typing import Any, cast

import attrs
import pulumi

from polycloud.abstractions.network import GivenNetwork, NetworkSpec
from polycloud.abstractions.setting import bounds_of
from polycloud.adapters.component import Handle


class Ids:
    """The ids of a network that exists already: as they were given, or from a stack's outputs.

    An output that is missing, or that is no id of the right form, ends the program with
    pulumi.RunError, in a preview too. Other resources are given these ids, because in a preview
    an engine does not say the id of a resource that was looked up.
    """

    def __init__(self, given: GivenNetwork, owner: Handle) -> None:
        self._given = given
        self._stack = (
            pulumi.StackReference(given.stack, opts=owner.child()) if given.stack else None
        )

    def one(self, attribute: str) -> pulumi.Output[str]:
        """Return the id in an attribute of the settings.

        Raises:
            ValueError: the attribute has no id.
        """
        text: str | None = getattr(self._given, attribute)
        if text is None:
            raise ValueError(f"network.{attribute} was not given")
        return self._known(attribute, text)

    def all(self, attribute: str) -> list[pulumi.Output[str]]:
        """Return the ids in an attribute that has several."""
        return [self._known(attribute, text) for text in getattr(self._given, attribute)]

    def _known(self, attribute: str, text: str) -> pulumi.Output[str]:
        if self._stack is None:
            return pulumi.Output.from_input(text)
        name, _, place = text.partition("[")
        form = self._form(attribute)

        def id_in(value: Any) -> str:
            if place:
                items = cast("list[Any]", value) if isinstance(value, list) else []
                value = dict(enumerate(items)).get(int(place.rstrip("]")))
            if not isinstance(value, str) or not re.fullmatch(form, value):
                raise pulumi.RunError(
                    f"the stack {self._given.stack} has no output {text} that is an id matching "
                    f"{form}"
                )
            return value

        return self._stack.get_output(name).apply(id_in)

    def _form(self, attribute: str) -> str:
        bounds = bounds_of(getattr(attrs.fields(type(self._given)), attribute))
        return (bounds and bounds.id_form) or ".+"


def checked(
    identity: pulumi.Output[str], found: pulumi.Output[Sequence[str]], spec: NetworkSpec
) -> pulumi.Output[str]:
    """Return an id, once every range that the cloud knows of lies in those of the plan.

    A range that lies in none of them ends the program with pulumi.RunError.
    """

    def within(values: Sequence[Any]) -> str:
        known, ranges = values
        for text in ranges:
            if not any(map(IPv4Network(text).subnet_of, spec.ranges)):
                planned = ", ".join(map(str, spec.ranges))
                raise pulumi.RunError(
                    f"{known} has the range {text}, which is not in what the configuration says "
                    f"of the network's ranges: {planned}"
                )
        return str(known)

    return pulumi.Output.all(identity, found).apply(within)
