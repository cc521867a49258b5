"""Resources and settings that would change an answer on Google Cloud."""

from __future__ import annotations

from typing import Any, Final

from polycloud_testing.contracts.mutation.intruders import Intruder, Stray

_BUCKET: Final = "gcp:storage/bucket:Bucket"
_DATABASE: Final = "gcp:firestore/database:Database"
_REPOSITORY: Final = "gcp:artifactregistry/repository:Repository"
_ACCOUNT: Final = "gcp:serviceaccount/account:Account"
_POOL: Final = "gcp:iam/workloadIdentityPool:WorkloadIdentityPool"
_PROVIDER: Final = "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider"
_SOMEBODY: Final = "user:somebody@example.com"


def _on_bucket(name: str, **inputs: Any) -> Intruder:
    token = f"gcp:storage/{name[0].lower()}{name[1:]}:{name}"
    return Intruder(token, host=_BUCKET, by={"bucket": "name"}, inputs=inputs)


def _on_repository(name: str, **inputs: Any) -> Intruder:
    token = f"gcp:artifactregistry/{name[0].lower()}{name[1:]}:{name}"
    by = {"repository": "name", "location": "location", "project": "project"}
    return Intruder(token, host=_REPOSITORY, by=by, inputs=inputs)


INTRUDERS = (
    _on_bucket("BucketIAMBinding", role="roles/storage.objectViewer", members=["allUsers"]),
    _on_bucket("BucketIAMMember", role="roles/storage.objectViewer", member=_SOMEBODY),
    _on_bucket("BucketIAMPolicy", policyData="{}"),
    _on_bucket("BucketACL", predefinedAcl="publicRead"),
    _on_bucket("BucketAccessControl", entity="allUsers", role="READER"),
    _on_bucket("DefaultObjectACL", roleEntities=["READER:allUsers"]),
    _on_bucket("DefaultObjectAccessControl", entity="allUsers", role="READER"),
    _on_bucket("ManagedFolderIamMember", role="roles/storage.objectViewer", member=_SOMEBODY),
    Intruder("gcp:firestore/userCreds:UserCreds", host=_DATABASE, by={"database": "name"}),
    Intruder("gcp:firebaserules/release:Release", host=_DATABASE),
    _on_repository(
        "RepositoryIamBinding", role="roles/artifactregistry.reader", members=["allUsers"]
    ),
    _on_repository("RepositoryIamMember", role="roles/artifactregistry.reader", member=_SOMEBODY),
    _on_repository("RepositoryIamPolicy", policyData="{}"),
    Intruder(
        "gcp:projects/iAMBinding:IAMBinding",
        inputs={"project": "ml-platform", "role": "roles/viewer", "members": [_SOMEBODY]},
    ),
    Intruder(
        "gcp:projects/iAMMember:IAMMember",
        inputs={"project": "ml-platform", "role": "roles/owner", "member": _SOMEBODY},
    ),
    Intruder("gcp:projects/iAMPolicy:IAMPolicy", inputs={"project": "ml-platform"}),
    Intruder("gcp:folder/iAMMember:IAMMember"),
    Intruder("gcp:organizations/iAMMember:IAMMember"),
    Intruder(
        "gcp:serviceaccount/iAMMember:IAMMember",
        host=_ACCOUNT,
        by={"serviceAccountId": "name"},
        inputs={"role": "roles/iam.serviceAccountTokenCreator", "member": _SOMEBODY},
    ),
    Intruder("gcp:serviceaccount/iAMPolicy:IAMPolicy", host=_ACCOUNT),
    Intruder("gcp:serviceaccount/key:Key", host=_ACCOUNT, by={"serviceAccountId": "name"}),
    Intruder("gcp:storage/hmacKey:HmacKey", host=_ACCOUNT, by={"serviceAccountEmail": "email"}),
    Intruder(
        _PROVIDER,
        host=_POOL,
        by={"workloadIdentityPoolId": "workloadIdentityPoolId"},
        inputs={
            "attributeMapping": {"google.subject": "assertion.sub"},
            "oidc": {"issuerUri": "https://elsewhere.example", "allowedAudiences": ["any"]},
        },
    ),
)

STRAYS = (
    Stray(_BUCKET, "encryption", {"defaultKmsKeyName": "projects/p/locations/l/keyRings/r/k"}),
    Stray(_BUCKET, "website", {"mainPageSuffix": "index.html"}),
    Stray(_BUCKET, "retentionPolicy", {"retentionPeriod": 3600}),
    Stray(_BUCKET, "ipFilter", {"mode": "Enabled"}),
    Stray(_BUCKET, "autoclass", {"enabled": True}),
    Stray(_DATABASE, "cmekConfig", {"kmsKeyName": "projects/p/locations/l/keyRings/r/k"}),
    Stray(_REPOSITORY, "kmsKeyName", "projects/p/locations/l/keyRings/r/k"),
    Stray(_REPOSITORY, "virtualRepositoryConfig", {"upstreamPolicies": [{"id": "other"}]}),
    Stray(_REPOSITORY, "remoteRepositoryConfig", {"description": "Docker Hub"}),
    Stray(_REPOSITORY, "deletionPolicy", "ABANDON"),
    Stray(_PROVIDER, "aws", {"accountId": "999999999999"}),
    Stray(_PROVIDER, "disabled", True),
    Stray(_POOL, "disabled", True),
)
