"""What a change of a resource's inputs replaces, and in which order.

`replaces` says which of the changed properties cannot be changed in place;
`deletes_before_replace` whether the old resource goes before the new one comes. The facts
are data files, one a package, each beside its source; see `rules` for how they are read.
"""

from __future__ import annotations

from polycloud_testing.simulation.replacement.order import deletes_before_replace
from polycloud_testing.simulation.replacement.rules import replaces

__all__ = ["deletes_before_replace", "replaces"]
