"""What Google Cloud answers for stores, identities, machine learning and observation."""

from __future__ import annotations

from typing import Any, Final

from polycloud_testing.simulation.making import Making
from polycloud_testing.simulation.outputs.gcp_facts import constant, last, located, project_of
from polycloud_testing.simulation.outputs.rules import Rule

_POOLS: Final = "locations/global/workloadIdentityPools"


def _email(making: Making) -> str:
    project = project_of(making)
    # An organisation's projects are written "example.com:name".
    organisation, _, name = project.rpartition(":")
    domain = f"{name}.{organisation}" if organisation else name
    return f"{making.text('accountId')}@{domain}.iam.gserviceaccount.com"


def _member_id(making: Making) -> str:
    """``RESOURCE/ROLE/MEMBER``, as the bridged IAM resources have it."""
    inputs = making.inputs
    words = ("bucket", "topic", "secretId", "repository", "serviceAccountId", "cryptoKeyId")
    thing = next((str(inputs[word]) for word in words if inputs.get(word)), project_of(making))
    if inputs.get("bucket"):
        thing = f"b/{thing}"
    return "/".join(str(p) for p in (thing, inputs.get("role"), inputs.get("member")) if p)


def _sink_writer(making: Making) -> str:
    return f"serviceAccount:service-{making.digits(12)}@gcp-sa-logging.iam.gserviceaccount.com"


def _key_id(making: Making) -> str:
    return f"{making.text('keyRing')}/cryptoKeys/{making.text('name')}"


def _version_name(making: Making) -> str:
    return f"projects/000000000000/secrets/{last(making.text('secret'))}/versions/1"


def _registry(making: Making) -> str:
    location = making.text("location", "us-central1")
    return f"{location}-docker.pkg.dev/{project_of(making)}/{making.text('repositoryId')}"


def _of_secret(making: Making) -> str:
    return f"projects/{project_of(making)}/secrets/{last(making.text('secret'))}/versions/1"


def _numbered(kind: str) -> Rule:
    return {"name": f"projects/{{project}}/{kind}/{{digits:19}}", "id": "{name}"}


def _index_id(making: Making) -> str:
    database: Any = making.get("database", "(default)")
    collection = making.text("collection")
    path = f"projects/{project_of(making)}/databases/{database}/collectionGroups/{collection}"
    return f"{path}/indexes/{making.hex(12, 'index')}"


_MEMBERS: Final = (
    "gcp:storage/bucketIAMMember:BucketIAMMember",
    "gcp:projects/iAMMember:IAMMember",
    "gcp:serviceaccount/iAMMember:IAMMember",
    "gcp:secretmanager/secretIamMember:SecretIamMember",
    "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember",
    "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember",
    "gcp:pubsub/topicIAMMember:TopicIAMMember",
)

