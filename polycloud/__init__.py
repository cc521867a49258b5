"""A cloud-agnostic interface for machine-learning platforms, built on Pulumi."""
