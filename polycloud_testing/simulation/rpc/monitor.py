"""A deployment as a component sees it: the engine's resource monitor, in plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import grpc
from attrs import define, field
from pulumi.runtime.proto import provider_pb2, resource_pb2

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation.components import Child, ChildRequest
from polycloud_testing.simulation.interface import Properties, SimulationError
from polycloud_testing.simulation.packages import package_of, version_of
from polycloud_testing.simulation.rpc.provenance import Provenance
from polycloud_testing.simulation.wire import UNKNOWN_TEXT, decode, encode

_GET_RESOURCE: Final = "pulumi:pulumi:getResource"
_OPTIONS: Final = (
    ("grpc.max_receive_message_length", -1),
    ("grpc.max_send_message_length", -1),
)


@define
class Monitor:
    """What a component can do in the deployment that it is constructed in.

    ``providers`` are the references of the providers it was given, by package. A
    `components.Surroundings`.
    """

    stub: Any
    """A ``ResourceMonitorStub``, whose types the SDK leaves open."""
    preview: bool
    providers: Mapping[str, str] = field(factory=dict[str, str])

    def invoke(self, token: str, arguments: Properties) -> Properties:
        """Answer a provider function through the engine, with the component's provider."""
        return self._invoke(token, arguments, self.providers.get(token.partition(":")[0], ""))

    def outputs(self, urn: str) -> Properties:
        """The outputs of a resource. Raises KeyError where the engine knows none."""
        try:
            return self._invoke(_GET_RESOURCE, {"urn": urn}, "")["state"]
        except grpc.RpcError:
            raise KeyError(urn) from None

    def _invoke(self, token: str, arguments: Properties, provider: str) -> Properties:
        response = self.stub.Invoke(
            resource_pb2.ResourceInvokeRequest(
                tok=token, args=encode(arguments), provider=provider, acceptResources=True
            )
        )
        for failure in response.failures:
            raise SimulationError(f"{token}: {failure.property}: {failure.reason}")
        return decode(getattr(response, "return"), references=True).values


def connect(address: str) -> grpc.Channel:
    """A connection to the engine's resource monitor; to be closed."""
    return grpc.insecure_channel(address, options=_OPTIONS)


@define
class Registrar:
    """Registers a component and its children as ``request`` asks."""

    monitor: Monitor
    request: provider_pb2.ConstructRequest
    provenance: Provenance
    component: str = ""
    _references: dict[str, str] = field(factory=dict[str, str])

    def register_component(self) -> str:
        """Register the component itself; its URN."""
        registration = self._inherited()
        registration.MergeFrom(
            resource_pb2.RegisterResourceRequest(
                type=self.request.type,
                name=self.request.name,
                parent=self.request.parent,
                dependencies=self.request.dependencies,
                providers=self.request.providers,
                ignoreChanges=self.request.ignoreChanges,
                replaceOnChanges=self.request.replaceOnChanges,
                additionalSecretOutputs=self.request.additionalSecretOutputs,
                replace_with=self.request.replace_with,
            )
        )
        registration.aliases.extend(self.request.aliases)  # pyright: ignore[reportUnknownMemberType]
        if self.request.HasField("customTimeouts"):
            given = self.request.customTimeouts
            registration.customTimeouts.create = given.create
            registration.customTimeouts.update = given.update
            registration.customTimeouts.delete = given.delete
            registration.customTimeouts.read = given.read
        self.component = self.monitor.stub.RegisterResource(registration).urn
        return self.component

    def register(self, child: ChildRequest) -> Child:
        """Register a child and wait for it, which in an update is until it exists."""
        by_property = self.provenance.of_properties(child.inputs)
        for name, urns in child.property_dependencies.items():
            by_property[name] = by_property.get(name, frozenset()) | frozenset(urns)
        inputs = {name: value for name, value in child.inputs.items() if value is not None}
        registration = self._inherited()
        registration.MergeFrom(
            resource_pb2.RegisterResourceRequest(
                type=child.type,
                name=child.name,
                parent=child.parent or self.component,
                custom=child.custom,
                object=encode(inputs, secrets=self._secrets(child)),
                dependencies=sorted({*child.depends_on, *_all(by_property)}),
                provider=self._provider(child),
                version=child.version or _version(child),
                ignoreChanges=child.ignore_changes,
                aliasURNs=child.aliases,
                deleteBeforeReplace=bool(child.delete_before_replace),
                deleteBeforeReplaceDefined=child.delete_before_replace is not None,
            )
        )
        if not child.custom:
            registration.providers.update(self.request.providers)
        for name, urns in by_property.items():
            registration.propertyDependencies[name].urns.extend(sorted(urns))
        return self._registered(child, self.monitor.stub.RegisterResource(registration))

    def finish(self, outputs: Properties, secrets: Iterable[str]) -> None:
        """Register the component's outputs."""
        self._register_outputs(self.component, outputs, secrets)

    def _registered(
        self, child: ChildRequest, response: resource_pb2.RegisterResourceResponse
    ) -> Child:
        if response.result != resource_pb2.SUCCESS:
            raise SimulationError(f"{self.request.name}: {child.name} ({child.type}) failed.")
        urn, id_ = response.urn, "" if response.id == UNKNOWN_TEXT else response.id
        outputs = decode(response.object, references=True)
        if not child.custom:
            made = child.outputs or {}
            self._register_outputs(urn, made, ())
            return Child(urn, "", made)
        self._references[urn] = f"{urn}::{id_ or UNKNOWN_TEXT}"
        made = outputs.values
        if self.monitor.preview and not id_:
            made = {**made, "id": UNKNOWN}
        made = {"id": id_ or UNKNOWN, **made}
        self.provenance.learn(urn, made, outputs.secrets, given=child.inputs)
        return Child(urn, id_, outputs.values)

    def _register_outputs(self, urn: str, outputs: Properties, secrets: Iterable[str]) -> None:
        self.monitor.stub.RegisterResourceOutputs(
            resource_pb2.RegisterResourceOutputsRequest(
                urn=urn, outputs=encode(outputs, secrets=frozenset(secrets))
            )
        )

    def _provider(self, child: ChildRequest) -> str:
        if not child.custom or child.type.startswith("pulumi:"):
            return ""
        if child.provider is not None:
            return self._references[child.provider]
        return self.request.providers.get(child.type.partition(":")[0], "")

    def _secrets(self, child: ChildRequest) -> frozenset[str]:
        return child.secrets | self.provenance.secret_paths(child.inputs)

    def _inherited(self) -> resource_pb2.RegisterResourceRequest:
        """What a component has in common with its children."""
        registration = resource_pb2.RegisterResourceRequest(
            acceptSecrets=True,
            acceptResources=True,
            supportsPartialValues=True,
            supportsResultReporting=True,
            aliasSpecs=True,
            deletedWith=self.request.deletedWith,
        )
        if self.request.HasField("protect"):
            registration.protect = self.request.protect
        if self.request.HasField("retainOnDelete"):
            registration.retainOnDelete = self.request.retainOnDelete
        return registration


def _version(child: ChildRequest) -> str:
    """The provider's version, without which the engine takes any that it meets first."""
    return version_of(package_of(child.type)) if child.custom else ""


def _all(by_property: Mapping[str, Iterable[Any]]) -> set[Any]:
    return {urn for urns in by_property.values() for urn in urns}
