"""What a suite needs to know of an adapter, and how it runs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from ipaddress import IPv4Network
from typing import Any, Final, Protocol

import pulumi
from attrs import field, frozen

from polycloud.abstractions.cloud import Cloud, CloudSettings, Context, Deployment
from polycloud.abstractions.identity import WorkloadIdentity
from polycloud.abstractions.network import NetworkSpec
from polycloud.abstractions.roles import Principals, Role
from polycloud.graph import ResourceGraph
from polycloud_testing.contracts.mutation.exclusions import Exclusion
from polycloud_testing.contracts.mutation.intruders import Intruder, Stray
from polycloud_testing.contracts.scene import Scene
from polycloud_testing.facts import Actor, Facts, KeyOwner, Verb, read_facts
from polycloud_testing.simulation.inprocess import run

TAGS: Final = {"project": "contracts", "cost-center": "ml"}
"""On everything that a suite makes: as every cloud takes them."""

OWN: Final = "own"
"""The name of the identity of the adapter's own cloud."""

STRANGER: Final = "stranger"
"""The name of an identity whose issuer no adapter knows beforehand."""


@frozen
class Peer:
    """Another cloud, whose workloads come as foreign identities."""

    cloud: Cloud
    settings: CloudSettings


@frozen
class Neighbour:
    """A peer's cloud in the same deployment."""

    cloud: Cloud
    context: Context


@frozen(slots=False)
class Stage:
    """Where a program makes things: one deployment on the adapter's cloud."""

    cloud: Cloud
    context: Context
    neighbours: Mapping[str, Neighbour]
    """The peers, by name."""
    people: Mapping[Role, Principals]

    @cached_property
    def identities(self) -> Mapping[str, WorkloadIdentity]:
        """The adapter's own, one of each peer by the peer's name, and a stranger's.

        Made when first asked for, so that a program that needs none makes none.
        """
        members = {OWN: Neighbour(self.cloud, self.context), **self.neighbours}
        made = {name: m.cloud.workload_identity(name, m.context) for name, m in members.items()}
        return {**made, STRANGER: stranger()}


Program = Callable[[Stage], Mapping[str, Any]]
"""Makes things and gives what is to be exported."""


@frozen(kw_only=True)
class Setting:
    """Where a program is run, and whether it is only previewed."""

    preview: bool = False
    organization: str = "acme"
    project: str = "contracts"
    stack: str = "dev"
    salt: str = "0badcafe"


class Runner(Protocol):
    """Makes what a harness plays of a program, on simulated clouds.

    Gives the graph and what was exported. RunError when anything was refused.
    """

    def __call__(
        self, harness: Harness, program: Program, setting: Setting
    ) -> tuple[ResourceGraph, Mapping[str, Any]]: ...


def in_process(
    harness: Harness, program: Program, setting: Setting
) -> tuple[ResourceGraph, Mapping[str, Any]]:
    """A `Runner` that needs nothing but this process."""
    made = run(
        lambda: harness.play(program, setting),
        project=setting.project,
        stack=setting.stack,
        preview=setting.preview,
        organization=setting.organization,
    )
    made.raise_for_failures()
    return made.graph, made.outputs


