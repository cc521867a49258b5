"""From configuration to a plan: what is made, on which cloud, joined how."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Generic, ParamSpec, TypeVar, cast

from attrs import evolve, field, frozen

from polycloud.abstractions.capability import AnyCapability, Capability, placed_capabilities
from polycloud.abstractions.identity import WorkloadKind
from polycloud.abstractions.image_registry import IMAGE_REGISTRY
from polycloud.abstractions.secret_store import SECRET_STORE, SecretStoreSpec
from polycloud.abstractions.serving_cluster import SERVING_CLUSTER
from polycloud.abstractions.setting import Obstacle
from polycloud.abstractions.support import Emulated, Unsupported
from polycloud.platform.addresses import Addresses, plan_addresses
from polycloud.platform.configuration import Configuration
from polycloud.platform.links import ends_support
from polycloud.platform.loading import configure, own_keys
from polycloud.platform.namespaces import unread_keys
from polycloud.platform.people import role_notes, role_problems
from polycloud.platform.problems import ConfigurationError, Problem, nearest, problem_of
from polycloud.platform.registry import Registry, installed_clouds, missing_packages
from polycloud.platform.secrets import SECTION, encrypted, in_plain_text, spec_for
from polycloud.platform.sources import Source

S = TypeVar("S")
P = ParamSpec("P")
H = TypeVar("H")

PlacedCapabilities = dict[AnyCapability, "Placed[Any]"]


@frozen
class Placed(Generic[S]):
    """A capability on its cloud."""

    cloud: str
    spec: S
    caveats: tuple[str, ...] = ()


@frozen
class Link:
    """Two clouds that need private traffic; ``index`` counts the platform's links."""

    index: int
    clouds: tuple[str, str]


@frozen
class Plan:
    """Everything known before Pulumi: pure, and without a problem."""

    project: str
    stack: str
    configuration: Configuration
    placed: PlacedCapabilities
    addresses: dict[str, Addresses]
    secrets: dict[str, Placed[SecretStoreSpec]] = field(factory=dict[str, Placed[SecretStoreSpec]])
    """By cloud, the secrets that its workloads read."""
    links: tuple[Link, ...] = ()
    notes: tuple[str, ...] = field(factory=tuple)

    def at(self, capability: Capability[S, P, H]) -> Placed[S] | None:
        """Return where a capability is, and what is asked of it; None when it is left out."""
        return cast("Placed[S] | None", self.placed.get(capability))

    @property
    def clouds(self) -> tuple[str, ...]:
        """The clouds that hold something, in alphabetical order."""
        return tuple(sorted({placed.cloud for placed in self.placed.values()}))


def make_plan(source: Source, registry: Registry | None = None) -> Plan:
    """The plan for a stack. ConfigurationError with every problem that there is."""
    registry = installed_clouds() if registry is None else registry
    configuration, of_values = configure(source.raw, registry)
    placed, of_placement = _place(configuration, registry)
    of_roles = role_problems(configuration, registry)
    secrets, of_secrets = _place_secrets(configuration, placed, registry)
    of_names = unread_keys(source.project, source.other, own_keys(registry), registry)
    of_secrets += in_plain_text(source.raw, source.decrypted)
    names = tuple(sorted(set(_mentioned(configuration, registry))))
    addresses, of_addresses = plan_addresses(configuration, registry, names)
    links = _links(placed)
    of_links, notes_on_links = _judge_links(links, configuration, addresses, registry)
    problems = (*of_names, *of_placement, *of_roles, *of_addresses, *of_secrets, *of_links)
    # What a cloud says of a value is more to the point than what its bounds say.
    told = {problem.path for problem in problems}
    problems = (*(each for each in of_values if each.path not in told), *problems)
    if problems:
        raise ConfigurationError(problems)
    return Plan(
        project=source.project,
        stack=source.stack,
        configuration=configuration,
        placed=placed,
        addresses=_with_callers(addresses, placed),
        secrets=secrets,
        links=links,
        notes=(
            *_notes(source, placed),
            *_notes_on_networks(configuration, placed),
            *role_notes(configuration, placed),
            *_notes_on_secrets(configuration, secrets),
            *notes_on_links,
        ),
    )


def missing_extras(plan: Plan, registry: Registry | None = None) -> list[Problem]:
    """A problem for each placed capability whose cloud's packages are not installed."""
    registry = installed_clouds() if registry is None else registry
    return [
        Problem(
            f"placement.{capability}",
            f"{registry[placed.cloud].title} needs {', '.join(missing)}, which is not installed",
            f"install the extra polycloud[{registry[placed.cloud].extra}]; in a checkout: "
            f"pip install -e '.[{registry[placed.cloud].extra}]'",
            placed.cloud,
        )
        for capability, placed in plan.placed.items()
        if (missing := missing_packages(registry[placed.cloud]))
    ]


def _place(
    configuration: Configuration, registry: Registry
) -> tuple[PlacedCapabilities, list[Problem]]:
    placed: PlacedCapabilities = {}
    problems: list[Problem] = []
    for capability in placed_capabilities():
        name = configuration.cloud_of(capability)
        path = f"placement.{capability}"
        if name not in registry:
            problems.append(Problem(path, "no such cloud", nearest(name, registry), name))
            continue
        cloud = registry[name]
        if capability not in cloud.offers:
            others = ", ".join(registry.offering(capability)) or "no cloud yet"
            problems.append(
                Problem(
                    path,
                    f"{cloud.title} has no {capability.label} in polycloud yet",
                    f"offered by: {others}",
                    name,
                )
            )
            continue
        if not configuration.enabled(capability) or name not in configuration.clouds:
            continue
        spec = configuration.spec(capability)
        support = cloud.support(spec, configuration.clouds[name])
        if isinstance(support, Unsupported):
            problems += [problem_of(obstacle, capability.word) for obstacle in support.obstacles]
        else:
            caveats = support.caveats if isinstance(support, Emulated) else ()
            placed[capability] = Placed(name, spec, caveats)
    return placed, problems


