"""What providers and their APIs refuse although the types of the SDK allow it.

`check_constraints` applies the data files of this folder, one a package: value lists,
patterns, ranges and relations between properties, each beside its source.
"""

from __future__ import annotations

from polycloud_testing.simulation.constraints.check import check_constraints

__all__ = ["check_constraints"]
