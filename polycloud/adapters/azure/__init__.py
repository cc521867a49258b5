"""Microsoft Azure."""

from polycloud.adapters.azure.cloud import cloud

__all__ = ["cloud"]
