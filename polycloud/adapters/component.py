"""The shared bases of handles and of what they are made with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pulumi

from polycloud.abstractions.cloud import Context


class Handle(pulumi.ComponentResource):
    """A capability that was made: one component, its native resources as children.

    The component's type is ``polycloud:<cloud>:<class name>``. Its children are made with
    `child`, so that they have this parent and the cloud's explicit providers; a constructor
    ends with `done`.
    """

    cloud: str

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
        self.cloud = context.cloud

    def child(self, **options: Any) -> pulumi.ResourceOptions:
        """Options for a resource inside this component."""
        return pulumi.ResourceOptions(parent=self, **options)

    def done(self, **outputs: Any) -> None:
        """Tell Pulumi that the component is complete, and what it puts out."""
        self.register_outputs(outputs)


class Part:
    """What handles are made with and share, as a key or an identity: no component, for each is
    a step of a deployment and these hold a resource or two. They are made with `child`, so that
    they have the deployment's parent and the cloud's explicit provider.
    """

    def __init__(self, context: Context, provider: pulumi.ProviderResource) -> None:
        self._context = context
        self._provider = provider

    def child(self, **options: Any) -> pulumi.ResourceOptions:
        """Options for a resource of this part."""
        return pulumi.ResourceOptions(
            parent=self._context.parent, provider=self._provider, **options
        )
