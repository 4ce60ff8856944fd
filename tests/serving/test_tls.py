"""The certificate of an office: trusted by name, useless for any other."""

import socket
import ssl
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from carehub.core import clock
from carehub.core.errors import Conflict, Invalid
from carehub.serving import tls

NAME = "desk.riverbend.test"


def test_a_computer_that_trusts_the_authority_gets_through(tmp_path: Path) -> None:
    files = tls.make_certificate(tmp_path, [NAME])
    with listening(files) as port:
        assert shake_hands(files.authority, port, NAME) == "TLSv1.3"
        assert shake_hands(files.authority, port, "localhost") == "TLSv1.3"


def test_another_name_is_not_believed(tmp_path: Path) -> None:
    files = tls.make_certificate(tmp_path, [NAME])
    with listening(files) as port, pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(files.authority, port, "bank.example.com")


def test_the_authority_can_only_sign_for_the_names_it_was_made_for(tmp_path: Path) -> None:
    files = tls.make_certificate(tmp_path, [NAME, "10.0.0.5"])
    authority = x509.load_pem_x509_certificate(files.authority.read_bytes())
    constraints = authority.extensions.get_extension_for_class(x509.NameConstraints)
    assert constraints.critical
    assert x509.DNSName(NAME) in (constraints.value.permitted_subtrees or [])


def test_keys_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    files = tls.make_certificate(tmp_path, [NAME])
    for key in (files.key, files.authority_key):
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(files.key.parent.stat().st_mode) == 0o700


def test_made_again_it_renews_and_keeps_the_trust(tmp_path: Path) -> None:
    with clock.freeze(datetime.now(UTC) - timedelta(days=800)):
        first = tls.make_certificate(tmp_path, [NAME])
    trusted, old = first.authority.read_bytes(), first.certificate.read_bytes()
    assert tls.days_left(first.certificate) < 30
    again = tls.make_certificate(tmp_path, [NAME])
    assert again.authority.read_bytes() == trusted
    assert again.certificate.read_bytes() != old
    assert tls.days_left(again.certificate) > 800
    assert tls.belong_together(again.certificate, again.key)


def test_a_name_beyond_the_authority_is_refused_in_words(tmp_path: Path) -> None:
    tls.make_certificate(tmp_path, [NAME])
    with pytest.raises(Conflict, match=r"not good for other\.test"):
        tls.make_certificate(tmp_path, ["other.test"])


@pytest.mark.parametrize("name", ["", "two words", "*.riverbend.test", "https://desk.test", "a..b"])
def test_what_is_no_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Invalid, match="is not the name or address"):
        tls.make_certificate(tmp_path, [name])
    assert not (tmp_path / "tls").exists()


@contextmanager
def listening(files: tls.TlsFiles) -> Iterator[int]:
    """A TLS server with the certificate that shakes hands until the end of the block."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.certificate, files.key)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_accept, args=(listener, context), daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def _accept(listener: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        try:
            context.wrap_socket(connection, server_side=True).close()
        except (ssl.SSLError, OSError):
            connection.close()


def shake_hands(authority: Path, port: int, name: str) -> str | None:
    """Connect as a browser does that trusts only this authority; the TLS version agreed on."""
    context = ssl.create_default_context(cafile=str(authority))
    with (
        socket.create_connection(("127.0.0.1", port), timeout=5) as plain,
        context.wrap_socket(plain, server_hostname=name) as secured,
    ):
        return secured.version()
