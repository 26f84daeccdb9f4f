"""A certificate of one process's life for its own socket.

Terraform takes the certificate from the handshake line and trusts exactly that one. Certificate and key are
written by hand, DER field by field: `cryptography.x509` and its serialization would add 50 ms to every start
of the provider, and Terraform starts it three times per plan. The key and the signature are `cryptography`'s.
"""

import time
from base64 import b64encode

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

_SEQUENCE, _SET, _INTEGER, _OBJECT_ID, _BITS, _OCTETS = 0x30, 0x31, 0x02, 0x06, 0x03, 0x04
_PUBLIC_KEY = bytes.fromhex("2a8648ce3d0201")
_P256 = bytes.fromhex("2a8648ce3d030107")
_ECDSA_WITH_SHA256 = bytes.fromhex("2a8648ce3d040302")
_COMMON_NAME = bytes.fromhex("550403")
_ALTERNATIVE_NAME = bytes.fromhex("551d11")
_HOST = b"localhost"
_DAY = 86400


def _field(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    if len(body) < 0x80:
        return bytes((tag, len(body))) + body
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(size))) + size + body


def _time(seconds: float) -> bytes:
    return _field(0x17, time.strftime("%y%m%d%H%M%SZ", time.gmtime(seconds)).encode())


def create() -> tuple[bytes, bytes]:
    """Make a key and its self-signed certificate for `localhost`.

    Returns:
        The private key and the certificate, both in DER.
    """
    key = generate_private_key(SECP256R1())
    numbers = key.private_numbers()
    place = numbers.public_numbers
    point = _field(_BITS, b"\x00\x04", place.x.to_bytes(32, "big"), place.y.to_bytes(32, "big"))
    curve = _field(_OBJECT_ID, _P256)
    public = _field(_SEQUENCE, _field(_SEQUENCE, _field(_OBJECT_ID, _PUBLIC_KEY), curve), point)
    algorithm = _field(_SEQUENCE, _field(_OBJECT_ID, _ECDSA_WITH_SHA256))
    name = _field(_SEQUENCE, _field(_OBJECT_ID, _COMMON_NAME), _field(0x0C, _HOST))
    name = _field(_SEQUENCE, _field(_SET, name))
    now = time.time()
    alternative = _field(_SEQUENCE, _field(0x82, _HOST))
    extension = _field(_SEQUENCE, _field(_OBJECT_ID, _ALTERNATIVE_NAME), _field(_OCTETS, alternative))
    body = _field(
        _SEQUENCE,
        _field(0xA0, _field(_INTEGER, b"\x02")),
        _field(_INTEGER, b"\x01"),
        algorithm,
        name,
        _field(_SEQUENCE, _time(now - _DAY), _time(now + 30 * _DAY)),
        name,
        public,
        _field(0xA3, _field(_SEQUENCE, extension)),
    )
    signature = _field(_BITS, b"\x00", key.sign(body, ECDSA(SHA256())))
    private = _field(
        _SEQUENCE,
        _field(_INTEGER, b"\x01"),
        _field(_OCTETS, numbers.private_value.to_bytes(32, "big")),
        _field(0xA0, curve),
        _field(0xA1, point),
    )
    return private, _field(_SEQUENCE, body, algorithm, signature)


def pem(label: str, document: bytes) -> bytes:
    """Return a DER document in PEM, such as a `CERTIFICATE` or an `EC PRIVATE KEY`."""
    return f"-----BEGIN {label}-----\n{b64encode(document).decode()}\n-----END {label}-----\n".encode()
