"""From a registration to a resource: provider, check, creation, and the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal

import attrs
from attrs import frozen

from polycloud.graph import Resource
from polycloud.simulation import components, paths, wire
from polycloud.simulation.engine.ledger import (
    Entry,
    Interval,
    Ledger,
    contains_unknown,
    without_secrets,
)
from polycloud.simulation.engine.providers import Providers
from polycloud.simulation.engine.registration import Registration, of_child, options_of
from polycloud.simulation.engine.surroundings import RunSurroundings
from polycloud.simulation.engine.transforms import Transforms
from polycloud.simulation.interface import (
    UNKNOWN,
    Core,
    PartialCreation,
    Properties,
    SimulationError,
    State,
)
from polycloud.simulation.making import Making

Happening = Literal["registered", "created", "failed", "skipped"]


@frozen
class Event:
    """Something that happened to a resource. Times are simulated seconds from the start;
    ``message`` says why it failed or was skipped.
    """

    kind: Happening
    urn: str
    type: str
    name: str
    started: float = 0.0
    finished: float = 0.0
    message: str = ""


@frozen
class Made:
    """What came of a registration; ``entry`` only if it succeeded."""

    urn: str
    found: Entry | None = None
    skipped: bool = False

    @property
    def succeeded(self) -> bool:
        """Whether there is a resource now."""
        return self.found is not None

    @property
    def entry(self) -> Entry:
        """The resource. Raises LookupError where there is none."""
        if self.found is None:
            raise LookupError(self.urn)
        return self.found


class _Refused(Exception):  # noqa: N818 - ends a registration, and is never seen outside
    """Why a resource cannot be made: pairs of property path and reason."""

    def __init__(self, *reasons: tuple[str, str]) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


class _Skipped(Exception):  # noqa: N818 - ends a registration, and is never seen outside
    """What the resource needs has failed."""


class Registrar:
    """Makes the resources of one run."""

    def __init__(
        self,
        core: Core,
        ledger: Ledger,
        providers: Providers,
        transforms: Transforms,
        *,
        project: str,
        stack: str,
        preview: bool,
        on_event: Callable[[Event], None],
    ) -> None:
        self.preview = preview
        self.providers = providers
        self._core = core
        self._ledger = ledger
        self._transforms = transforms
        self._prefix = f"urn:pulumi:{stack}::{project}::"
        self._root_type = "pulumi:pulumi:Stack"
        self._on_event = on_event

    def urn(self, parent: str, type: str, name: str) -> str:
        """The URN of a resource; children of the stack do not carry its type."""
        qualified = parent.split("::")[2] if parent else ""
        if qualified and qualified != self._root_type:
            type = f"{qualified}${type}"
        return f"{self._prefix}{type}::{name}"

    async def register(self, asked: Registration) -> Made:
        """Make a resource, or note why not. Never raises for what the program did."""
        asked = self._inherited(asked)
        urn = self.urn(asked.parent, asked.type, asked.name)
        if urn in self._ledger:
            self._failed(
                urn, asked, [("", f"Duplicate resource URN '{urn}'; try giving it a unique name")]
            )
            return Made(urn)
        self._ledger.begin(urn)
        self._event("registered", urn, asked)
        try:
            asked = await self._transforms.applied(asked, urn, self._ledger.ancestors(asked.parent))
            entry = await self._make(urn, asked)
        except _Skipped as skipped:
            self._ledger.skipped.append(urn)
            self._event("skipped", urn, asked, message=str(skipped))
            return Made(urn, skipped=True)
        except _Refused as refused:
            self._failed(urn, asked, refused.reasons)
            return Made(urn)
        interval = self._ledger.intervals[urn]
        self._event("created", urn, asked, interval.started, interval.finished)
        return Made(urn, entry)

    def read(self, request: Any) -> Entry:
        """A resource that the program looks up by id.

        What the simulated clouds do not have is taken to have been made by someone else,
        with whatever properties the lookup gives.
        """
        type_, name = request.type, request.name
        urn = self.urn(request.parent, type_, name)
        decoded = wire.decode(request.properties)
        package = type_.split(":", 1)[0]
        reference = self.providers.resolve(request.provider, {}, request.parent, package)
        provider = self.providers.serving(reference, package, urn)
        state = self._core.read(type_, request.id, known=decoded.values)
        if state is None:
            configuration = self.providers.configuration(provider, package)
            state = self._core.create(
                urn, type_, decoded.values, preview=True, provider=configuration
            )
        resource = Resource(
            urn=urn,
            type=type_,
            name=name,
            parent=self._parent(request.parent),
            provider=provider,
            dependencies=self._ledger.in_order(request.dependencies),
            id=request.id,
            external=True,
            secret_paths=decoded.secrets | self._core.secret_outputs(type_),
        )
        shown = without_secrets(resource, decoded.values, state.outputs, decoded.secrets)
        entry = Entry(shown, state.outputs, resource.secret_paths, request)
        self._ledger.begin(urn)
        self._ledger.add(entry)
        self._ledger.intervals[urn] = Interval(0.0, 0.0)
        return entry

    async def _make(self, urn: str, asked: Registration) -> Entry:
        decoded = wire.decode(asked.properties, references=asked.remote)
        asked = _with_dependencies(asked, decoded.dependencies)
        reference = ""
        provider: str | None = None
        if asked.custom or asked.remote:
            reference = self.providers.resolve(
                asked.options.provider, asked.options.providers, asked.parent, asked.package
            )
        needed = self._needed(asked)
        if reference and not asked.is_provider:
            needed.add(reference.rpartition("::")[0])
        self._require(needed)
        if (asked.custom or asked.remote) and not asked.is_provider:
            try:
                provider = self.providers.serving(reference, asked.package, urn)
            except SimulationError as error:
                raise _Refused(("", str(error))) from None
        started = self._ledger.started_after(needed)
        self._ledger.intervals[urn] = Interval(started, started)
        configuration = self.providers.configuration(provider, asked.package)
        if asked.remote:
            return await self._expand(urn, asked, decoded, provider, started)
        inputs, state = self._state(urn, asked, decoded, configuration)
        duration = 0.0
        if asked.custom and not self.preview:
            duration = self._core.seconds(urn, asked.type, "create")
        return self._keep(urn, asked, decoded.secrets, inputs, state, provider, started + duration)

    def _state(
        self, urn: str, asked: Registration, decoded: wire.Decoded, configuration: Properties
    ) -> tuple[Properties, State]:
        inputs: Properties = decoded.values
        if not asked.custom:
            return inputs, State("", {})
        self._refuse_faulty(urn, asked, inputs)
        if asked.is_provider:
            identity = "" if self.preview else Making(urn, asked.type, inputs).uuid("provider")
            return inputs, State(identity, inputs)
        if not self.preview and contains_unknown(inputs):
            raise _Skipped("a value it needs is not known, since what gives it has failed")
        try:
            inputs = self._core.complete(urn, asked.type, inputs)
            state = self._core.create(
                urn,
                asked.type,
                inputs,
                preview=self.preview,
                provider=configuration,
                secrets=decoded.secrets,
            )
        except PartialCreation as partial:
            raise _Refused(("", str(partial))) from None
        except SimulationError as error:
            raise _Refused(("", str(error))) from None
        imported = getattr(asked.options, "import", "")
        return inputs, attrs.evolve(state, id=imported) if imported else state

    async def _expand(
        self,
        urn: str,
        asked: Registration,
        decoded: wire.Decoded,
        provider: str | None,
        started: float,
    ) -> Entry:
        """Register a remote component and the children that the real one makes."""
        self._refuse_faulty(urn, asked, _ids(decoded.values))
        state = State("", {})
        entry = self._keep(urn, asked, decoded.secrets, decoded.values, state, provider, started)
        surroundings = RunSurroundings(self._core, self._ledger, self, urn)
        try:
            expansion = components.expand(asked.type, asked.name, decoded.values, surroundings)
            request = next(expansion)
            while True:
                below = f"{request.provider}::" if request.provider else ""
                made = await self.register(of_child(request, urn, below))
                if not made.succeeded:
                    raise SimulationError(f"its child {request.type} {request.name!r} failed.")
                child = made.entry
                request = expansion.send(
                    components.Child(made.urn, child.resource.id or "", child.outputs)
                )
        except StopIteration as finished:
            entry.outputs = finished.value
        except SimulationError as error:
            entry.failed = True
            raise _Refused(("", str(error))) from None
        texts = {path for path in entry.outputs if path in self._core.secret_outputs(asked.type)}
        entry.secrets |= texts
        marked = attrs.evolve(entry.resource, secret_paths=entry.secrets)
        entry.resource = without_secrets(
            marked, _ids(decoded.values), _ids(entry.outputs), decoded.secrets
        )
        finished_at = self._ledger.finished_below(urn)
        self._ledger.intervals[urn] = Interval(started, max(started, finished_at))
        return entry

    def _keep(
        self,
        urn: str,
        asked: Registration,
        secrets: frozenset[str],
        inputs: Properties,
        state: State,
        provider: str | None,
        finished: float,
    ) -> Entry:
        always = self._core.secret_outputs(asked.type) if asked.custom else frozenset[str]()
        hidden = secrets | always | frozenset(asked.options.additional_secret_outputs)
        resource = Resource(
            urn=urn,
            type=asked.type,
            name=asked.name,
            custom=asked.custom,
            parent=self._parent(asked.parent),
            provider=provider,
            dependencies=self._ledger.in_order(asked.options.depends_on),
            property_dependencies={
                name: self._ledger.in_order(urns)
                for name, urns in asked.property_dependencies.items()
                if urns
            },
            options=options_of(asked.options),
            id=state.id or None,
            secret_paths=hidden,
        )
        entry = Entry(
            resource=without_secrets(resource, _ids(inputs), state.outputs, secrets),
            outputs=state.outputs,
            secrets=hidden,
            options=asked.options,
            providers=self._handed_down(asked),
        )
        self._ledger.add(entry)
        self._ledger.intervals[urn] = Interval(self._ledger.intervals[urn].started, finished)
        return entry

    def _handed_down(self, asked: Registration) -> dict[str, str]:
        """The providers a component gives its children: its own over its parent's."""
        if asked.custom:
            return {}
        above = self._ledger.get(asked.parent)
        providers = dict(above.providers) if above is not None else {}
        providers.update(asked.options.providers)
        if asked.options.provider:
            serving = self._ledger.get(asked.options.provider.rpartition("::")[0])
            if serving is not None:
                providers.setdefault(serving.resource.package, asked.options.provider)
        return providers

    def _inherited(self, asked: Registration) -> Registration:
        """What the engine lets a resource inherit from its parent."""
        above = self._ledger.get(asked.parent)
        if above is None or not hasattr(above.options, "depends_on"):
            return asked
        options = type(asked.options)()
        options.CopyFrom(asked.options)
        for name in ("protect", "retain_on_delete"):
            if not options.HasField(name) and above.options.HasField(name):
                setattr(options, name, getattr(above.options, name))
        options.deleted_with = options.deleted_with or above.options.deleted_with
        return attrs.evolve(asked, options=options)

    def _needed(self, asked: Registration) -> set[str]:
        needed = set(asked.options.depends_on)
        for urns in asked.property_dependencies.values():
            needed.update(urns)
        return needed

    def _require(self, urns: Iterable[str]) -> None:
        for urn in self._ledger.in_order(urns):
            entry = self._ledger.get(urn)
            # Neither the stack nor a resource of another program is in the ledger.
            if (entry is None and urn in self._ledger) or (entry is not None and entry.failed):
                raise _Skipped(f"it needs {urn}, which has failed")

    def _refuse_faulty(self, urn: str, asked: Registration, inputs: Properties) -> None:
        try:
            failures = self._core.check(urn, asked.type, inputs)
        except SimulationError as error:
            raise _Refused(("", str(error))) from None
        if failures:
            raise _Refused(*((failure.path, failure.reason) for failure in failures))

    def _parent(self, parent: str) -> str | None:
        return parent if parent in self._ledger else None

    def _failed(self, urn: str, asked: Registration, reasons: Iterable[tuple[str, str]]) -> None:
        reasons = tuple(reasons)
        self._ledger.fail(urn, asked.type, asked.name, reasons)
        message = "; ".join(f"{path}: {reason}" if path else reason for path, reason in reasons)
        self._event("failed", urn, asked, message=message)

    def _event(
        self,
        kind: Happening,
        urn: str,
        asked: Registration,
        started: float = 0.0,
        finished: float = 0.0,
        message: str = "",
    ) -> None:
        self._on_event(Event(kind, urn, asked.type, asked.name, started, finished, message))


def _with_dependencies(asked: Registration, named: Any) -> Registration:
    if not named:
        return asked
    merged = dict(asked.property_dependencies)
    for name, urns in named.items():
        merged[name] = tuple(sorted({*merged.get(name, ()), *urns}))
    return attrs.evolve(asked, property_dependencies=merged)


def _ids(value: Any) -> Any:
    """Values with every reference to a resource replaced by its id, or its URN."""
    if isinstance(value, components.Reference):
        return value.urn if value.id is None else value.id or UNKNOWN
    if isinstance(value, dict):
        return {key: _ids(item) for key, item in value.items()}  # pyright: ignore
    if isinstance(value, list):
        return [_ids(item) for _, item in paths.children(value)]
    return value
