"""A certificate authority of the tests' own, so that https on this machine is verified as anywhere else."""

import datetime
import functools
import ipaddress
import ssl
import tempfile
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAY = datetime.timedelta(days=1)
_NO_USE = {
    "digital_signature": False,
    "content_commitment": False,
    "key_encipherment": False,
    "data_encipherment": False,
    "key_agreement": False,
    "key_cert_sign": False,
    "crl_sign": False,
    "encipher_only": False,
    "decipher_only": False,
}


class LocalAuthority:
    """Made once a process by `local_authority`; `certificate` is the path of its own, in PEM, `server_pem` that of a
    server's key and certificate.
    """

    def __init__(self, folder: Path) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named("TCBot's tests")
        self._own = _certificate(self._name, self._name, self._key.public_key(), self._key, None, _key_id(self._key))
        self.certificate = folder / "authority.pem"
        self.certificate.write_bytes(_pem(self._own))
        self.server_pem = folder / "server.pem"
        key = ec.generate_private_key(ec.SECP256R1())
        server = _certificate(
            _named("localhost"), self._name, key.public_key(), self._key, ["localhost"], _key_id(self._key)
        )
        self.server_pem.write_bytes(_private(key) + _pem(server))

    @property
    def environment(self) -> dict[str, str]:
        """What a process is told so that it trusts this authority alone."""
        return {"SSL_CERT_FILE": str(self.certificate), "REQUESTS_CA_BUNDLE": str(self.certificate)}

    def server_context(self) -> ssl.SSLContext:
        """For a server that is called by the names localhost, 127.0.0.1 or ::1."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.server_pem)
        return context


@functools.cache
def local_authority() -> LocalAuthority:
    """The authority of this process; its files go with the process' folder for temporary files."""
    return LocalAuthority(Path(tempfile.mkdtemp(prefix="tcbot-authority-")))


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _key_id(key: ec.EllipticCurvePrivateKey) -> x509.SubjectKeyIdentifier:
    return x509.SubjectKeyIdentifier.from_public_key(key.public_key())


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    signer: ec.EllipticCurvePrivateKey,
    hosts: list[str] | None,
    signer_id: x509.SubjectKeyIdentifier,
) -> x509.Certificate:
    """A server's certificate for `hosts` and loopback addresses; an authority's without."""
    now = datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder(issuer, subject, key, x509.random_serial_number(), now - DAY, now + 30 * DAY)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(signer_id), critical=False)
        .add_extension(x509.BasicConstraints(ca=hosts is None, path_length=None), critical=True)
    )
    if hosts is None:
        uses = x509.KeyUsage(**(_NO_USE | {"key_cert_sign": True, "crl_sign": True}))
        return builder.add_extension(uses, critical=True).sign(signer, hashes.SHA256())
    addresses = [x509.IPAddress(ipaddress.ip_address(each)) for each in ("127.0.0.1", "::1")]
    names = x509.SubjectAlternativeName([*(x509.DNSName(each) for each in hosts), *addresses])
    return (
        builder.add_extension(names, critical=False)
        .add_extension(x509.KeyUsage(**(_NO_USE | {"digital_signature": True})), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(signer, hashes.SHA256())
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
