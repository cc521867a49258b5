"""Properties of no account for security or data, each with the reason and, where the reason is a
cloud's own doing, its source.
"""
