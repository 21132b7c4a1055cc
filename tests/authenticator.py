"""A device that holds passkeys, made of software: what the browser would send."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 1, 4, 64


def words(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@dataclass
class Device:
    """One passkey; `count` is how often it signed, as it says itself."""

    origin: str
    rp_id: str
    flags: int = PRESENT | VERIFIED
    count: int = 0
    user: str = ""
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(20))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin}
        return json.dumps(said).encode()

    def _data(self, flags: int) -> bytes:
        name = hashlib.sha256(self.rp_id.encode()).digest()
        return name + bytes([flags]) + self.count.to_bytes(4, "big")

    def make(self, asked: dict[str, Any]) -> str:
        """Return what a device says that made a passkey."""
        self.user = asked["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        x, y = (one.to_bytes(32, "big") for one in (numbers.x, numbers.y))
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        data = self._data(self.flags | ATTESTED) + bytes(16)
        data += len(self.credential).to_bytes(2, "big") + self.credential + public
        statement = {"fmt": "none", "attStmt": {}, "authData": data}
        return self._told(
            clientDataJSON=self._client("webauthn.create", asked["challenge"]),
            attestationObject=cbor2.dumps(statement),
        )

    def sign(self, asked: dict[str, Any], **changed: str) -> str:
        """Return what a device says that signed a challenge."""
        client = self._client("webauthn.get", asked["challenge"])
        data = self._data(self.flags)
        signed = self.key.sign(
            data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256())
        )
        more = {"userHandle": self.user, **changed}
        return self._told(
            more, clientDataJSON=client, authenticatorData=data, signature=signed
        )

    def _told(self, more: dict[str, str] | None = None, **parts: bytes) -> str:
        response = {name: words(part) for name, part in parts.items()} | (more or {})
        said = {
            "id": words(self.credential), "rawId": words(self.credential),
            "type": "public-key", "clientExtensionResults": {}, "response": response,
        }  # fmt: skip
        return json.dumps(said)
