"""What the custom policies of a VPN connection allow.

https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-compliance-crypto
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from polycloud.graph import Resource
from polycloud_testing.facts.links import Phase
from polycloud_testing.facts.resources import label, listed
from polycloud_testing.facts.unknown import Fact, Unknown

_CIPHERS: Final = {
    "None": "NULL",
    "DES": "DES-CBC",
    "DES3": "3DES-CBC",
    "AES128": "AES-CBC-128",
    "AES192": "AES-CBC-192",
    "AES256": "AES-CBC-256",
    "GCMAES128": "AES-GCM-16-128",
    "GCMAES192": "AES-GCM-16-192",
    "GCMAES256": "AES-GCM-16-256",
}
_HASHES: Final = {
    "MD5": "HMAC-MD5",
    "SHA1": "HMAC-SHA1",
    "SHA256": "HMAC-SHA2-256",
    "SHA384": "HMAC-SHA2-384",
}
_GROUPS: Final = {
    "None": 0,
    "ECP256": 19,
    "ECP384": 20,
    "DHGroup1": 1,
    "DHGroup2": 2,
    "DHGroup14": 14,
    "DHGroup2048": 14,
    "DHGroup24": 24,
    "PFS1": 1,
    "PFS2": 2,
    "PFS14": 14,
    "PFS2048": 14,
    "PFS24": 24,
}


def phases(connection: Resource) -> tuple[Fact[Phase], Fact[Phase]]:
    """What IKE and ESP may settle on. Without a policy, Azure proposes a list of its own."""
    policies = listed(connection, "ipsecPolicies")
    if isinstance(policies, Unknown):
        return policies, policies
    if len(policies) != 1:
        doubt = Unknown(f"{label(connection)} proposes {len(policies) or 'all of its'} policies.")
        return doubt, doubt
    policy = cast("Mapping[str, Any]", policies[0])
    cipher = _CIPHERS.get(str(policy.get("ikeEncryption")))
    # Of IKE with an authenticated cipher, "integrity" is the pseudo-random function.
    prf = _HASHES.get(str(policy.get("ikeIntegrity")))
    group = _GROUPS.get(str(policy.get("dhGroup")))
    ike = _phase(connection, cipher, prf, group, prf)
    esp_cipher, integrity = policy.get("ipsecEncryption"), policy.get("ipsecIntegrity")
    if "GCM" in str(esp_cipher) and integrity != esp_cipher:
        doubt = Unknown(f"{label(connection)} has two ciphers for ESP, which Azure refuses.")
        return ike, doubt
    hash_ = _HASHES.get(str(integrity), "")
    esp_group = _GROUPS.get(str(policy.get("pfsGroup")))
    return ike, _phase(connection, _CIPHERS.get(str(esp_cipher)), hash_, esp_group, "")


def _phase(
    connection: Resource, cipher: str | None, hash_: str | None, group: int | None, prf: str | None
) -> Fact[Phase]:
    if cipher is None or hash_ is None or group is None or prf is None:
        return Unknown(f"The policy of {label(connection)} has what is not known here.")
    return Phase(
        encryption=frozenset({cipher}),
        integrity=frozenset() if "GCM" in cipher or not hash_ else frozenset({hash_}),
        prf=frozenset({prf}) if prf else frozenset(),
        groups=frozenset({group}),
    )
