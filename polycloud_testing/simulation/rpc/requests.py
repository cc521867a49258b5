"""Reading the engine's requests, and the answers to them that have a form of their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from google.protobuf import struct_pb2
from pulumi.runtime.proto import provider_pb2

from polycloud_testing.simulation.interface import CheckFailure, Properties, State
from polycloud_testing.simulation.schema import schema_for
from polycloud_testing.simulation.sealing import discreet, unsealed
from polycloud_testing.simulation.wire import Decoded, decode


def type_of(request: Any) -> str:
    """The type token; engines of before 2025 say it in the URN alone."""
    return request.type or request.urn.split("::")[2].rpartition("$")[2]


def old_inputs(request: Any) -> struct_pb2.Struct:
    """The old inputs, for which an engine of before 2023 sends the old outputs alone."""
    return request.old_inputs if request.HasField("old_inputs") else request.olds


def checked(
    inputs: struct_pb2.Struct, given: Decoded, failures: Iterable[CheckFailure]
) -> provider_pb2.CheckResponse:
    """The answer to a check of ``inputs``, which as plain values are ``given``."""
    response = provider_pb2.CheckResponse(inputs=inputs)
    for failure in discreet(failures, given.values, given.secrets):
        response.failures.add(property=failure.path, reason=failure.reason)
    return response


def is_lookup(request: provider_pb2.ReadRequest) -> bool:
    """Whether a program looks something up by its id (``Vpc.get``), or did when it was last
    read: nothing is known of it but what the lookup says. An import says nothing, and what was
    made has all outputs that are always there.
    """
    given = decode(request.inputs).values
    if not request.HasField("inputs") or given != decode(request.properties).values:
        return False
    outputs = schema_for(type_of(request)).outputs
    return any(output.required and name not in given for name, output in outputs.items())


def inputs_of(state: State, known: Decoded) -> Properties:
    """The inputs that would lead to ``state``; secrets are what they were."""
    return unsealed(state.inputs or {}, known.values)
