"""Where clouds differ although the same is asked of them.

The same programs run on every cloud; what differs in the facts must be declared by a cloud's
`support` as a `Difference`.
``python -m polycloud_testing.contracts.differences`` writes it as a page.
"""

from __future__ import annotations

from polycloud_testing.contracts.differences.comparison import Finding, compare, idle, undeclared
from polycloud_testing.contracts.differences.kinds import KINDS, Asked, Kind
from polycloud_testing.contracts.differences.page import page

__all__ = ["KINDS", "Asked", "Finding", "Kind", "compare", "idle", "page", "undeclared"]
