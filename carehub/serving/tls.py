"""https inside an office without a public name: a local authority, and a certificate it signed.

Every computer of the office trusts the authority once. So that this trust cannot be turned against
them, the authority is only good for the names it was made for; its key stays readable by its owner.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from carehub.core import clock
from carehub.core.errors import Conflict, Invalid

AUTHORITY_YEARS = 10
# Apple refuses certificates that are good for longer.
CERTIFICATE_DAYS = 820
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class TlsFiles:
    """Where the four files are; only the authority's certificate leaves this computer."""

    authority: Path
    authority_key: Path
    certificate: Path
    key: Path

    @classmethod
    def inside(cls, home: Path) -> "TlsFiles":
        folder = home / "tls"
        return cls(
            authority=folder / "carehub-authority.crt",
            authority_key=folder / "carehub-authority.key",
            certificate=folder / "server.crt",
            key=folder / "server.key",
        )


def make_certificate(home: Path, names: Sequence[str]) -> TlsFiles:
    """A certificate for ``names`` (host names or IP addresses) and this computer itself.

    Made by the authority in ``home``, which is created first when there is none: called again, it
    renews. Raises Invalid for a name that is none, Conflict for one that the authority may not sign.
    """
    files = TlsFiles.inside(home)
    wanted = [_general_name(name) for name in dict.fromkeys([*names, *LOOPBACK])]
    files.key.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not files.authority.exists():
        _make_authority(files, wanted)
    authority = x509.load_pem_x509_certificate(files.authority.read_bytes())
    _refuse_names_beyond(authority, wanted)
    _make_server_certificate(files, authority, wanted)
    return files


def next_steps(files: TlsFiles, name: str, port: int) -> str:
    """What a person does now, on this computer and on each of the others."""
    return f"""\
Made a certificate for {name}. Start CareHub for the whole office with:

  CAREHUB_HOST=0.0.0.0 CAREHUB_BASE_URL=https://{name}:{port} \\
  CAREHUB_TLS_CERT={files.certificate} CAREHUB_TLS_KEY={files.key} make run

On every other computer, once: copy {files.authority} there (it is no secret) and trust it:
  Windows  open it, Install Certificate, Local Machine, Trusted Root Certification Authorities
  macOS    open it in Keychain Access, System, and set it to Always Trust
  Linux    copy it to /usr/local/share/ca-certificates and run update-ca-certificates
  Firefox  Settings, Privacy & Security, View Certificates, Authorities, Import
Then open https://{name}:{port} there. (The other computers must know {name}: your router or a line in hosts.)
Run this command again to renew the certificate; `carehub doctor` says when."""


def days_left(certificate: Path) -> int:
    """Whole days until the certificate in this PEM file ends; negative when it has ended."""
    loaded = x509.load_pem_x509_certificate(certificate.read_bytes())
    return (loaded.not_valid_after_utc - clock.now()).days


def belong_together(certificate: Path, key: Path) -> bool:
    """Whether the key in one PEM file is the one of the certificate in the other."""
    loaded = x509.load_pem_x509_certificate(certificate.read_bytes())
    private = serialization.load_pem_private_key(key.read_bytes(), password=None)
    return loaded.public_key() == private.public_key()


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        pass
    labels = name.split(".")
    if not all(label and label.isascii() and label.replace("-", "").isalnum() for label in labels):
        raise Invalid(f"{name!r} is not the name or address of a computer, such as carehub.local.")
    return x509.DNSName(name.lower())


def _make_authority(files: TlsFiles, names: Sequence[x509.GeneralName]) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CareHub of this office")])
    public = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    certificate = (
        _dated(name, name, key, days=AUTHORITY_YEARS * 365)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints([_as_constraint(one) for one in names], None), critical=True)
        .add_extension(public, critical=False)
        .sign(key, hashes.SHA256())
    )
    _write_secret(files.authority_key, key)
    files.authority.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _make_server_certificate(
    files: TlsFiles, authority: x509.Certificate, names: Sequence[x509.GeneralName]
) -> None:
    signer = serialization.load_pem_private_key(files.authority_key.read_bytes(), password=None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise Conflict(f"{files.authority_key} is not a key that CareHub made: move it away.")
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CareHub")])
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    certificate = (
        _dated(subject, authority.subject, key, days=CERTIFICATE_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(issuer, critical=False)
        .sign(signer, hashes.SHA256())
    )
    _write_secret(files.key, key)
    files.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _dated(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, *, days: int
) -> x509.CertificateBuilder:
    # A day early, for computers whose clock is behind.
    start = clock.now() - timedelta(days=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _as_constraint(name: x509.GeneralName) -> x509.GeneralName:
    """In a constraint an address stands as the network that holds it alone."""
    if isinstance(name, x509.IPAddress):
        assert isinstance(name.value, IPv4Address | IPv6Address | IPv4Network | IPv6Network)
        return x509.IPAddress(ip_network(name.value))
    return name


def _refuse_names_beyond(authority: x509.Certificate, wanted: Sequence[x509.GeneralName]) -> None:
    allowed = (
        authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    )
    beyond = [name.value for name in wanted if _as_constraint(name) not in allowed]
    if beyond:
        raise Conflict(
            f"The authority made earlier is not good for {', '.join(map(str, beyond))}: move the folder tls "
            "away, run this again, and let every computer trust the new authority."
        )


def _write_secret(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    path.unlink(missing_ok=True)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
