"""From a plan to resources: the only place where capabilities meet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import pulumi
import pulumi_random as random

from polycloud.abstractions.cloud import Capability, Context, Deployment
from polycloud.abstractions.identity import Access, Credentials, Workload, WorkloadIdentity
from polycloud.abstractions.object_store import ObjectStore, ObjectStoreSpec
from polycloud.abstractions.secret_store import Reader, SecretStore
from polycloud.abstractions.serving_cluster import ServingCluster
from polycloud.platform.configuration import CHECKPOINTS
from polycloud.platform.linking import join_ends
from polycloud.platform.links import end_spec
from polycloud.platform.outputs import Made
from polycloud.platform.people import admit_people
from polycloud.platform.planning import Link, Plan, make_plan, missing_extras
from polycloud.platform.problems import ConfigurationError
from polycloud.platform.registry import Registry, installed_clouds
from polycloud.platform.secrecy import hide, masked, secrets_of_program
from polycloud.platform.secrets import let_in, values
from polycloud.platform.sources import read_program
from polycloud.platform.storage_costs import storage_costs
from polycloud.workloads.pods import pod_parts

TRAINING: Final = "training"
SERVING: Final = ("serving", "model-server")
"""Namespace and Kubernetes service account that model servers run as."""

PULLED_BY_TRAINING: Final = frozenset({"training", "preprocessing"})
"""The first words of the repositories whose images run on training machines. Images of other
repositories run in the cluster, whose nodes pull them as themselves."""

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
        self.made.roles = admit_people(
            plan, self._registry, self._contexts, self.made, namespace=SERVING[0]
        )
        for link in plan.links:
            self._link(link)
        self.outputs = self.made.outputs()
        self.register_outputs(self.outputs)

    def _make(self) -> Made:
        made = Made(storage_costs=storage_costs(self._plan, registry=self._registry))
        if Capability.OBJECT_STORE in self._plan.placed:
            made.object_store = self._placed(Capability.OBJECT_STORE, "data")
        if Capability.METADATA_STORE in self._plan.placed:
            made.metadata_store = self._placed(Capability.METADATA_STORE, "metadata")
        if Capability.TELEMETRY in self._plan.placed:
            made.telemetry = self._placed(Capability.TELEMETRY, "telemetry")
        if Capability.IMAGE_REGISTRY in self._plan.placed:
            made.image_registry = self._placed(Capability.IMAGE_REGISTRY, "images")
        made.secret_stores = self._secrets()
        if Capability.SERVING_CLUSTER in self._plan.placed:
            self._serve(made)
        if Capability.ACCELERATOR_POOL in self._plan.placed:
            self._train(made)
        return made

    def _placed(self, capability: Capability, name: str, *more: Any) -> Any:
        placed = self._plan.placed[capability]
        method = getattr(self._registry[placed.cloud], capability.value)
        return method(name, placed.spec, self._contexts[placed.cloud], *more)

    def _secrets(self) -> dict[str, SecretStore]:
        """Each value is made once, and kept on every cloud whose workloads read it."""
        placed = self._plan.secrets
        specs = {
            name: secret for item in placed.values() for name, secret in item.spec.secrets.items()
        }
        made = values(specs, self._options())
        return {
            cloud: self._registry[cloud].secret_store(
                "secrets", item.spec, self._contexts[cloud], made
            )
            for cloud, item in placed.items()
        }

    def _let_in(
        self, made: Made, reader: Reader, identity: WorkloadIdentity
    ) -> tuple[list[Credentials], dict[str, pulumi.Output[str]]]:
        store = made.secret_stores.get(identity.cloud)
        return let_in(store, self._plan.configuration.secret_store, reader, identity)

    def _serve(self, made: Made) -> None:
        """Model servers read models, and look up what is known of them."""
        cluster: ServingCluster = self._placed(Capability.SERVING_CLUSTER, "serving")
        identity = cluster.identity(*SERVING)
        granted, environment = self._let_in(made, Reader.SERVING, identity)
        if made.object_store is not None:
            granted += _grant(made.object_store, identity, {"models": Access.READ})
            environment |= _locations(made.object_store, "models")
        if made.metadata_store is not None:
            granted.append(made.metadata_store.grant(identity, Access.READ))
            environment["POLYCLOUD_METADATA_TABLE"] = made.metadata_store.table
        workload = Workload(identity, _distinct(granted), environment)
        made.serving_cluster = cluster
        made.model_server_pods = pod_parts(workload, *SERVING)

    def _train(self, made: Made) -> None:
        """Training pulls images, reads datasets, writes models, artifacts and checkpoints."""
        placed = self._plan.placed[Capability.ACCELERATOR_POOL]
        cloud, context = self._registry[placed.cloud], self._contexts[placed.cloud]
        identity = cloud.workload_identity(TRAINING, context)
        made.checkpoints = cloud.object_store(
            CHECKPOINTS, ObjectStoreSpec({CHECKPOINTS: placed.spec.checkpoints}), context
        )
        granted = _grant(made.checkpoints, identity, {CHECKPOINTS: Access.WRITE})
        environment = _locations(made.checkpoints)
        if made.object_store is not None:
            granted += _grant(
                made.object_store,
                identity,
                {"datasets": Access.READ, "models": Access.WRITE, "artifacts": Access.WRITE},
            )
            environment |= _locations(made.object_store)
        if made.metadata_store is not None:
            granted.append(made.metadata_store.grant(identity, Access.WRITE))
            environment["POLYCLOUD_METADATA_TABLE"] = made.metadata_store.table
        if made.image_registry is not None:
            for repository, address in made.image_registry.repositories.items():
                if repository.split("/")[0] in PULLED_BY_TRAINING:
                    granted.append(made.image_registry.grant(identity, Access.READ, repository))
                    environment[_image_variable(repository)] = address
        of_secrets, where = self._let_in(made, Reader.TRAINING, identity)
        granted += of_secrets
        environment |= where
        workload = Workload(identity, _distinct(granted), environment)
        made.accelerator_pool = self._placed(Capability.ACCELERATOR_POOL, TRAINING, workload)

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

    def _end(self, cloud: str, peer: str) -> Any:
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


def _grant(
    store: ObjectStore, identity: WorkloadIdentity, accesses: dict[str, Access]
) -> list[Credentials]:
    """Grants on those of the buckets that the store has."""
    return [
        store.grant(identity, access, bucket)
        for bucket, access in accesses.items()
        if bucket in store.buckets
    ]


def _locations(store: ObjectStore, *buckets: str) -> dict[str, pulumi.Output[str]]:
    """Where each of the buckets is, of all when none is named."""
    return {
        f"POLYCLOUD_{bucket.upper()}_URL": url
        for bucket, url in store.urls.items()
        if not buckets or bucket in buckets
    }


def _image_variable(repository: str) -> str:
    """``training/pytorch`` makes ``POLYCLOUD_TRAINING_PYTORCH_IMAGE``."""
    return f"POLYCLOUD_{re.sub('[^a-z0-9]', '_', repository).upper()}_IMAGE"


def _distinct(credentials: Sequence[Credentials]) -> tuple[Credentials, ...]:
    """Each principal's credentials once, in the order they were first given."""
    return tuple({id(item): item for item in credentials}.values())
