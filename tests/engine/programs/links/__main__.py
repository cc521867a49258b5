"""Stores on the two clouds of the placement, joined though nothing on them needs it."""

from attrs import evolve

from polycloud.abstractions.metadata_store import METADATA_STORE
from polycloud.abstractions.object_store import OBJECT_STORE
from polycloud.platform.assembly import Platform, load
from polycloud.platform.planning import Link

plan = load()
stores = {OBJECT_STORE, METADATA_STORE}
plan = evolve(plan, placed={what: plan.placed[what] for what in plan.placed if what in stores})
one, other = plan.clouds
Platform(evolve(plan, links=(Link(0, (one, other)),)))
