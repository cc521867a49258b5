"""A module of the program's own."""


def bucket_name(tier: str) -> str:
    """A name that changes with the tier."""
    return f"a-bucket-for-{tier}"
