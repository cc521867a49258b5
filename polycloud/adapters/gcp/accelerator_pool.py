"""TPU slices on Google Cloud."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Final

import pulumi
import pulumi_gcp as gcp
from pulumi_gcp.tpu import V2VmSchedulingConfigArgsDict

from polycloud.abstractions.accelerator_pool import AcceleratorPoolSpec, Provisioning
from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import Workload, WorkloadIdentity
from polycloud.adapters.component import Handle
from polycloud.adapters.documents import to_json
from polycloud.adapters.gcp.existing_network import ExistingNetwork
from polycloud.adapters.gcp.ground import Ground
from polycloud.adapters.gcp.network import Network, network
from polycloud.adapters.gcp.settings import GcpSettings
from polycloud.adapters.gcp.slices import choose, generation_type
from polycloud.catalog.slices import AcceleratorSlice

IAP_RANGE: Final = "35.235.240.0/20"
"""From where Identity-Aware Proxy forwards TCP, and nothing else does:
https://cloud.google.com/iap/docs/using-tcp-forwarding#create-firewall-rule"""

_ROLES: Final = {"logs": "roles/logging.logWriter", "metrics": "roles/monitoring.metricWriter"}
_SCOPE: Final = "https://www.googleapis.com/auth/cloud-platform"
_SCHEDULING: Final[Mapping[Provisioning, V2VmSchedulingConfigArgsDict | None]] = {
    Provisioning.SPOT: {"spot": True},
    Provisioning.ON_DEMAND: None,
    Provisioning.RESERVED: {"reserved": True},
}


