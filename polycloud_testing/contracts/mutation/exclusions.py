"""What the mutation check leaves alone, and why."""

from __future__ import annotations

from fnmatch import fnmatchcase

from attrs import frozen


@frozen
class Exclusion:
    """Mutants that no case has to notice. Those that one does notice count all the same.

    ``type``, ``path``, ``change``, ``name``, the resource's, and ``suite``, the class of the
    suite, are patterns of `fnmatch`; in ``path``, the brackets of list items are written
    ``(…)``. ``why`` says what makes the property of no account for security or data, or the
    changed resource the same as before; with a source where that is a cloud's own doing.
    """

    type: str
    path: str
    why: str
    change: str = "*"
    name: str = "*"
    suite: str = "*"

    def __str__(self) -> str:
        return f"{self.type} {self.name}: {self.path or 'the resource'} {self.change}"

    def covers(self, type_: str, name: str, path: str, change: str, suite: str) -> bool:
        """Whether a mutant is one of these."""
        return (
            fnmatchcase(type_, self.type)
            and fnmatchcase(name, self.name)
            and fnmatchcase(path, self.path)
            and fnmatchcase(change, self.change)
            and fnmatchcase(suite, self.suite)
        )
