"""From a registration to a resource: provider, check, creation, and the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import attrs

from polycloud.graph import Resource
from polycloud_testing.simulation import wire
from polycloud_testing.simulation.engine.events import Event, Happening
from polycloud_testing.simulation.engine.expanding import expanded
from polycloud_testing.simulation.engine.inheritance import inherited, providers_for_children
from polycloud_testing.simulation.engine.ledger import (
    Entry,
    Interval,
    Ledger,
    contains_unknown,
    without_secrets,
)
from polycloud_testing.simulation.engine.outcome import Made, Refused, Skipped
from polycloud_testing.simulation.engine.providers import Providers
from polycloud_testing.simulation.engine.registration import (
    Registration,
    ids,
    options_of,
    references_in,
    with_dependencies,
)
from polycloud_testing.simulation.engine.surroundings import RunSurroundings
from polycloud_testing.simulation.engine.transforms import Transforms
from polycloud_testing.simulation.interface import Core, Properties, SimulationError, State
from polycloud_testing.simulation.making import Making
from polycloud_testing.simulation.sealing import discreet


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
        asked = inherited(asked, self._ledger)
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
        except Skipped as skipped:
            self._ledger.skipped.append(urn)
            self._event("skipped", urn, asked, message=str(skipped))
            return Made(urn, skipped=True)
        except Refused as refused:
            self._failed(urn, asked, refused.reasons)
            return Made(urn)
        interval = self._ledger.intervals[urn]
        self._event("created", urn, asked, interval.started, interval.finished)
        return Made(urn, entry)

    async def _make(self, urn: str, asked: Registration) -> Entry:
        decoded = wire.decode(asked.properties, references=asked.remote)
        asked = with_dependencies(asked, decoded.dependencies)
        reference = ""
        provider: str | None = None
        if asked.custom or asked.remote:
            reference = self.providers.resolve(
                asked.options.provider, asked.options.providers, asked.parent, asked.package
            )
        needed = self._needed(asked) | references_in(decoded.values)
        if reference and not asked.is_provider:
            needed.add(reference.rpartition("::")[0])
        self._require(needed)
        if (asked.custom or asked.remote) and not asked.is_provider:
            try:
                provider = self.providers.serving(reference, asked.package, urn)
            except SimulationError as error:
                raise Refused(("", str(error))) from None
        # A child is registered by its parent's URN, which comes once the parent's own waits
        # are over.
        started = self._ledger.started_after({*needed, asked.parent})
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
        self._refuse_faulty(urn, asked, inputs, decoded.secrets)
        if asked.is_provider:
            identity = "" if self.preview else Making(urn, asked.type, inputs).uuid("provider")
            return inputs, State(identity, inputs)
        if not self.preview and contains_unknown(inputs):
            raise Skipped("a value it needs is not known, since what gives it has failed")
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
        except SimulationError as error:
            raise Refused(("", str(error))) from None
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
        self._refuse_faulty(urn, asked, ids(decoded.values), decoded.secrets)
        state = State("", {})
        entry = self._keep(urn, asked, decoded.secrets, decoded.values, state, provider, started)
        surroundings = RunSurroundings(self._core, self._ledger, self, urn)
        try:
            outputs = await expanded(urn, asked, decoded.values, surroundings, self.register)
        except SimulationError as error:
            entry.failed = True
            raise Refused(("", str(error))) from None
        entry.outputs = outputs
        entry.secrets |= self._core.secret_outputs(asked.type)
        entry.resource = without_secrets(
            attrs.evolve(entry.resource, secret_paths=entry.secrets),
            ids(decoded.values),
            ids(outputs),
            decoded.secrets,
        )
        finished = max(started, self._ledger.finished_below(urn))
        self._ledger.intervals[urn] = Interval(started, finished)
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
                for name, urns in sorted(asked.property_dependencies.items())
                if urns
            },
            options=options_of(asked.options),
            id=state.id or None,
            secret_paths=hidden,
        )
        entry = Entry(
            resource=without_secrets(resource, ids(inputs), state.outputs, secrets),
            outputs=state.outputs,
            secrets=hidden,
            options=asked.options,
            providers=providers_for_children(asked, self._ledger),
        )
        self._ledger.add(entry)
        self._ledger.intervals[urn] = Interval(self._ledger.intervals[urn].started, finished)
        return entry

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
                raise Skipped(f"it needs {urn}, which has failed")

    def _refuse_faulty(
        self, urn: str, asked: Registration, inputs: Properties, secrets: frozenset[str]
    ) -> None:
        try:
            failures = self._core.check(urn, asked.type, inputs)
        except SimulationError as error:
            raise Refused(("", str(error))) from None
        if failures:
            told = discreet(failures, inputs, secrets)
            raise Refused(*((failure.path, failure.reason) for failure in told))

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
