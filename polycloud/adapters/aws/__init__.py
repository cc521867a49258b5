"""AWS. Importing this costs neither pulumi nor an SDK."""

from polycloud.adapters.aws.cloud import cloud

__all__ = ["cloud"]
