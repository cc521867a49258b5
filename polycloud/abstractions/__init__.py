"""What each capability promises, in no cloud's words.

One file a capability: its Spec (what is asked) and its Protocol (what one gets).
Nothing here imports the rest of polycloud, a cloud's SDK or, at run time, Pulumi.
"""
