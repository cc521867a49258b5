"""The shared bases of handles and of the resources that handles share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pulumi

from polycloud.abstractions.cloud import Context


class Handle(pulumi.ComponentResource):
    """A capability that was made: one component with its native resources as children.

    The component's type is ``polycloud:<cloud>:<class name>``. Make its children with
    `child`, which gives them this parent and the cloud's explicit providers. A constructor
    ends with `done`.
    """

    name: str
    cloud: str
    context: Context

    def __init__(
        self,
        name: str,
        context: Context,
        providers: Sequence[pulumi.ProviderResource],
        **options: Any,
    ) -> None:
        super().__init__(
            f"polycloud:{context.cloud}:{type(self).__name__}",
            name,
            None,
            pulumi.ResourceOptions(parent=context.parent, providers=list(providers), **options),
        )
        self.name = name
        self.cloud = context.cloud
        self.context = context

    def child(self, **options: Any) -> pulumi.ResourceOptions:
        """Return the options for a resource inside this component."""
        return pulumi.ResourceOptions(parent=self, **options)

    def done(self, **outputs: Any) -> None:
        """Tell Pulumi that the component is complete, and what its outputs are."""
        self.register_outputs(outputs)


class Part:
    """A group of resources that several handles share, such as a key or an identity.

    It is no component: each component adds a step to a deployment, and a part holds only a
    resource or two. Make them with `child`, which gives them the deployment's parent and the
    cloud's explicit provider.
    """

    def __init__(self, context: Context, provider: pulumi.ProviderResource) -> None:
        self._context = context
        self._provider = provider

    def child(self, **options: Any) -> pulumi.ResourceOptions:
        """Return the options for a resource of this part."""
        return pulumi.ResourceOptions(
            parent=self._context.parent, provider=self._provider, **options
        )
