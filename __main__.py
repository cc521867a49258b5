"""The platform that this stack's configuration asks for."""

import pulumi

from polycloud.platform.assembly import Platform, load

for name, value in Platform(load()).outputs.items():
    pulumi.export(name, value)
