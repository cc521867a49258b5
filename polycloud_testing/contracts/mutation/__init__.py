"""Whether the cases notice what they are there to notice.

The graph that an adapter's run left is changed in one place at a time: a setting dropped,
turned round, widened; a resource taken away or added, or its protection. For each such mutant
a case has to fail. Run ``python -m polycloud_testing.contracts.mutation MODULE…``, the modules
being those that hold the adapters' contract classes.
"""
