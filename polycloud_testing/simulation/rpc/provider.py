"""A resource provider of the Pulumi engine's protocol over the simulated clouds."""

from __future__ import annotations

from typing import Any

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from polycloud_testing.simulation.components import remote_types
from polycloud_testing.simulation.interface import (
    Core,
    PartialCreation,
    Properties,
    SimulationError,
    State,
)
from polycloud_testing.simulation.packages import version_of
from polycloud_testing.simulation.rpc import construction
from polycloud_testing.simulation.rpc.calls import Calls, Refusal, answering
from polycloud_testing.simulation.rpc.changes import diff_response, kept
from polycloud_testing.simulation.rpc.configurations import Configurations, plain_configuration
from polycloud_testing.simulation.rpc.requests import (
    checked,
    inputs_of,
    is_lookup,
    old_inputs,
    type_of,
)
from polycloud_testing.simulation.rpc.secrecy import secret_paths
from polycloud_testing.simulation.wire import Decoded, decode, encode


class Provider(provider_pb2_grpc.ResourceProviderServicer):
    """Serves one Pulumi package; calls may come from several threads.

    What the protocol has and is not here (schemas, mappings, parameters, lists) is
    answered as unimplemented, which the engine takes for an answer.
    """

    def __init__(self, package: str, core: Core, calls: Calls) -> None:
        self.package = package
        self.calls = calls
        self._core = core
        self._configurations = Configurations(package)
        # By connection and URN the id of what may be replaced: the engine asks for the
        # inputs of the replacement right after a diff, in a preview and in an update alike,
        # and the generated name is to be another than before, yet the same in both. The
        # engine's own random seed is not: it changes from the one to the other.
        self._replaced: dict[tuple[str, str], str] = {}
        self._makes_components = any(token.startswith(f"{package}:") for token in remote_types())

    # The start: who is who, and with what configuration.

    def Handshake(
        self, request: provider_pb2.ProviderHandshakeRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ProviderHandshakeResponse:
        """Say what of the protocol is understood."""
        return provider_pb2.ProviderHandshakeResponse(
            accept_secrets=True,
            # Providers of plain resources get ids for resources and values for outputs.
            accept_resources=self._makes_components,
            accept_outputs=self._makes_components,
        )

    def Attach(
        self, request: plugin_pb2.PluginAttach, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        """Take note of the engine; everything needed of it comes with each call."""
        return empty_pb2.Empty()

    def GetPluginInfo(
        self, request: empty_pb2.Empty, context: grpc.ServicerContext
    ) -> plugin_pb2.PluginInfo:
        """The version is that of the installed SDK, so that the two always agree."""
        with answering(context, self.calls):
            return plugin_pb2.PluginInfo(version=version_of(self.package))

    def CheckConfig(
        self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CheckResponse:
        """Check a provider's configuration as the inputs of any resource."""
        with answering(context, self.calls):
            given = decode(request.news)
            failures = self._core.check(request.urn, self._own_type, given.values)
            return checked(request.news, given, failures)

    def DiffConfig(
        self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext
    ) -> provider_pb2.DiffResponse:
        """Compare two configurations."""
        with answering(context, self.calls):
            old, new = (
                plain_configuration(self.package, decode(struct).values)
                for struct in (old_inputs(request), request.news)
            )
            difference = self._core.diff(request.urn, self._own_type, old, new)
            return diff_response(difference, old, new)

    def Configure(
        self, request: provider_pb2.ConfigureRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConfigureResponse:
        """Keep a configuration for the calls that come over the same connection."""
        with answering(context, self.calls):
            self._configurations.configure(context.peer(), decode(request.args))
            return provider_pb2.ConfigureResponse(
                acceptSecrets=True,
                supportsPreview=True,
                acceptResources=self._makes_components,
                acceptOutputs=self._makes_components,
            )

    # The life of a resource.

    def Check(
        self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CheckResponse:
        """Check inputs, and complete them with the generated name."""
        with answering(context, self.calls):
            type_, given = type_of(request), decode(request.news)
            failures = self._core.check(request.urn, type_, given.values)
            if failures:
                return checked(request.news, given, failures)
            old = decode(request.olds).values or None
            seed = self._replaced.pop((context.peer(), request.urn), "") if old is None else ""
            complete = self._core.complete(request.urn, type_, given.values, old=old, seed=seed)
            added = {k: v for k, v in complete.items() if given.values.get(k) != v}
            # What is as it was stays in the form in which it came.
            inputs = struct_pb2.Struct()
            inputs.CopyFrom(request.news)
            for name, value in encode(added, secrets=given.secrets).fields.items():
                inputs.fields[name].CopyFrom(value)
            return provider_pb2.CheckResponse(inputs=inputs)

    def Diff(
        self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext
    ) -> provider_pb2.DiffResponse:
        """Compare inputs, and say what of the difference replaces the resource."""
        with answering(context, self.calls):
            old, new = decode(old_inputs(request)).values, decode(request.news).values
            self._replaced[context.peer(), request.urn] = request.id
            difference = self._core.diff(request.urn, type_of(request), old, new)
            return diff_response(difference, old, new)

    def Create(
        self, request: provider_pb2.CreateRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CreateResponse:
        """Make the resource, or in a preview tell what is known of it."""
        with answering(context, self.calls):
            type_, given = type_of(request), decode(request.properties)
            try:
                state = self._core.create(
                    request.urn,
                    type_,
                    given.values,
                    preview=request.preview,
                    provider=self._configuration(context),
                    secrets=given.secrets,
                )
                if not request.preview:
                    late = self._overdue(request, type_, "create")
                    if late is not None:
                        raise PartialCreation(late, state)
            except PartialCreation as partial:
                properties = self._encoded(type_, partial.state.outputs, given)
                detail = provider_pb2.ErrorResourceInitFailed(
                    id=partial.state.id, properties=properties, reasons=[str(partial)]
                )
                raise Refusal(str(partial), detail) from partial
            return provider_pb2.CreateResponse(
                id=state.id, properties=self._encoded(type_, state.outputs, given)
            )

    def Read(
        self, request: provider_pb2.ReadRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ReadResponse:
        """Look how the resource is now; an empty answer where there is none. What a program
        looks up and nobody made here is taken to be somebody else's: as the lookup says.
        """
        with answering(context, self.calls):
            type_, known = type_of(request), decode(request.properties)
            inputs = decode(request.inputs)
            state = self._core.read(
                type_, request.id, known={**inputs.values, **known.values}, urn=request.urn
            )
            if state is None and is_lookup(request):
                state = State(request.id, known.values, inputs.values)
            if state is None:
                return provider_pb2.ReadResponse()
            # What was secret in the outputs is so again, but only inputs tell secrets.
            secrets = known.secrets | inputs.secrets
            given = Decoded(inputs.values, secrets)
            return provider_pb2.ReadResponse(
                id=state.id,
                properties=self._encoded(type_, state.outputs, given),
                inputs=encode(inputs_of(state, inputs), secrets=secrets),
            )

    def Update(
        self, request: provider_pb2.UpdateRequest, context: grpc.ServicerContext
    ) -> provider_pb2.UpdateResponse:
        """Bring the resource to its new inputs."""
        with answering(context, self.calls):
            type_, given = type_of(request), decode(request.news)
            late = None if request.preview else self._overdue(request, type_, "update")
            if late is not None:
                raise SimulationError(late)
            state = self._core.update(
                request.urn,
                type_,
                request.id,
                decode(old_inputs(request)).values,
                given.values,
                preview=request.preview,
                provider=self._configuration(context),
                secrets=given.secrets,
            )
            outputs = state.outputs
            if request.preview:
                outputs = kept(dict(outputs), decode(request.olds).values, given.values)
            return provider_pb2.UpdateResponse(properties=self._encoded(type_, outputs, given))

    def Delete(
        self, request: provider_pb2.DeleteRequest, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        """Remove the resource."""
        with answering(context, self.calls):
            late = self._overdue(request, type_of(request), "delete")
            if late is not None:
                raise SimulationError(late)
            self._core.delete(request.urn, type_of(request), request.id)
            return empty_pb2.Empty()

    # Functions and components.

    def Invoke(
        self, request: provider_pb2.InvokeRequest, context: grpc.ServicerContext
    ) -> provider_pb2.InvokeResponse:
        """Answer a data source."""
        with answering(context, self.calls):
            given = decode(request.args)
            answer = self._core.invoke(
                request.tok, given.values, provider=self._configuration(context)
            )
            response = provider_pb2.InvokeResponse()
            getattr(response, "return").CopyFrom(
                encode(answer, secrets=secret_paths(answer, given.secrets, given.values))
            )
            return response

    def Construct(
        self, request: provider_pb2.ConstructRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConstructResponse:
        """Register a component and its children with the engine."""
        with answering(context, self.calls):
            return construction.construct(request, self._core)

    def Call(
        self, request: provider_pb2.CallRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CallResponse:
        """Answer a method of a component."""
        with answering(context, self.calls):
            return construction.call(request, self._core)

    # The end.

    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Stop waiting for what is under way; the simulated cloud completes it."""
        self.calls.interrupt(context.peer())
        return empty_pb2.Empty()

    @property
    def _own_type(self) -> str:
        return f"pulumi:providers:{self.package}"

    def _configuration(self, context: grpc.ServicerContext) -> Properties:
        return self._configurations.of(context.peer())

    def _overdue(self, request: Any, type_: str, operation: str) -> str | None:
        """What the provider says when the operation takes longer than the program allows."""
        seconds = self._core.seconds(request.urn, type_, operation)
        if not request.timeout or seconds <= request.timeout:
            return None
        return (
            f"{operation} {type_}: timeout while waiting for the operation to complete: it takes "
            f"{seconds:.0f} s, and customTimeouts allows {request.timeout:.0f} s."
        )

    def _encoded(self, type_: str, outputs: Properties, given: Decoded) -> struct_pb2.Struct:
        secrets = given.secrets | self._core.secret_outputs(type_)
        return encode(outputs, secrets=secret_paths(outputs, secrets, given.values))
