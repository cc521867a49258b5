"""The resource monitor of an in-process run: what the Pulumi SDK talks to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import attrs
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2, resource_pb2

from polycloud_testing.simulation import components, wire
from polycloud_testing.simulation.engine.ledger import Ledger, without_secrets
from polycloud_testing.simulation.engine.lookup import Lookups
from polycloud_testing.simulation.engine.providers import Providers
from polycloud_testing.simulation.engine.registrar import Registrar
from polycloud_testing.simulation.engine.registration import of_request
from polycloud_testing.simulation.engine.surroundings import RunSurroundings
from polycloud_testing.simulation.engine.transforms import Transforms
from polycloud_testing.simulation.interface import Core, SimulationError

STACK_TYPE: Final = "pulumi:pulumi:Stack"
_FEATURES: Final = (
    "SECRETS",
    "RESOURCE_REFERENCES",
    "ALIAS_SPECS",
    "DELETED_WITH",
    "REPLACE_WITH",
    "REPLACEMENT_TRIGGER",
    "TRANSFORMS",
    "INVOKE_TRANSFORMS",
    "PARAMETERIZATION",
    "RESOURCE_HOOKS",
    "ERROR_HOOKS",
)


class Monitor:
    """Answers the SDK's calls; the methods have the names of the gRPC service's."""

    def __init__(
        self,
        core: Core,
        ledger: Ledger,
        registrar: Registrar,
        providers: Providers,
        transforms: Transforms,
        lookups: Lookups,
    ) -> None:
        self._core = core
        self._ledger = ledger
        self._registrar = registrar
        self._providers = providers
        self._transforms = transforms
        self._lookups = lookups
        self.outputs: dict[str, Any] = {}
        self.secret_outputs: frozenset[str] = frozenset()

    def GetDeploymentInfo(self, request: Any) -> Any:
        """The features that a run in this process has."""
        prefix = "RESOURCE_MONITOR_FEATURE_"
        known = [getattr(resource_pb2, prefix + name, None) for name in _FEATURES]
        return resource_pb2.DeploymentInfo(supportedFeatures=[f for f in known if f is not None])

    def SupportsFeature(self, request: Any) -> Any:
        """The same question as SDKs asked it before `GetDeploymentInfo`."""
        names = {name.lower().replace("_", "") for name in _FEATURES}
        return resource_pb2.SupportsFeatureResponse(hasSupport=request.id.lower() in names)

    async def RegisterResource(self, request: Any) -> Any:
        """Check and make a resource; one that fails is answered as failed, not raised."""
        if request.type == STACK_TYPE:
            urn = self._registrar.urn("", request.type, request.name)
            return resource_pb2.RegisterResourceResponse(urn=urn)
        made = await self._registrar.register(of_request(request))
        if not made.succeeded:
            return resource_pb2.RegisterResourceResponse(urn=made.urn, result=resource_pb2.FAIL)
        entry = made.entry
        return resource_pb2.RegisterResourceResponse(
            urn=made.urn,
            id=entry.resource.id or "",
            object=wire.encode(entry.outputs, secrets=entry.secrets),
        )

    def RegisterResourceOutputs(self, request: Any) -> Any:
        """Keep what a component, or the stack, says its outputs are."""
        decoded = wire.decode(request.outputs)
        entry = self._ledger.get(request.urn)
        if entry is None:
            self.outputs.update(decoded.values)
            self.secret_outputs |= decoded.secrets
        else:
            entry.outputs = {**entry.outputs, **decoded.values}
            entry.secrets |= decoded.secrets
            marked = attrs.evolve(entry.resource, secret_paths=entry.secrets)
            entry.resource = without_secrets(
                marked, entry.resource.inputs, entry.outputs, decoded.secrets
            )
        return empty_pb2.Empty()

    async def ReadResource(self, request: Any) -> Any:
        """Look up what exists already; see `Lookups` for what is taken to exist."""
        urn = self._registrar.urn(request.parent, request.type, request.name)
        try:
            entry = self._lookups.find(urn, request)
        except SimulationError as error:
            self._ledger.begin(urn)
            self._ledger.fail(urn, request.type, request.name, [("", str(error))])
            return resource_pb2.ReadResourceResponse(urn=urn, result=resource_pb2.FAIL)
        return resource_pb2.ReadResourceResponse(
            urn=entry.resource.urn, properties=wire.encode(entry.outputs, secrets=entry.secrets)
        )

    async def Invoke(self, request: Any) -> Any:
        """Answer a provider function, or the SDK's own question for a resource."""
        if request.tok == "pulumi:pulumi:getResource":
            return _answer(self._resource(request.args.fields["urn"].string_value))
        request = await self._transforms.invoke_applied(request)
        package = request.tok.split(":", 1)[0]
        try:
            urn = self._providers.serving(request.provider, package, f"Invoke of {request.tok}")
            configuration = self._providers.configuration(urn, package)
            arguments = wire.decode(request.args).values
            return _answer(
                wire.encode(self._core.invoke(request.tok, arguments, provider=configuration))
            )
        except SimulationError as error:
            return _refusal(resource_pb2.ResourceInvokeResponse, str(error))

    async def Call(self, request: Any) -> Any:
        """Answer a method of a component."""
        arguments = wire.decode(request.args, references=True).values
        self_ = arguments.pop("__self__", None)
        surroundings = RunSurroundings(self._core, self._ledger, self._registrar, "")
        try:
            if not isinstance(self_, components.Reference):
                raise SimulationError(f"{request.tok}: a method is called on a component.")
            outputs = surroundings.outputs(self_.urn)
            result = components.call(request.tok, outputs, arguments, surroundings)
        except SimulationError as error:
            return _refusal(provider_pb2.CallResponse, str(error))
        response: Any = provider_pb2.CallResponse
        return response(**{"return": wire.encode(result)})

    def ExistsResource(self, request: Any) -> Any:
        """Whether a resource of this type and id exists."""
        exists = self._core.read(request.type, request.id) is not None
        return resource_pb2.ExistsResourceResponse(exists=exists)

    def RegisterStackTransform(self, callback: Any) -> Any:
        """Apply a transform to all that is registered from now on."""
        self._transforms.add_to_stack(callback)
        return empty_pb2.Empty()

    def RegisterStackInvokeTransform(self, callback: Any) -> Any:
        """Apply a transform to all that is invoked from now on."""
        self._transforms.add_to_invokes(callback)
        return empty_pb2.Empty()

    def RegisterResourceHook(self, request: Any) -> Any:
        """Accept a hook; hooks are for what an update does around a resource, and are not
        run here.
        """
        return empty_pb2.Empty()

    def RegisterErrorHook(self, request: Any) -> Any:
        """Accept an error hook, which is not run either."""
        return empty_pb2.Empty()

    def RegisterPackage(self, request: Any) -> Any:
        """Give a parameterized package a reference."""
        return resource_pb2.RegisterPackageResponse(ref=f"in-process:{request.name}")

    def SignalAndWaitForShutdown(self, request: Any) -> Any:
        """The program has nothing more to say."""
        return empty_pb2.Empty()

    def _resource(self, urn: str) -> Any:
        entry = self._ledger.get(urn)
        if entry is None and urn not in self._ledger:
            raise SimulationError(f"unknown resource {urn}")
        # One that failed has nothing to tell, but may still be referred to.
        answer = wire.encode({"urn": urn, "id": (entry and entry.resource.id) or ""})
        state = answer.fields["state"].struct_value
        state.SetInParent()
        if entry is not None:
            state.CopyFrom(wire.encode(entry.outputs, secrets=entry.secrets))
        return answer


def _answer(result: Any) -> Any:
    return resource_pb2.ResourceInvokeResponse(**{"return": result})


def _refusal(response: Callable[..., Any], reason: str) -> Any:
    return response(failures=[provider_pb2.CheckFailure(property="", reason=reason)])
