"""Who may act as the roles of an EKS cluster: only that cluster, or only certain pods of it."""

from __future__ import annotations

import pulumi

from polycloud.adapters.aws.ground import Ground
from polycloud.adapters.aws.policy_documents import policy_text


def of_pods(
    ground: Ground, cluster_name: str, namespace: str, service_account: str
) -> pulumi.Output[str]:
    """EKS Pod Identity, for pods of one service account of one cluster.

    Without the request tags, any Pod Identity association of the account could name the role.
    https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html and pod-id-abac.html
    """
    return policy_text(
        {
            "Effect": "Allow",
            "Principal": {"Service": "pods.eks.amazonaws.com"},
            "Action": ["sts:AssumeRole", "sts:TagSession"],
            "Condition": {
                "StringEquals": {
                    "aws:SourceAccount": ground.account_id,
                    "aws:RequestTag/eks-cluster-arn": _cluster_arn(ground, cluster_name),
                    "aws:RequestTag/kubernetes-namespace": namespace,
                    "aws:RequestTag/kubernetes-service-account": service_account,
                },
            },
        }
    )


def of_control_plane(ground: Ground, cluster_name: str) -> pulumi.Output[str]:
    """EKS, for one cluster.

    https://docs.aws.amazon.com/eks/latest/userguide/cross-service-confused-deputy-prevention.html
    """
    return policy_text(
        {
            "Effect": "Allow",
            "Principal": {"Service": "eks.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": ground.account_id},
                "ArnEquals": {"aws:SourceArn": _cluster_arn(ground, cluster_name)},
            },
        }
    )


def of_nodes() -> pulumi.Output[str]:
    """EC2, for instances that somebody allowed to pass the role has given it to."""
    return policy_text(
        {
            "Effect": "Allow",
            "Principal": {"Service": "ec2.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    )


def _cluster_arn(ground: Ground, cluster_name: str) -> pulumi.Output[str]:
    """Known before the cluster exists, so that its roles can be made first."""
    return ground.arn("eks", f"cluster/{cluster_name}")
