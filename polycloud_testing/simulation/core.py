"""The simulated clouds: one core behind both fronts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

import attrs

from polycloud_testing.simulation import (
    differences,
    invokes,
    naming,
    outputs,
    refusals,
    replacement,
)
from polycloud_testing.simulation.faults import Fault, FaultKind, Faults
from polycloud_testing.simulation.interface import (
    CheckFailure,
    Difference,
    PartialCreation,
    Properties,
    SimulationError,
    State,
)
from polycloud_testing.simulation.inventory import Inventory, MemoryInventory, Record, TakenError
from polycloud_testing.simulation.latency import Clock, Latency, VirtualClock
from polycloud_testing.simulation.making import Making
from polycloud_testing.simulation.schema import schema_for
from polycloud_testing.simulation.sealing import sealed, telltales, unsealed
from polycloud_testing.simulation.validate import check_inputs

_HANGING = 3600.0
"""Simulated seconds for which a call hangs before the provider gives up on it."""


class SimulatedClouds:
    """An `interface.Core` over an inventory.

    ``latency`` says how long operations take and ``clock`` spends that time: by default
    none passes, and `seconds` only tells. ``seed`` changes everything that is made up;
    runs with the same seed, stack and resources make the same.
    """

    def __init__(
        self,
        inventory: Inventory | None = None,
        *,
        latency: Latency | None = None,
        faults: Faults | None = None,
        clock: Clock | None = None,
        seed: str = "",
    ) -> None:
        self.inventory: Inventory = inventory if inventory is not None else MemoryInventory()
        self._latency = latency if latency is not None else Latency(seed=seed)
        self._faults = faults if faults is not None else Faults()
        self._clock = clock if clock is not None else VirtualClock()
        self._seed = seed

    def check(self, urn: str, type: str, inputs: Properties) -> tuple[CheckFailure, ...]:
        """See `Core.check`. A name that would be generated is checked as well: one that
        the cloud does not take is found before anything is made.
        """
        schema = schema_for(type)
        return check_inputs(schema, naming.named(schema, urn, inputs, None, self._seed))

    def complete(
        self,
        urn: str,
        type: str,
        inputs: Properties,
        *,
        old: Properties | None = None,
        seed: str = "",
    ) -> Properties:
        """See `Core.complete`."""
        return naming.named(schema_for(type), urn, inputs, old, self._seed + seed)

    def diff(self, urn: str, type: str, old: Properties, new: Properties) -> Difference:
        """See `Core.diff`."""
        changed = differences.changed_paths(old, new)
        replaces = replacement.replaces(type, changed, old, new)
        first = bool(replaces) and replacement.deletes_before_replace(type, old, new)
        return Difference(changed, tuple(replaces), first)

    def create(
        self,
        urn: str,
        type: str,
        inputs: Properties,
        *,
        preview: bool,
        provider: Properties | None = None,
        secrets: Collection[str] = (),
    ) -> State:
        """See `Core.create`."""
        # While the old one of a replacement is still there, the new one is another.
        holder = self.inventory.by_urn(urn)
        seed = self._seed if holder is None else f"{holder.seed}'"
        making = self._making(urn, type, inputs, provider, seed)
        schema = schema_for(type)
        if preview:
            return outputs.planned(making, schema)
        fault = self._attempt("create", type, urn)
        state = outputs.created(making, schema)
        refusals.refuse_taken_name(type, state, self.inventory)
        record = self._sealed(self._record(making, state), secrets)
        try:
            self.inventory.add(record, overwrite=refusals.overwrites(type))
        except TakenError as taken:
            raise refusals.taken(type, state, taken.holder) from None
        if fault is not None:
            raise PartialCreation(f"{type} {state.id} was created, but its answer was lost.", state)
        return state

    def read(
        self, type: str, id: str, *, known: Properties | None = None, urn: str = ""
    ) -> State | None:
        """See `Core.read`."""
        self._attempt("read", type, id)
        record = self._existing(type, id, known or {}, {}, urn)
        if record is None:
            return None
        return State(record.id, unsealed(record.outputs, known or {}), record.inputs)

    def update(
        self,
        urn: str,
        type: str,
        id: str,
        old: Properties,
        new: Properties,
        *,
        preview: bool,
        provider: Properties | None = None,
        secrets: Collection[str] = (),
    ) -> State:
        """See `Core.update`."""
        before = self._existing(type, id, old, provider or {}, urn)
        seed = self._seed if before is None else before.seed
        making = self._making(urn, type, new, provider, seed)
        schema = schema_for(type)
        if preview:
            return attrs.evolve(outputs.planned(making, schema), id=id)
        self._attempt("update", type, urn)
        if before is None:
            raise refusals.missing(type, id, "update")
        state = attrs.evolve(outputs.created(making, schema), id=id)
        record = self._record(making, state)
        created = attrs.evolve(record, created=before.created)
        self.inventory.put(self._sealed(created, secrets))
        return state

    def delete(self, urn: str, type: str, id: str) -> None:
        """See `Core.delete`."""
        record = self.inventory.by_urn(urn)
        if record is None or (record.type, record.id) != (type, id):
            record = self.inventory.get(type, id)
        self._attempt("delete", type, urn)
        if record is None:
            return
        refusals.refuse_deletion(record)
        self.inventory.delete(type, id, record.scope)

    def invoke(
        self, token: str, arguments: Properties, *, provider: Properties | None = None
    ) -> Properties:
        """See `Core.invoke`."""
        self._attempt("invoke", token, token)
        return invokes.answer(token, arguments, provider or {}, self.inventory)

    def secret_outputs(self, type: str) -> frozenset[str]:
        """See `Core.secret_outputs`."""
        return schema_for(type).secrets

    def seconds(self, urn: str, type: str, operation: str) -> float:
        """See `Core.seconds`."""
        lost = self._faults.throttled(operation, type, urn)
        return self._latency.seconds(urn, type, operation) + (lost or 0.0)

    def _making(
        self, urn: str, type: str, inputs: Properties, provider: Properties | None, seed: str
    ) -> Making:
        return Making(urn, type, inputs, provider or {}, seed, lookup=self._outputs_of)

    def _outputs_of(self, type: str, id: str) -> Properties | None:
        record = self.inventory.get(type, id)
        return record.outputs if record is not None else None

    def _existing(
        self, type: str, id: str, values: Properties, provider: Properties, urn: str
    ) -> Record | None:
        scope = refusals.scope_of(type, values, provider, urn)
        found = self.inventory.get(type, id, scope)
        own = bool(urn) and scope == urn
        return found if found is not None or own else self.inventory.get(type, id)

    def _record(self, making: Making, state: State) -> Record:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return Record(
            urn=making.urn,
            type=making.type,
            id=state.id,
            inputs=making.inputs,
            outputs=state.outputs,
            scope=refusals.scope_of(making.type, state.outputs, making.provider, making.urn),
            seed=making.seed,
            created=now,
            updated=now,
        )

    def _sealed(self, record: Record, secrets: Collection[str]) -> Record:
        always = self.secret_outputs(record.type)
        texts = telltales(record.inputs, record.outputs, secrets, always)
        hidden = frozenset(secrets) | always
        return attrs.evolve(
            record,
            inputs=sealed(record.inputs, hidden, texts),
            outputs=sealed(record.outputs, hidden, texts),
        )

    def _attempt(self, operation: str, type: str, urn: str) -> Fault | None:
        """Spend the time of a call; raise what it meets, or return a partial creation."""
        lost = self._faults.throttled(operation, type, urn)
        if lost is None:
            raise SimulationError(f"{operation} {type}: rate exceeded, and again at every attempt.")
        self._clock.sleep(self._latency.seconds(urn, type, operation) + lost)
        fault = self._faults.strike(operation, type, urn)
        if fault is None:
            return None
        if fault.kind is FaultKind.HANG:
            self._clock.sleep(_HANGING)
            raise SimulationError(
                f"{operation} {type}: timeout while waiting for the operation to complete."
            )
        if fault.kind is FaultKind.FAIL:
            raise SimulationError(
                f"{operation} {type}: the simulated cloud was told to fail "
                f"({fault.pattern}{'#' + fault.operation if fault.operation else ''})."
            )
        return fault