RULES: Final[dict[str, Rule]] = {
    **{token: {"id": _member_id} for token in _MEMBERS},
    "gcp:storage/bucket:Bucket": {
        "id": "{name}",
        "selfLink": "https://www.googleapis.com/storage/v1/b/{name}",
        "url": "gs://{name}",
        "projectNumber": constant(0),
        "rpo": "DEFAULT",
        "publicAccessPrevention": "inherited",
        "uniformBucketLevelAccess": constant(False),
        "timeCreated": "2026-01-01T00:00:00Z",
        "updated": "2026-01-01T00:00:00Z",
    },
    "gcp:storage/bucketObject:BucketObject": {
        "outputName": "{name}",
        "id": "{bucket}-{name}",
        "selfLink": "https://www.googleapis.com/storage/v1/b/{bucket}/o/{name}",
        "mediaLink": "https://storage.googleapis.com/download/storage/v1/b/{bucket}/o/{name}",
    },
    "gcp:serviceaccount/account:Account": {
        "email": _email,
        "name": "projects/{project}/serviceAccounts/{email}",
        "id": "{name}",
        "uniqueId": "{digits:21}",
        "member": "serviceAccount:{email}",
    },
    "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": {
        "id": f"projects/{{project}}/{_POOLS}/{{workloadIdentityPoolId}}",
        "name": f"projects/{{number}}/{_POOLS}/{{workloadIdentityPoolId}}",
    },
    "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": {
        "id": f"projects/{{project}}/{_POOLS}/{{workloadIdentityPoolId}}/providers/"
        "{workloadIdentityPoolProviderId}",
        "name": f"projects/{{number}}/{_POOLS}/{{workloadIdentityPoolId}}/providers/"
        "{workloadIdentityPoolProviderId}",
    },
    "gcp:kms/keyRing:KeyRing": located("keyRings"),
    "gcp:kms/cryptoKey:CryptoKey": {"id": _key_id},
    "gcp:artifactregistry/repository:Repository": located(
        "repositories", "{repositoryId}", name="{repositoryId}", registryUri=_registry
    ),
    "gcp:secretmanager/secret:Secret": {
        "id": "projects/{project}/secrets/{secretId}",
        "name": "projects/{number}/secrets/{secretId}",
    },
    "gcp:secretmanager/secretVersion:SecretVersion": {
        "id": _of_secret,
        "name": _version_name,
        "version": "1",
    },
    "gcp:firestore/database:Database": {
        "id": "projects/{project}/databases/{name}",
        "uid": "{uuid}",
        "keyPrefix": "g",
        "earliestVersionTime": "2026-01-01T00:00:00Z",
        "versionRetentionPeriod": "3600s",
        "concurrencyMode": "PESSIMISTIC",
    },
    "gcp:firestore/index:Index": {"id": _index_id, "name": "{id}"},
    "gcp:projects/iAMCustomRole:IAMCustomRole": {
        "id": "projects/{project}/roles/{roleId}",
        "name": "{id}",
    },
    "gcp:organizations/iAMCustomRole:IAMCustomRole": {
        "id": "organizations/{orgId}/roles/{roleId}",
        "name": "{id}",
    },
    "gcp:projects/service:Service": {"id": "{project}/{service}"},
    "gcp:organizations/project:Project": {"id": "projects/{projectId}", "number": "{number}"},
    "gcp:vertex/aiMetadataStore:AiMetadataStore": {
        "id": "projects/{project}/locations/{region}/metadataStores/{name}",
    },
    "gcp:vertex/aiTensorboard:AiTensorboard": {
        "name": "projects/{number}/locations/{region}/tensorboards/{digits:19}",
        "id": "{name}",
        "blobStoragePathPrefix": "cloud-ai-platform-{uuid}",
        "runCount": "0",
    },
    "gcp:vertex/aiEndpoint:AiEndpoint": {
        "id": "projects/{project}/locations/{location}/endpoints/{name}",
        "dedicatedEndpointDns": "",
        "modelDeploymentMonitoringJob": "",
    },
    "gcp:monitoring/dashboard:Dashboard": {
        "id": "projects/{number}/dashboards/{uuid}",
    },
    "gcp:monitoring/alertPolicy:AlertPolicy": _numbered("alertPolicies"),
    "gcp:monitoring/notificationChannel:NotificationChannel": _numbered("notificationChannels"),
    "gcp:logging/metric:Metric": {"id": "{name}"},
    "gcp:logging/projectSink:ProjectSink": {
        "id": "projects/{project}/sinks/{name}",
        "writerIdentity": _sink_writer,
    },
    "gcp:logging/projectBucketConfig:ProjectBucketConfig": {
        "id": "projects/{project}/locations/{location}/buckets/{bucketId}",
        "name": "{id}",
    },
    "gcp:pubsub/topic:Topic": {"id": "projects/{project}/topics/{name}"},
    "gcp:pubsub/subscription:Subscription": {"id": "projects/{project}/subscriptions/{name}"},
    "gcp:bigquery/dataset:Dataset": {
        "id": "projects/{project}/datasets/{datasetId}",
        "selfLink": "https://bigquery.googleapis.com/bigquery/v2/{id}",
    },
    "gcp:dns/managedZone:ManagedZone": {
        "id": "projects/{project}/managedZones/{name}",
        "managedZoneId": "{digits:19}",
        "nameServers": lambda making: [f"ns-cloud-a{n}.simulated.example." for n in range(1, 5)],
    },
    "gcp:billing/budget:Budget": {
        "name": "{uuid}",
        "id": "billingAccounts/{billingAccount}/budgets/{name}",
    },
}