@frozen(kw_only=True, eq=False)
class Harness:
    """One adapter, and what its documentation promises where the abstraction leaves it open."""

    cloud: Cloud
    settings: CloudSettings
    peers: tuple[Peer, ...] = ()
    key_owner: KeyOwner = KeyOwner.PROVIDER
    """Whose key data at rest is encrypted with."""
    undelete_days: int = 0
    """How long deleted objects can be restored, in buckets that delete nothing by age."""
    restore_days: int = 1
    """How far back a table can be restored."""
    key_types_checked: bool = True
    """Whether the cloud itself holds items to the types of their keys."""
    empties: bool = False
    """Whether a destroy takes a bucket that is not protected with all that is in it."""
    people: Mapping[Role, Principals] = field(factory=dict[Role, Principals])
    """Somebody for each role, as the cloud names people, all of them different; what the suite
    of roles takes."""
    assumed: Mapping[Role, frozenset[Actor]] = field(factory=dict[Role, frozenset[Actor]])
    """By whom a role is assumed, where the cloud makes it a principal of its own."""
    any_audience: bool = False
    """Whether the cloud's machines can get tokens for every audience, and nothing limits that."""
    scans_images: bool = True
    """Whether the adapter can have images scanned on push."""
    freezes_tags: bool = True
    """Whether the adapter can hold tags to their images."""
    recovers_secrets: bool = True
    """Whether the cloud gives back a secret that was deleted."""
    keeps_secrets_from_purge: bool = False
    """Whether the adapter has protected secrets that nobody purges before their time."""
    grants_repositories: bool = True
    """Whether the cloud tells the repositories of a registry apart when it lets somebody in."""
    edge_tls: str | None = "1.2"
    """The oldest version of TLS that a distribution takes under a name of the cloud's own; None
    where it answers to domains only."""
    edge_shows: frozenset[Verb] = frozenset()
    """What anyone may do with a distributed bucket beside reading its objects."""
    tells_distributions_apart: bool = True
    """Whether a bucket can let in one distribution without letting in others."""
    heeds_objects: bool = True
    """Whether a distribution keeps an object for as long as it says itself, up to the maximum."""
    administers_registries: bool = True
    """Whether somebody can be let change a registry's settings, and not whom it lets in."""
    subnets: tuple[str, ...] = ("machines",)
    """The parts of a `NetworkSpec` that the adapter makes subnets of."""
    flow_logs: bool = True
    """Whether the adapter keeps records of a network's connections."""
    exclusions: tuple[Exclusion, ...] = ()
    """What the mutation check leaves alone, each with the reason."""
    intruders: tuple[Intruder, ...] = ()
    """Resources that would change an answer and that no adapter makes; the mutation check adds
    one at a time, and a case has to notice."""
    strays: tuple[Stray, ...] = ()
    """The same for settings."""
    read: Callable[[ResourceGraph], Facts] = read_facts
    run: Runner = in_process
    """How scenes are made: in this process, or by the engine (`contracts.engine`)."""
    _scenes: dict[object, Scene] = field(factory=dict[object, Scene], init=False, repr=False)

    @property
    def identities(self) -> tuple[str, ...]:
        """The names of the identities that a stage has."""
        return (OWN, *(peer.cloud.name for peer in self.peers), STRANGER)

    def scene(self, program: Program, **setting: Any) -> Scene:
        """What comes of a program; made once for the same `Setting`, whose attributes are given.

        RunError when anything was refused.
        """
        key = (program, Setting(**setting))
        if key not in self._scenes:
            self._scenes[key] = Scene(*self.run(self, *key), self.read)
        return self._scenes[key]

    def play(self, program: Program, setting: Setting) -> None:
        """Make what a program makes: what a Pulumi program of it does."""
        deployment = Deployment(
            setting.organization, setting.project, setting.stack, "dev", dict(TAGS)
        )
        for name, value in program(self._stage(deployment, setting.salt)).items():
            pulumi.export(name, value)

    def _stage(self, deployment: Deployment, salt: str) -> Stage:
        parent = pulumi.ComponentResource("polycloud:contracts:Stage", "stage", None)
        members = [Peer(self.cloud, self.settings), *self.peers]
        contexts = [
            Context(
                cloud=member.cloud.name,
                deployment=deployment,
                settings=member.settings,
                network=network(index),
                parent=parent,
                salt=pulumi.Output.from_input(salt),
            )
            for index, member in enumerate(members)
        ]
        neighbours = {
            peer.cloud.name: Neighbour(peer.cloud, context)
            for peer, context in zip(self.peers, contexts[1:], strict=True)
        }
        return Stage(self.cloud, contexts[0], neighbours, self.people)


def stranger() -> WorkloadIdentity:
    """A workload of a cloud that nobody here knows."""
    return WorkloadIdentity(
        name=STRANGER,
        cloud="elsewhere",
        issuer=pulumi.Output.from_input("https://issuer.elsewhere.example/one"),
        subject=pulumi.Output.from_input("workload/stranger"),
        audience="polycloud/acme",
        principal=pulumi.Output.from_input("elsewhere:stranger"),
    )


def network(index: int) -> NetworkSpec:
    """A plan of addresses, as a platform would make it."""
    second = 2 * index
    return NetworkSpec(
        range=IPv4Network(f"10.{second}.0.0/16"),
        training=IPv4Network(f"10.{second}.0.0/24"),
        machines=tuple(IPv4Network(f"10.{second}.{third}.0/20") for third in (16, 32, 48)),
        gateways=tuple(IPv4Network(f"10.{second}.{third}.0/24") for third in (1, 2, 3)),
        pods=IPv4Network(f"10.{100 + second}.0.0/16"),
        services=IPv4Network(f"10.{200 + second}.0.0/20"),
    )
