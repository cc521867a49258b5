"""What a resource has from its parent, as the engine passes it on."""

from __future__ import annotations

import attrs

from polycloud_testing.simulation.engine.ledger import Ledger
from polycloud_testing.simulation.engine.registration import Registration


def providers_for_children(asked: Registration, ledger: Ledger) -> dict[str, str]:
    """The provider references by package that a component gives its children: its own
    over its parent's. Other resources hand nothing down.
    """
    if asked.custom:
        return {}
    above = ledger.get(asked.parent)
    providers = dict(above.providers) if above is not None else {}
    providers.update(asked.options.providers)
    if asked.options.provider:
        serving = ledger.get(asked.options.provider.rpartition("::")[0])
        if serving is not None:
            providers.setdefault(serving.resource.package, asked.options.provider)
    return providers


def inherited(asked: Registration, ledger: Ledger) -> Registration:
    """``asked`` with protection, retention and `deleted_with` of its parent, where it says
    nothing of them itself.
    """
    above = ledger.get(asked.parent)
    if above is None or above.options is None:
        return asked
    options = type(asked.options)()
    options.CopyFrom(asked.options)
    for name in ("protect", "retain_on_delete"):
        if not options.HasField(name) and above.options.HasField(name):
            setattr(options, name, getattr(above.options, name))
    options.deleted_with = options.deleted_with or above.options.deleted_with
    return attrs.evolve(asked, options=options)