class AcceleratorPool(Handle):
    """Cloud TPU VMs, each a slice of one host or more.

    What it makes: for each slice a `gcp.tpu.V2Vm` in the training subnet, without external
    addresses, with secure boot, running as the workload's service account; the account's
    right to write logs and metrics; and a firewall rule that lets Identity-Aware Proxy,
    which admits nobody without a Google sign-in and the role
    ``roles/iap.tunnelResourceAccessor``, reach port 22 of these machines only. OS Login
    decides who may sign in, so no SSH key is kept in metadata.

    At boot each host writes the workload's variables to ``/etc/polycloud/environment``
    (shells have them through ``/etc/profile.d``), and the credential files, and keeps the
    workload's token fresh where other clouds take it (`startup`).

    What it takes: minutes, where there is capacity. A spot slice that was taken away stays
    in the state as preempted until it is replaced.

    Escape hatch: `native` has the `gcp.tpu.V2Vm` by logical name.
    """

    native: dict[str, gcp.tpu.V2Vm]

    def __init__(
        self, name: str, spec: AcceleratorPoolSpec, context: Context, workload: Workload
    ) -> None:
        """ValueError for a slice that is not to be had, and for an identity from elsewhere."""
        self._workload = workload
        self._slice = _slice(spec, context)
        account = workload.identity.native
        if not isinstance(account, gcp.serviceaccount.Account):
            raise ValueError(f"{workload.identity.name}: TPU VMs run as service accounts only")
        base, net = Ground.of(context), network(context)
        super().__init__(name, context, [base.provider])
        tag = base.name(name, "compute")
        needs = [
            *base.services("tpu", "iap", "oslogin"),
            *net.ready,
            self._door(name, tag, base, net),
            *self._rights(name, account, base),
        ]
        attributes = {
            "startup-script": _startup_script(),
            "polycloud-workload": _description(workload),
            "enable-oslogin": "TRUE",
        }
        self.native = {
            logical: gcp.tpu.V2Vm(
                logical,
                name=base.name(logical, "tpu_node"),
                zone=self._slice.zone,
                accelerator_type=None if spec.topology else self._slice.type,
                accelerator_config={
                    "type": generation_type(self._slice.generation),
                    "topology": self._slice.topology,
                }
                if spec.topology
                else None,
                runtime_version=_runtime(self._slice),
                scheduling_config=_SCHEDULING[spec.provisioning],
                network_config={
                    "network": net.network_id,
                    "subnetwork": net.subnet_id,
                    "enable_external_ips": False,
                },
                service_account={"email": account.email, "scopes": [_SCOPE]},
                shielded_instance_config={"enable_secure_boot": True},
                tags=[tag],
                metadata=attributes,
                opts=self.child(depends_on=needs),
            )
            for logical in (f"{name}-{index}" for index in range(spec.count))
        }
        self.done(names=list(self.names), addresses=dict(self.addresses))

    @property
    def identity(self) -> WorkloadIdentity:
        """Who the machines are."""
        return self._workload.identity

    @property
    def names(self) -> Sequence[pulumi.Output[str]]:
        """The slices' names."""
        return [vm.name for vm in self.native.values()]

    @property
    def addresses(self) -> Mapping[str, pulumi.Output[list[str]]]:
        """Private addresses of each slice's hosts, by logical name."""
        return {
            logical: vm.network_endpoints.apply(
                lambda endpoints: [endpoint.ip_address or "" for endpoint in endpoints or []]
            )
            for logical, vm in self.native.items()
        }

    @property
    def connect_commands(self) -> Mapping[str, pulumi.Output[str]]:
        """The command that signs in on the first host of each slice, by logical name.

        Only the alpha track of ``gcloud compute tpus tpu-vm ssh`` tunnels through IAP.
        ``--worker`` picks another host.
        """
        return {
            logical: pulumi.Output.format(
                "gcloud alpha compute tpus tpu-vm ssh {0} --zone={1} --project={2} "
                "--tunnel-through-iap",
                vm.name,
                vm.zone,
                vm.project,
            )
            for logical, vm in self.native.items()
        }

    def _door(
        self, name: str, tag: str, base: Ground, net: Network | ExistingNetwork
    ) -> gcp.compute.Firewall:
        return gcp.compute.Firewall(
            f"{name}-iap",
            name=base.name(f"{name}-iap", "compute"),
            network=net.network_id,
            description="SSH from Identity-Aware Proxy",
            direction="INGRESS",
            source_ranges=[IAP_RANGE],
            target_tags=[tag],
            allows=[{"protocol": "tcp", "ports": ["22"]}],
            log_config={"metadata": "INCLUDE_ALL_METADATA"},
            opts=self.child(provider=net.provider),
        )

    def _rights(
        self, name: str, account: gcp.serviceaccount.Account, base: Ground
    ) -> list[gcp.projects.IAMMember]:
        return [
            gcp.projects.IAMMember(
                f"{name}-{what}",
                project=account.project,
                role=role,
                member=self._workload.identity.principal,
                opts=self.child(depends_on=base.services("cloudresourcemanager")),
            )
            for what, role in _ROLES.items()
        ]


def _slice(spec: AcceleratorPoolSpec, context: Context) -> AcceleratorSlice:
    chosen = choose(spec, context.settings_as(GcpSettings))
    if isinstance(chosen, tuple):
        raise ValueError("\n".join(f"{each.path}: {each.reason}" for each in chosen))
    return chosen


def _runtime(chosen: AcceleratorSlice) -> str:
    if chosen.runtime is None:
        raise ValueError(f"no host software is known that fits {chosen.type}")
    return chosen.runtime


def _startup_script() -> str:
    return files("polycloud.adapters.gcp").joinpath("startup.py").read_text(encoding="utf-8")


def _description(workload: Workload) -> pulumi.Output[str]:
    """What `startup` reads: no secret, since whoever sees the machine sees its metadata."""
    environment = dict(workload.environment)
    contents: dict[str, pulumi.Output[str]] = {}
    tokens: dict[str, str] = {}
    for credentials in workload.credentials:
        environment |= credentials.environment
        contents |= credentials.files
        if credentials.token_file is not None:
            tokens[credentials.token_file] = workload.identity.audience
    return to_json({"environment": environment, "files": contents, "tokens": tokens})
