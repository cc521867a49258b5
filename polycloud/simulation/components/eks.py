"""The remote components of pulumi-eks, as version 4.4.0 registers them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from polycloud.simulation.components.expansion import Expansion, Surroundings
from polycloud.simulation.interface import Properties

Component = Callable[[str, Properties, Surroundings], Expansion]
Method = Callable[[Properties, Properties, Surroundings], Properties]

COMPONENTS: Mapping[str, Component] = {}
METHODS: Mapping[str, Method] = {}
