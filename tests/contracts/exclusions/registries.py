"""What the mutation check leaves alone of registries of images, and why."""

from __future__ import annotations

from .everywhere import each

AWS = (
    *each(
        "The cloud's default is the same: tags move, nothing is scanned, and no image is deleted"
        " with its repository: docs.aws.amazon.com/AmazonECR/latest/APIReference"
        "/API_CreateRepository.html",
        "aws:ecr/repository:Repository imageTagMutability",
        "aws:ecr/repository:Repository imageScanningConfiguration*",
        "aws:ecr/repository:Repository forceDelete",
        change="dropped",
    ),
    *each(
        "The order of a policy's rules, of which there is one; without an order ECR refuses it:"
        " docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html",
        "aws:ecr/lifecyclePolicy:LifecyclePolicy policy.rules(*).rulePriority",
    ),
    *each(
        "The identity signs in by what it was granted on another repository; where it was granted"
        " nothing else, it is noticed.",
        "aws:iam/rolePolicy:RolePolicy policy.Statement(SignIn)",
        change="dropped",
        name="*-images-*",
    ),
)

GCP = (
    *each(
        "A name within the policy, which nothing refers to.",
        "gcp:artifactregistry/repository:Repository cleanupPolicies(*).id",
    ),
    *each(
        "A physical name, which others learn from the resource.",
        "gcp:artifactregistry/repository:Repository repositoryId",
    ),
    *each(
        "A text for people, which nothing is decided by.",
        "gcp:artifactregistry/repository:Repository description",
    ),
    *each(
        "The cloud's default is the same: a standard repository, whose policies are applied, whose"
        " tags move and which is scanned as the project is: docs.cloud.google.com"
        "/artifact-registry/docs/reference/rest/v1/projects.locations.repositories",
        "gcp:artifactregistry/repository:Repository mode",
        "gcp:artifactregistry/repository:Repository cleanupPolicyDryRun",
        "gcp:artifactregistry/repository:Repository dockerConfig*",
        "gcp:artifactregistry/repository:Repository vulnerabilityScanningConfig*",
        change="dropped",
    ),
    *each(
        "There is no policy to be applied.",
        "gcp:artifactregistry/repository:Repository cleanupPolicies",
        "gcp:artifactregistry/repository:Repository cleanupPolicyDryRun",
        name="keeping-*",
    ),
    *each(
        "The provider's own project and region, where the repository is.",
        "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember project",
        "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember location",
        change="dropped",
    ),
)

AZURE = (
    *each(
        "A physical name, which others learn from the resource.",
        "*:Registry registryName",
    ),
    *each(
        "The cloud's default is the same: learn.microsoft.com/azure/templates"
        "/microsoft.containerregistry/registries",
        "*:Registry adminUserEnabled",
        "*:Registry anonymousPullEnabled",
        "*:Registry networkRuleBypassOptions",
        "*:Registry publicNetworkAccess",
        "*:Registry zoneRedundancy",
        change="dropped",
    ),
    *each(
        "How many of a region's zones hold the images; every tier has its default:"
        " learn.microsoft.com/azure/container-registry/zone-redundancy",
        "*:Registry zoneRedundancy",
    ),
    *each(
        "Whether Azure's own services pass a firewall that there is not:"
        " learn.microsoft.com/azure/container-registry/allow-access-trusted-services",
        "*:Registry networkRuleBypassOptions",
    ),
    *each(
        "Required, or a word of a fixed list: Azure refuses the request.",
        "*:Registry sku*",
    ),
)
