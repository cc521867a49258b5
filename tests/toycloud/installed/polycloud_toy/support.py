"""What Toy Cloud says of a spec before anything is made."""

from __future__ import annotations

from polycloud.abstractions.accelerator_pool import AcceleratorPoolSpec
from polycloud.abstractions.setting import Obstacle
from polycloud.abstractions.support import Support, verdict
from polycloud_toy.settings import ToySettings

CHIPS = ("abacus", "slide-rule")


def support(spec: object, settings: ToySettings) -> Support:
    if isinstance(spec, AcceleratorPoolSpec) and spec.accelerator not in (None, *CHIPS):
        hint = f"one of: {', '.join(CHIPS)}"
        return verdict((Obstacle("accelerator", "no such toy", hint, spec.accelerator),))
    return verdict()
