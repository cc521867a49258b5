"""Google Cloud."""

from __future__ import annotations

from polycloud.adapters.gcp.cloud import cloud

__all__ = ["cloud"]
