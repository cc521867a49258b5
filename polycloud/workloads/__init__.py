"""What runs in Kubernetes clusters, the same on every cloud's."""
