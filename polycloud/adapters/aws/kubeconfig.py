"""How kubectl reaches an EKS cluster."""

from __future__ import annotations

import pulumi

from polycloud.adapters.documents import to_json


def kubeconfig(
    cluster: str, region: str, endpoint: pulumi.Output[str], certificate: pulumi.Output[str]
) -> pulumi.Output[str]:
    """A kubeconfig as JSON, secret, that holds no token and no key.

    It has the AWS CLI sign in as the caller, for a quarter of an hour at a time.
    """
    command = ["--region", region, "eks", "get-token", "--cluster-name", cluster]
    sign_in = {
        "apiVersion": "client.authentication.k8s.io/v1beta1",
        "command": "aws",
        "args": [*command, "--output", "json"],
    }
    server = {"server": endpoint, "certificate-authority-data": certificate}
    return pulumi.Output.secret(
        to_json(
            {
                "apiVersion": "v1",
                "kind": "Config",
                "clusters": [{"name": cluster, "cluster": server}],
                "users": [{"name": cluster, "user": {"exec": sign_in}}],
                "contexts": [{"name": cluster, "context": {"cluster": cluster, "user": cluster}}],
                "current-context": cluster,
            }
        )
    )
