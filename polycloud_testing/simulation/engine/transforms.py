"""Applying the transforms that a program registered, as the engine does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import attrs
from pulumi.runtime.proto import resource_pb2

from polycloud_testing.simulation.engine.registration import Registration
from polycloud_testing.simulation.engine.runtime import Callback


class Transforms:
    """The transforms of a run: a resource's own, those of its ancestors, the stack's."""

    def __init__(self, find: Callable[[str], Callback]) -> None:
        """``find`` gives the function registered under a token."""
        self._find = find
        self._of_stack: list[Callback] = []
        self._of_invokes: list[Callback] = []
        self._of_resource: dict[str, tuple[Callback, ...]] = {}

    def add_to_stack(self, callback: Any) -> None:
        """Apply a transform to every registration from now on."""
        self._of_stack.append(self._find(callback.token))

    def add_to_invokes(self, callback: Any) -> None:
        """Apply a transform to every invoke from now on."""
        self._of_invokes.append(self._find(callback.token))

    async def applied(
        self, registration: Registration, urn: str, ancestors: Iterable[str]
    ) -> Registration:
        """``registration`` after its own transforms, its ancestors' and the stack's, in
        that order. Its own are kept for its children.
        """
        own = tuple(self._find(callback.token) for callback in registration.transforms)
        if own:
            self._of_resource[urn] = own
        chain = list(own)
        for ancestor in ancestors:
            chain.extend(self._of_resource.get(ancestor, ()))
        chain.extend(self._of_stack)
        for transform in chain:
            registration = await _apply(transform, registration)
        return registration

    async def invoke_applied(self, request: Any) -> Any:
        """An invoke's request after the stack's invoke transforms."""
        for transform in self._of_invokes:
            asked = resource_pb2.TransformInvokeRequest(
                token=request.tok,
                args=request.args,
                options=resource_pb2.TransformInvokeOptions(
                    provider=request.provider, version=request.version
                ),
            )
            answer = await transform(asked.SerializeToString())
            request.args.CopyFrom(answer.args)
            request.provider = answer.options.provider
        return request


async def _apply(transform: Callback, registration: Registration) -> Registration:
    request = resource_pb2.TransformRequest(
        type=registration.type,
        name=registration.name,
        custom=registration.custom,
        parent=registration.parent,
        properties=registration.properties,
        options=registration.options,
    )
    answer = await transform(request.SerializeToString())
    properties = answer.properties if answer.HasField("properties") else registration.properties
    options = answer.options if answer.HasField("options") else registration.options
    kept = {
        name: urns
        for name, urns in registration.property_dependencies.items()
        if name in properties.fields
    }
    return attrs.evolve(
        registration, properties=properties, options=options, property_dependencies=kept
    )
