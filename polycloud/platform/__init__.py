"""From configuration to resources: configuration → placement → plan → assembly.

Everything up to the plan is pure; only `assembly` and `linking` import Pulumi.
"""
