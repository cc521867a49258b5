"""Where clouds differ although the same is asked of them.

The same programs run on every cloud; what differs in the facts must be declared by a cloud's
`support` as a `Difference`. ``python -m polycloud.contracts.differences`` writes it as a page.
"""

from __future__ import annotations

from polycloud.contracts.differences.comparison import Finding, compare, idle, undeclared
from polycloud.contracts.differences.kinds import KINDS, Asked, Kind
from polycloud.contracts.differences.page import page

__all__ = ["KINDS", "Asked", "Finding", "Kind", "compare", "idle", "page", "undeclared"]
