"""Components: registering their children, and answering their methods."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from typing import Any, cast

import attrs
from pulumi.runtime.proto import provider_pb2, resource_pb2_grpc

from polycloud_testing.simulation import components
from polycloud_testing.simulation.components import Reference, drive, expand
from polycloud_testing.simulation.interface import Core, Properties, SimulationError
from polycloud_testing.simulation.rpc.calls import refusal_of
from polycloud_testing.simulation.rpc.monitor import Monitor, Registrar, connect
from polycloud_testing.simulation.rpc.provenance import Provenance
from polycloud_testing.simulation.rpc.secrecy import secret_paths
from polycloud_testing.simulation.sealing import discreet
from polycloud_testing.simulation.wire import RESOURCE, SIGNATURE, Decoded, decode, encode


def construct(request: provider_pb2.ConstructRequest, core: Core) -> provider_pb2.ConstructResponse:
    """Register the component that ``request`` asks for, with all that is beneath it.

    Raises:
        SimulationError: the component is not simulated, or a child failed.
        Refusal: the inputs are wrong.
        grpc.RpcError: the engine refused a registration.
    """
    given = decode(request.inputs, references=True)
    failures = core.check(_urn(request), request.type, _with_signatures(given.values))
    if failures:
        told = discreet(failures, given.values, given.secrets)
        raise refusal_of(f"{request.type} {request.name!r} cannot be made", told)
    with closing(connect(request.monitorEndpoint)) as channel:
        stub = resource_pb2_grpc.ResourceMonitorStub(channel)
        monitor = Monitor(stub, request.dryRun, dict(request.providers))
        provenance = Provenance()
        provenance.learn_inputs(given.values, _dependencies(request, given), given.secrets)
        registrar = Registrar(monitor, request, provenance)
        urn = registrar.register_component()
        expansion = expand(request.type, request.name, given.values, monitor)
        outputs = drive(expansion, registrar.register)
        secrets = core.secret_outputs(request.type) | provenance.secret_paths(outputs)
        secrets = secret_paths(outputs, secrets)
        registrar.finish(outputs, secrets)
    response = provider_pb2.ConstructResponse(urn=urn, state=encode(outputs, secrets=secrets))
    for name, value in outputs.items():
        response.stateDependencies[name].urns.extend(sorted(provenance.of(value)) or [urn])
    return response


def call(request: provider_pb2.CallRequest, core: Core) -> provider_pb2.CallResponse:
    """Answer a method of a component.

    Raises:
        SimulationError: the method is not simulated, or was called on nothing.
    """
    given = decode(request.args, references=True)
    arguments = dict(given.values)
    component = arguments.pop("__self__", None)
    if not isinstance(component, Reference):
        raise SimulationError(f"{request.tok} is a method, and was called on no component.")
    with closing(connect(request.monitorEndpoint)) as channel:
        stub = resource_pb2_grpc.ResourceMonitorStub(channel)
        monitor = Monitor(stub, request.dryRun)
        own = monitor.outputs(component.urn)
        answer = components.call(request.tok, own, arguments, monitor)
    response = provider_pb2.CallResponse()
    secrets = secret_paths(answer, given.secrets, given.values)
    getattr(response, "return").CopyFrom(encode(answer, secrets=secrets))
    for name in answer:
        response.returnDependencies[name].urns.append(component.urn)
    return response


def _urn(request: provider_pb2.ConstructRequest) -> str:
    """The URN that the engine will give to the component."""
    above = request.parent.split("::")[2] if request.parent else ""
    inside = f"{above}$" if above and above != "pulumi:pulumi:Stack" else ""
    return f"urn:pulumi:{request.stack}::{request.project}::{inside}{request.type}::{request.name}"


def _dependencies(
    request: provider_pb2.ConstructRequest, given: Decoded
) -> Mapping[str, frozenset[str]]:
    """What each input depends on: as the engine says, and as its outputs say themselves."""
    found = dict(given.dependencies)
    for name, listed in request.inputDependencies.items():
        found[name] = found.get(name, frozenset()) | frozenset(listed.urns)
    return found


def _with_signatures(value: Any) -> Any:
    """Inputs as they are checked: a resource is an object with a signature."""
    if isinstance(value, Reference):
        return {SIGNATURE: RESOURCE, **attrs.asdict(value)}
    if isinstance(value, Mapping):
        fields = cast("Properties", value)
        return {name: _with_signatures(item) for name, item in fields.items()}
    if isinstance(value, list):
        return [_with_signatures(item) for item in cast("list[Any]", value)]
    return value
