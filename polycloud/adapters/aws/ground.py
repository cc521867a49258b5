"""What everything on AWS in one deployment shares."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

import pulumi
import pulumi_aws as aws

from polycloud.abstractions.cloud import Context
from polycloud.adapters import ground
from polycloud.adapters.aws.settings import CATALOG, PARTITION, AwsSettings
from polycloud.catalog import Catalog


class Ground(ground.Ground[AwsSettings, aws.Provider]):
    """The provider, and what is made once when first needed: network and encryption key.

    The deployment's tags are already on every resource, through the provider's default tags.
    """

    catalog: ClassVar[Catalog] = CATALOG

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.zones = self.settings.spread
        """The zones the network spans, two or three."""

    def arn(self, service: str, resource: str, *, region: str | None = None) -> pulumi.Output[str]:
        """Return an ARN of this account, in this deployment's region unless another is given
        (IAM takes an empty one).
        """
        where = self.region if region is None else region
        return pulumi.Output.concat(
            f"arn:{PARTITION}:{service}:{where}:", self.account_id, f":{resource}"
        )

    @cached_property
    def account_id(self) -> pulumi.Output[str]:
        """The account's twelve digits."""
        if self.settings.account_id:
            return pulumi.Output.from_input(self.settings.account_id)
        return aws.get_caller_identity_output(
            opts=pulumi.InvokeOutputOptions(parent=self.context.parent, provider=self.provider)
        ).account_id

    def _make_provider(self) -> aws.Provider:
        account_id = self.settings.account_id
        return aws.Provider(
            "aws",
            region=self.region,
            allowed_account_ids=[account_id] if account_id else None,
            default_tags={"tags": self.tags},
            opts=pulumi.ResourceOptions(parent=self.context.parent),
        )
