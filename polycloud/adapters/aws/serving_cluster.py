"""A Kubernetes cluster on EKS."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from ipaddress import IPv4Network
from typing import Any, Final

import pulumi
import pulumi_aws as aws
import pulumi_eks as eks

from polycloud.abstractions.cloud import Context
from polycloud.abstractions.identity import WorkloadIdentity
from polycloud.abstractions.serving_cluster import ServingClusterSpec
from polycloud.adapters.aws import cluster_trust
from polycloud.adapters.aws.encryption import operations_key
from polycloud.adapters.aws.ground import Ground
from polycloud.adapters.aws.kubeconfig import kubeconfig
from polycloud.adapters.aws.network import network
from polycloud.adapters.aws.node_pools import NodeRole, attach, make_pool
from polycloud.adapters.aws.settings import CATALOG
from polycloud.adapters.component import Handle

LOG_TYPES: Final = ("api", "audit", "authenticator", "controllerManager", "scheduler")
"""All of them. https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html"""

_HTTPS: Final = (443, 443)
_NODE_PORTS: Final = (30000, 32767)
"""https://kubernetes.io/docs/reference/networking/ports-and-protocols/"""


class ServingCluster(Handle):
    """An EKS cluster in the private subnets, a pool of CPU nodes and, where asked, of GPU nodes.

    The control plane is reached from the VPC and by the network's ``callers``, and from the
    internet only by ``authorized_ranges``: without any it has no public endpoint, and
    `connect_command` works from inside the VPC or by callers. These also reach services, at
    node ports and through load balancers to them. Who deploys is its administrator; nobody
    else has an access entry. Secrets are encrypted with the deployment's key, and all
    control-plane logs kept as long as asked. A version that the spec names stays through
    extended support, which costs more; otherwise AWS moves the cluster on to the next when
    standard support ends. EKS itself upgrades one minor version at a time.

    Pods get the credentials of `identity` from EKS Pod Identity; their own tokens, of the
    cluster's issuer, serve towards other clouds, and towards IAM (IRSA) for what cannot use
    Pod Identity. Network policies are enforced.

    Node counts are an autoscaler's after creation. The node groups have what Cluster
    Autoscaler goes by; itself, it is a workload like the NVIDIA device plugin that hands out
    GPUs, and neither is installed here. Changing a pool's bounds is best done with
    ``--refresh``: EKS takes them together with the count last known.

    Where Pulumi runs, the AWS CLI must be installed: the component of pulumi-eks asks for it.
    A cluster is paid by the hour, besides its nodes: https://aws.amazon.com/eks/pricing/

    Escape hatch: ``native`` is the eks.Cluster, whose ``core`` has a Kubernetes provider;
    ``node_groups`` has the eks.ManagedNodeGroup of each pool (``cpu``, ``gpu``).
    """

    def __init__(self, name: str, spec: ServingClusterSpec, context: Context) -> None:
        self._ground = ground = Ground.of(context)
        self._name = name
        self._identities: dict[tuple[str, str], WorkloadIdentity] = {}
        super().__init__(name, context, [ground.provider, _eks_provider(context)])
        self._physical_name = ground.name(name, "eks_cluster")
        self._kubernetes = spec.kubernetes_version or default_version(date.today())
        self.native = self._cluster(spec)
        self._inside_access()
        self.node_role = NodeRole(name, self, ground)
        agent = self._addon("eks-pod-identity-agent")
        plugin = self._network_plugin(agent)
        self.node_groups = {"cpu": self._pool("cpu", spec.cpu, [agent, plugin])}
        if spec.gpu is not None:
            self.node_groups["gpu"] = self._pool("gpu", spec.gpu, [agent, plugin])
        self._addon("coredns", after=[self.node_groups["cpu"]])
        cluster = self.native.eks_cluster
        self.cluster_name: pulumi.Output[str] = cluster.apply(lambda made: made.name)
        self.endpoint: pulumi.Output[str] = cluster.apply(lambda made: made.endpoint)
        self.issuer: pulumi.Output[str] = cluster.apply(_issuer)
        self.kubeconfig = kubeconfig(
            self._physical_name, ground.region, self.endpoint, cluster.apply(_certificate)
        )
        self.connect_command = pulumi.Output.concat(
            "aws eks update-kubeconfig --name ", self.cluster_name, " --region ", ground.region
        )
        self.oidc_provider = aws.iam.OpenIdConnectProvider(
            name,
            url=self.issuer,
            client_id_lists=["sts.amazonaws.com"],
            opts=self.child(),
        )
        self.done(cluster_name=self.cluster_name, endpoint=self.endpoint, issuer=self.issuer)

    def identity(self, namespace: str, service_account: str) -> WorkloadIdentity:
        """A role that only these pods can act as, and may do nothing as yet.

        ``principal`` is its ARN; the audience is the deployment's own. The service account
        itself is the workload's to make, and its pods must not be older than the identity.
        """
        key = (namespace, service_account)
        if key not in self._identities:
            self._identities[key] = self._identity(namespace, service_account)
        return self._identities[key]

    def _cluster(self, spec: ServingClusterSpec) -> eks.Cluster:
        ground, name, context = self._ground, self._name, self._ground.context
        role = aws.iam.Role(
            f"{name}-cluster",
            name=ground.name(f"{name}-cluster", "iam_role"),
            description=f"The control plane of the cluster {name}",
            assume_role_policy=cluster_trust.of_control_plane(ground, self._physical_name),
            opts=self.child(),
        )
        allowed = attach(f"{name}-cluster", role, ["AmazonEKSClusterPolicy"], self)
        # Made first: otherwise EKS makes it, unencrypted and kept for ever.
        logs = aws.cloudwatch.LogGroup(
            f"{name}-control-plane",
            name=f"/aws/eks/{self._physical_name}/cluster",
            kms_key_id=operations_key(ground.context).arn,
            retention_in_days=spec.log_retention_days,
            opts=self.child(),
        )
        ranges = () if spec.private_endpoint else spec.authorized_ranges
        return eks.Cluster(
            name,
            name=self._physical_name,
            version=self._kubernetes,
            vpc_id=network(ground.context).network_id,
            subnet_ids=network(ground.context).private_subnet_ids,
            kubernetes_service_ip_address_range=str(context.network.services),
            endpoint_private_access=True,
            endpoint_public_access=bool(ranges),
            public_access_cidrs=list(ranges) if ranges else None,
            service_role=role,
            authentication_mode=eks.AuthenticationMode.API,
            encryption_config_key_arn=operations_key(ground.context).arn,
            enabled_cluster_log_types=list(LOG_TYPES),
            # A policy cannot go back to standard once the version is in extended support.
            # https://docs.aws.amazon.com/eks/latest/userguide/disable-extended-support.html
            upgrade_policy=aws.eks.ClusterUpgradePolicyArgs(
                support_type="EXTENDED" if spec.kubernetes_version else "STANDARD"
            ),
            # Add-ons that are not EKS's own are never updated; the plugin's is made below.
            bootstrap_self_managed_addons=False,
            use_default_vpc_cni=True,
            skip_default_node_group=True,
            skip_default_security_groups=True,
            # The component would ask the issuer itself for its certificate, over the network.
            create_oidc_provider=False,
            opts=self.child(depends_on=[logs, *allowed]),
        )

    def _inside_access(self) -> None:
        """The cluster's own security group lets in only its nodes. The VPC may use the API,
        and callers that and services, at the ports that nodes have for them.
        """
        network = self._ground.context.network
        for index, own in enumerate(network.ranges):
            word = f"api-{index}" if index else "api"
            self._open(word, "The Kubernetes API, from the VPC", own, _HTTPS)
        for index, caller in enumerate(network.callers):
            if not any(caller.subnet_of(own) for own in network.ranges):
                word = f"api-caller-{index}"
                self._open(word, "The Kubernetes API, from a caller", caller, _HTTPS)
            self._open(f"services-{index}", "Services, from a caller", caller, _NODE_PORTS)

    def _open(self, word: str, why: str, source: IPv4Network, ports: tuple[int, int]) -> None:
        first, last = ports
        aws.vpc.SecurityGroupIngressRule(
            f"{self._name}-{word}",
            security_group_id=self.native.cluster_security_group_id,
            description=why,
            cidr_ipv4=str(source),
            ip_protocol="tcp",
            from_port=first,
            to_port=last,
            opts=self.child(),
        )

    def _network_plugin(self, agent: pulumi.Resource) -> aws.eks.Addon:
        """The VPC CNI, with a role of its own, so that nodes need not have its permissions."""
        role, ready = self._pod_role("vpc-cni", "kube-system", "aws-node"), "AmazonEKS_CNI_Policy"
        allowed = attach(f"{self._name}-vpc-cni", role, [ready], self)
        return self._addon(
            "vpc-cni",
            after=[agent, *allowed],
            configuration_values=json.dumps({"enableNetworkPolicy": "true"}),
            pod_identity_associations=[{"role_arn": role.arn, "service_account": "aws-node"}],
        )

    def _addon(
        self, addon: str, *, after: Sequence[pulumi.Resource] = (), **settings: Any
    ) -> aws.eks.Addon:
        """An add-on at the version that EKS recommends for the cluster's."""
        recommended = aws.eks.get_addon_version_output(
            addon_name=addon,
            kubernetes_version=self._kubernetes,
            opts=pulumi.InvokeOutputOptions(parent=self),
        )
        cluster_name: pulumi.Output[str] = self.native.eks_cluster.apply(lambda made: made.name)
        return aws.eks.Addon(
            f"{self._name}-{addon}",
            cluster_name=cluster_name,
            addon_name=addon,
            addon_version=recommended.version,
            resolve_conflicts_on_create="OVERWRITE",
            resolve_conflicts_on_update="OVERWRITE",
            opts=self.child(depends_on=list(after)),
            **settings,
        )

    def _pool(self, pool: str, spec: Any, after: Sequence[pulumi.Resource]) -> eks.ManagedNodeGroup:
        return make_pool(
            self._name,
            pool,
            spec,
            owner=self,
            ground=self._ground,
            cluster=self.native,
            version=self._kubernetes,
            role=self.node_role,
            after=after,
        )

    def _identity(self, namespace: str, service_account: str) -> WorkloadIdentity:
        word = f"{namespace}_{service_account}"  # neither has an underscore
        role = self._pod_role(word, namespace, service_account)
        aws.eks.PodIdentityAssociation(
            f"{self._name}-{word}",
            cluster_name=self.cluster_name,
            namespace=namespace,
            service_account=service_account,
            role_arn=role.arn,
            opts=self.child(),
        )
        deployment = self._ground.context.deployment
        return WorkloadIdentity(
            name=f"{self._name}-{word}",
            cloud=self.cloud,
            issuer=self.issuer,
            subject=pulumi.Output.from_input(
                f"system:serviceaccount:{namespace}:{service_account}"
            ),
            audience=f"polycloud/{deployment.organization}/{deployment.project}/{deployment.stack}",
            principal=role.arn,
            native=role,
            issuer_key=f"{self.cloud}-{self._name}",
        )

    def _pod_role(self, word: str, namespace: str, service_account: str) -> aws.iam.Role:
        name = f"{self._name}-{word}"
        return aws.iam.Role(
            name,
            name=self._ground.name(name, "iam_role"),
            description=f"Pods of {namespace}/{service_account} in the cluster {self._name}",
            assume_role_policy=cluster_trust.of_pods(
                self._ground, self._physical_name, namespace, service_account
            ),
            opts=self.child(),
        )


def default_version(on: date) -> str:
    """The version of Kubernetes when nothing is said.

    LookupError when the catalog is too old to know a supported one.
    """
    version = CATALOG.default_kubernetes_version(on)
    if version is None:
        raise LookupError(f"the catalog knows no version of Kubernetes that EKS supports on {on}")
    return version.version


def _eks_provider(context: Context) -> eks.Provider:
    """The provider of the component package itself; its children use the AWS provider."""
    return context.once(
        "eks-provider",
        lambda: eks.Provider("eks", opts=pulumi.ResourceOptions(parent=context.parent)),
    )


def _issuer(cluster: aws.eks.Cluster) -> pulumi.Output[str]:
    def issuer(identities: Any) -> str:
        return str(identities[0].oidcs[0].issuer)

    return cluster.identities.apply(issuer)


def _certificate(cluster: aws.eks.Cluster) -> pulumi.Output[str]:
    return cluster.certificate_authority.apply(lambda found: found.data or "")
