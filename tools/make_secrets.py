"""`make secrets`: everything in docker/secrets that the stack needs, random. What is there is kept.

The folder is the owner's alone. The files in it can be read by all, because Compose mounts them as they are and the services run
under users of their own: nobody else on the host gets past the folder.
"""

from __future__ import annotations

import base64
import datetime
import ipaddress
import json
import secrets
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

FOLDER = Path(__file__).resolve().parents[1] / "docker" / "secrets"
YEARS = 3


def main(folder: Path = FOLDER) -> int:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = [name for name in _PASSWORDS if _write(folder / name, secrets.token_urlsafe(32))]
    # Airflow wants 64 bytes or more for its tokens, the same in every component.
    made += [name for name in ("jwt_secret", "api_secret_key", "kibana_key") if _write(folder / name, secrets.token_hex(64))]
    made += ["fernet_key"] if _write(folder / "fernet_key", base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()) else []
    login = secrets.token_urlsafe(16)
    made += ["airflow_passwords"] if _write(folder / "airflow_passwords", json.dumps({"operator": login})) else []
    made += _certificates(folder)
    print(f"{folder.name}: made {', '.join(made)}" if made else f"{folder.name}: everything was there; nothing was changed")
    if "airflow_passwords" in made:
        print("Airflow's user is `operator`; its password is in docker/secrets/airflow_passwords")
    return 0


_PASSWORDS = (
    "postgres_password",
    "airflow_database_password",
    "ledger_password",
    "redis_password",
    "elastic_password",
    "index_password",
    "kibana_password",
    "dashboards_password",
    "pages_password",
    "pages_token",
)


def _write(path: Path, value: str) -> bool:
    if path.exists():
        return False
    path.write_text(value, encoding="utf-8")
    path.chmod(0o644)
    return True


def _certificates(folder: Path) -> list[str]:
    """A private authority and a certificate for Elasticsearch; the authority's key is thrown away."""
    if all((folder / name).exists() for name in ("ca", "index_cert", "index_key")):
        return []
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = _signed("Dateline authority", authority_key, authority_key, authority=True)
    certificate = _signed("elasticsearch", key, authority_key, authority=False)
    for name, content in {
        "ca": _pem(authority),
        "index_cert": _pem(certificate),
        "index_key": key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode(),
    }.items():
        (folder / name).unlink(missing_ok=True)
        _write(folder / name, content)
    return ["ca", "index_cert", "index_key"]


def _signed(name: str, key: ec.EllipticCurvePrivateKey, issuer_key: ec.EllipticCurvePrivateKey, *, authority: bool) -> x509.Certificate:
    """A certificate by "Dateline authority", with every extension that Python 3.13 and its VERIFY_X509_STRICT ask for."""
    now = datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Dateline authority")]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True)
        .add_extension(_usage(authority=authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if not authority:
        names = [x509.DNSName("elasticsearch"), x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _usage(*, authority: bool) -> x509.KeyUsage:
    """An authority signs certificates, a server its handshakes; neither does anything else."""
    return x509.KeyUsage(
        digital_signature=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


if __name__ == "__main__":
    sys.exit(main())
