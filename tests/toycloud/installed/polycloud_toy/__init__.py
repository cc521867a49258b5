"""Toy Cloud for polycloud: a distribution of its own that polycloud does not know."""

from __future__ import annotations

from polycloud_toy.cloud import cloud

__all__ = ["cloud"]