def _place_secrets(
    configuration: Configuration, placed: PlacedCapabilities, registry: Registry
) -> tuple[dict[str, Placed[SecretStoreSpec]], list[Problem]]:
    """On each cloud that runs readers, what they read."""
    readers: dict[str, set[WorkloadKind]] = {}
    for capability, item in placed.items():
        if capability.runs is not None:
            readers.setdefault(item.cloud, set()).add(capability.runs)
    found: dict[str, Placed[SecretStoreSpec]] = {}
    problems: list[Problem] = []
    for cloud, those in readers.items():
        spec = spec_for(configuration.spec(SECRET_STORE), those)
        if not spec.secrets:
            continue
        support = registry[cloud].support(spec, configuration.clouds[cloud])
        if isinstance(support, Unsupported):
            problems += [problem_of(obstacle, SECTION) for obstacle in support.obstacles]
        else:
            caveats = support.caveats if isinstance(support, Emulated) else ()
            found[cloud] = Placed(cloud, spec, caveats)
    return found, problems


def _notes_on_secrets(
    configuration: Configuration, secrets: dict[str, Placed[SecretStoreSpec]]
) -> Iterator[str]:
    for item in secrets.values():
        for caveat in item.caveats:
            yield f"{SECTION} on {item.cloud}: {caveat}"
    made = {name for item in secrets.values() for name in item.spec.secrets}
    for name in configuration.spec(SECRET_STORE).secrets:
        if name not in made:
            yield f"the secret '{name}' is kept nowhere: none of its readers is made"


def _mentioned(configuration: Configuration, registry: Registry) -> Iterator[str]:
    for capability in placed_capabilities():
        if (name := configuration.cloud_of(capability)) in registry:
            yield name


def _links(placed: PlacedCapabilities) -> tuple[Link, ...]:
    pairs = sorted(
        {(min(pair), max(pair)) for pair in _private_pairs(placed) if pair[0] != pair[1]}
    )
    return tuple(Link(index, pair) for index, pair in enumerate(pairs))


def _notes_on_networks(configuration: Configuration, placed: PlacedCapabilities) -> Iterator[str]:
    for cloud in sorted({item.cloud for item in placed.values()}):
        given = configuration.clouds[cloud].network
        if given is not None and given.stack is not None:
            yield (
                f"the ids of the network on {cloud} are outputs of the stack '{given.stack}', "
                "which is asked when Pulumi runs, and not before"
            )


def _judge_links(
    links: tuple[Link, ...],
    configuration: Configuration,
    addresses: dict[str, Addresses],
    registry: Registry,
) -> tuple[list[Problem], list[str]]:
    """What the clouds at their ends say of the links: what cannot be, and what to know."""
    problems: list[Problem] = []
    notes: list[str] = []
    for link in links:
        word = " - ".join(link.clouds)
        for cloud, support in ends_support(link.clouds, configuration, addresses, registry):
            if isinstance(support, Unsupported):
                problems += [
                    _link_problem(word, cloud, each, configuration) for each in support.obstacles
                ]
            elif isinstance(support, Emulated):
                notes += [f"the link {word} on {cloud}: {each}" for each in support.caveats]
    return problems, notes


def _link_problem(
    word: str, cloud: str, obstacle: Obstacle, configuration: Configuration
) -> Problem:
    """Of something in the cloud's own settings, or of there being a link at all."""
    if hasattr(configuration.clouds[cloud], obstacle.path.partition(".")[0]):
        problem = problem_of(obstacle, "")
        return evolve(problem, path=f"{cloud}_{problem.path}")
    return Problem("placement", f"the link {word}: {obstacle.reason}", obstacle.alternative, cloud)


def _with_callers(
    addresses: dict[str, Addresses], placed: PlacedCapabilities
) -> dict[str, Addresses]:
    """The addresses, with those of the callers where they call."""
    found = dict(addresses)
    for caller, called in _private_pairs(placed):
        network = found[called].network
        callers = (*network.callers, *found[caller].network.of_accelerators)
        found[called] = evolve(found[called], network=evolve(network, callers=callers))
    return found


def _private_pairs(placed: PlacedCapabilities) -> Iterator[tuple[str, str]]:
    """The clouds of capabilities that talk by private address, the caller's first."""
    for caller, item in placed.items():
        for called in caller.calls:
            if called in placed:
                yield item.cloud, placed[called].cloud


def _notes(source: Source, placed: PlacedCapabilities) -> Iterator[str]:
    for environment in source.environments:
        yield f"the ESC environment '{environment}' is taken as given: it was not read"
    closed = encrypted(source.raw.get(SECTION))
    for name in closed:
        yield f"the value of the secret '{name}' is encrypted and taken as given"
    for key in source.secret_keys:
        if key != SECTION or not closed:
            yield f"'{key}' is encrypted and taken as given: its default stands in for it"
    for capability, item in placed.items():
        yield from capability.notes(item.spec)
    images, cluster = placed.get(IMAGE_REGISTRY), placed.get(SERVING_CLUSTER)
    if images is not None and cluster is not None and images.cloud != cluster.cloud:
        yield (
            f"the cluster's nodes on {cluster.cloud} have no access of their own to images on "
            f"{images.cloud}: place image_registry on {cluster.cloud}, or give pods a pull secret"
        )
    for capability, item in placed.items():
        for caveat in item.caveats:
            yield f"{capability} on {item.cloud}: {caveat}"
