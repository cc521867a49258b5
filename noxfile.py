"""Lint, types, imports and tests; ``nox`` runs them all but the long ones.

Every session installs exactly what ``requirements-dev.txt`` locks.
"""

from __future__ import annotations

import nox

nox.options.default_venv_backend = "uv|virtualenv"
nox.options.sessions = ["lint", "imports", "types", "tests"]
nox.options.reuse_existing_virtualenvs = True

SOURCES = ("polycloud", "polycloud_testing", "tests", "benchmarks", "__main__.py", "noxfile.py")


def install(session: nox.Session) -> None:
    """The locked development environment, and polycloud itself as it stands here."""
    session.install("-r", "requirements-dev.txt")
    session.install("--no-deps", "-e", ".")


@nox.session
def lint(session: nox.Session) -> None:
    """Ruff: rules, and format."""
    install(session)
    session.run("ruff", "check", *SOURCES)
    session.run("ruff", "format", "--check", *SOURCES)


@nox.session
def imports(session: nox.Session) -> None:
    """import-linter: the layers of the architecture."""
    install(session)
    session.run("lint-imports")


@nox.session
def types(session: nox.Session) -> None:
    """Pyright, strict: the gate."""
    install(session)
    session.run("pyright")


@nox.session
def mypy(session: nox.Session) -> None:
    """mypy, as a second opinion: minutes, and several GiB of memory."""
    install(session)
    session.run("mypy", "polycloud", "polycloud_testing")


@nox.session
def tests(session: nox.Session) -> None:
    """The tests, with coverage; those of the real engine run where a pulumi CLI is on PATH."""
    install(session)
    session.run(
        "pytest",
        *("-n", "2", "--dist", "loadfile", "--cov", "--cov-report=term:skip-covered"),
        *session.posargs,
        # The SDKs are large: without bytecode every process compiles them anew.
        env={"PYTHONDONTWRITEBYTECODE": ""},
    )


@nox.session
@nox.parametrize("resolution", ["lowest-direct", "highest"])
def versions(session: nox.Session, resolution: str) -> None:
    """The lowest and the newest versions that are allowed bring a platform up; needs uv."""
    session.install("--resolution", resolution, ".[all]")
    for stack in ("dev", "prod"):
        words = ("up", "--simulated", "--in-process", "--stack", stack, "--json")
        session.run("polycloud", *words, silent=True)


@nox.session
def mutation(session: nox.Session) -> None:
    """Whether the contracts notice what is broken in an adapter's resources: a few minutes.

    Prints a score for each suite and scene, and the name of each mutant that got through.
    """
    install(session)
    clouds = session.posargs or ["aws", "gcp", "azure"]
    modules = [f"tests.contracts.test_{cloud}" for cloud in clouds]
    session.run("python", "-m", "polycloud_testing.contracts.mutation", *modules)


@nox.session
def contracts(session: nox.Session) -> None:
    """Every contract with scenes made by the real engine; needs a pulumi CLI."""
    install(session)
    session.run(
        "pytest",
        *("-n", "2", "--dist", "loadfile", "tests/contracts", "--engine"),
        *session.posargs,
        env={"PYTHONDONTWRITEBYTECODE": ""},
    )


@nox.session
def differences(session: nox.Session) -> None:
    """Write docs/differences.md: where clouds differ although the same is asked of them."""
    install(session)
    words = ("polycloud_testing.contracts.differences", "tests.contracts.harnesses")
    session.run("python", "-m", *words, "--output", "docs/differences.md")


@nox.session
def faults(session: nox.Session) -> None:
    """Every resource fails to be made once, and the platform converges; needs a pulumi CLI."""
    install(session)
    session.run("python", "-m", "tests.suites.faults", *session.posargs)


@nox.session
def kills(session: nox.Session) -> None:
    """The engine is killed at random moments, and recovered from; needs a pulumi CLI."""
    install(session)
    session.run("python", "-m", "tests.suites.kills", *session.posargs)


@nox.session
def mutations(session: nox.Session) -> None:
    """Wrong inputs of the platform's own resources are refused, each with its path."""
    install(session)
    session.run("python", "-m", "tests.suites.mutation_runs", *session.posargs)


@nox.session
def placements(session: nox.Session) -> None:
    """Every placement of the stores comes up with the real engine; needs a pulumi CLI."""
    install(session)
    session.run("python", "-m", "tests.suites.placements", *session.posargs)


@nox.session
def reuse(session: nox.Session) -> None:
    """Print how much of what runs for one cloud is code that runs for every cloud."""
    install(session)
    session.run("python", "-m", "tests.suites.reuse", *session.posargs)
