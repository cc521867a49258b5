"""Protocols, by name or by number.

https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
"""

from __future__ import annotations

from typing import Final

from polycloud_testing.facts.traffic import ANY, PROTOCOLS

ALL: Final = ANY

_NUMBERS: Final = {"6": "tcp", "17": "udp", "1": "icmp", "50": "esp", "51": "ah", "132": "sctp"}


def protocol(text: str) -> str:
    """What facts call it; ``-1`` and ``all`` are every protocol."""
    name = text.lower()
    if name in ("-1", "all"):
        return ALL
    name = _NUMBERS.get(name, name)
    return name if name in PROTOCOLS else "other"
