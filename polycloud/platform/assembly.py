"""From a plan to resources: the only place where capabilities meet."""

from __future__ import annotations

from typing import Final, ParamSpec, TypeVar

import pulumi
import pulumi_random as random

from polycloud.abstractions.accelerator_pool import ACCELERATOR_POOL, CHECKPOINTS
from polycloud.abstractions.capability import Capability
from polycloud.abstractions.cloud import Context, Deployment
from polycloud.abstractions.identity import WorkloadKind
from polycloud.abstractions.object_store import OBJECT_STORE, ObjectStoreSpec
from polycloud.abstractions.secret_store import SECRET_STORE, SecretStore
from polycloud.abstractions.secure_link import LinkEnd
from polycloud.abstractions.serving_cluster import MODEL_SERVERS, SERVING_CLUSTER
from polycloud.platform.grants import Grants
from polycloud.platform.linking import join_ends
from polycloud.platform.links import end_spec
from polycloud.platform.outputs import Made
from polycloud.platform.people import admit_people
from polycloud.platform.planning import Link, Placed, Plan, make_plan, missing_extras
from polycloud.platform.problems import ConfigurationError
from polycloud.platform.registry import Registry, installed_clouds
from polycloud.platform.secrecy import hide, masked, secrets_of_program
from polycloud.platform.secrets import values
from polycloud.platform.sources import read_program
from polycloud.platform.storage_costs import storage_costs
from polycloud.workloads.pods import pod_parts

S = TypeVar("S")
P = ParamSpec("P")
H = TypeVar("H")

_KEY_LENGTH: Final = 32
"""Characters of a pre-shared key; over 180 bits, within what every cloud's gateway takes."""


class Platform(pulumi.ComponentResource):
    """A whole platform, in one component.

    ``made`` has the handle of each capability, and ``outputs`` what a stack exports.
    ConfigurationError when a placed cloud's packages are not installed.
    """

    def __init__(self, plan: Plan, registry: Registry | None = None) -> None:
        self._registry = installed_clouds() if registry is None else registry
        if missing := missing_extras(plan, self._registry):
            raise ConfigurationError(missing)
        super().__init__("polycloud:platform:Platform", "platform", None)
        self._plan = plan
        self._random = random.Provider("random", opts=pulumi.ResourceOptions(parent=self))
        salt = random.RandomId("salt", byte_length=4, opts=self._options())
        self._contexts = {cloud: self._context(cloud, salt.hex) for cloud in plan.clouds}
        self.made = self._make()
        self.made.roles = admit_people(plan, self._registry, self._contexts, self.made)
        for link in plan.links:
            self._link(link)
        self.outputs = self.made.outputs()
        self.register_outputs(self.outputs)

    def _make(self) -> Made:
        made = Made(storage_costs=storage_costs(self._plan, registry=self._registry))
        for capability, placed in self._plan.placed.items():
            if capability.runs is None:
                made.add(capability, self._placed(capability, placed))
        made.secret_stores = self._secrets()
        cluster, pool = self._plan.at(SERVING_CLUSTER), self._plan.at(ACCELERATOR_POOL)
        if pool is not None:
            made.checkpoints = self._registry[pool.cloud].make(
                OBJECT_STORE,
                CHECKPOINTS,
                ObjectStoreSpec({CHECKPOINTS: pool.spec.checkpoints}),
                self._contexts[pool.cloud],
            )
        if cluster is not None:
            handle = made.add(SERVING_CLUSTER, self._placed(SERVING_CLUSTER, cluster))
            identity = handle.identity(*MODEL_SERVERS)
            grants = Grants(self._plan, made, WorkloadKind.SERVING, identity)
            made.model_server_pods = pod_parts(grants.workload(), *MODEL_SERVERS)
        if pool is not None:
            cloud, context = self._registry[pool.cloud], self._contexts[pool.cloud]
            identity = cloud.workload_identity(ACCELERATOR_POOL.name, context)
            grants = Grants(self._plan, made, WorkloadKind.TRAINING, identity)
            made.add(ACCELERATOR_POOL, self._placed(ACCELERATOR_POOL, pool, grants.workload()))
        return made

    def _placed(
        self, capability: Capability[S, P, H], placed: Placed[S], *more: P.args, **named: P.kwargs
    ) -> H:
        context = self._contexts[placed.cloud]
        cloud = self._registry[placed.cloud]
        return cloud.make(capability, capability.name, placed.spec, context, *more, **named)

    def _secrets(self) -> dict[str, SecretStore]:
        """Make each value once, and keep it on every cloud whose workloads read it."""
        placed = self._plan.secrets
        specs = {
            name: secret for item in placed.values() for name, secret in item.spec.secrets.items()
        }
        made = values(specs, self._options())
        return {cloud: self._placed(SECRET_STORE, item, made) for cloud, item in placed.items()}

    def _link(self, link: Link) -> None:
        ends = [self._end(cloud, peer) for cloud, peer in (link.clouds, link.clouds[::-1])]
        word = "-".join(link.clouds)

        def key(index: int) -> pulumi.Output[str]:
            # Letters only: a gateway may refuse a key that starts with the digit zero.
            password = random.RandomPassword(
                f"{word}-key-{index}",
                length=_KEY_LENGTH,
                special=False,
                numeric=False,
                opts=self._options(),
            )
            return password.result

        join_ends(link.index, ends[0], ends[1], key)

    def _end(self, cloud: str, peer: str) -> LinkEnd:
        spec = end_spec(cloud, peer, self._plan.addresses, self._registry)
        return self._registry[cloud].link_end(f"link-{peer}", spec, self._contexts[cloud])

    def _context(self, cloud: str, salt: pulumi.Output[str]) -> Context:
        plan = self._plan
        configuration = plan.configuration
        deployment = Deployment(
            organization=pulumi.get_organization(),
            project=plan.project,
            stack=plan.stack,
            environment=configuration.environment,
            tags={
                "project": plan.project,
                "stack": plan.stack,
                "environment": configuration.environment,
                "managed-by": "polycloud",
                **configuration.tags,
            },
        )
        return Context(
            cloud=cloud,
            deployment=deployment,
            settings=configuration.clouds[cloud],
            network=plan.addresses[cloud].network,
            parent=self,
            salt=salt,
        )

    def _options(self) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self, provider=self._random)


def load(registry: Registry | None = None) -> Plan:
    """The plan for the stack whose Pulumi program is running.

    pulumi.RunError, which Pulumi shows without a traceback, when the configuration has
    problems or a placed cloud's packages are missing; nothing was registered then. What is
    secret in the configuration is secret from here on in what is registered.
    """
    registry = installed_clouds() if registry is None else registry
    secrets = secrets_of_program(registry)
    try:
        plan = make_plan(read_program(), registry)
        if missing := missing_extras(plan, registry):
            raise ConfigurationError(missing)
    except ConfigurationError as error:
        raise pulumi.RunError(str(masked(error, secrets))) from None
    hide(secrets)
    return plan
