"""Another computer of the office opens CareHub over https, under the name that the office gave it."""

import base64
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Browser, Page, expect

from carehub.serving import tls
from tests.conftest import People
from tests.e2e import steps
from tests.serving.running import RunningServer, free_port, running

NAME = "desk.riverbend.test"


@pytest.fixture(scope="module")
def certificate(home: Path) -> tls.TlsFiles:
    return tls.make_certificate(home, [NAME])


@pytest.fixture(scope="module")
def server(build: Path, home: Path, people: People, certificate: tls.TlsFiles) -> Iterator[RunningServer]:
    port = free_port()
    address = f"https://{NAME}:{port}"
    with running(
        home,
        port,
        CAREHUB_TLS_CERT=str(certificate.certificate),
        CAREHUB_TLS_KEY=str(certificate.key),
        CAREHUB_BASE_URL=address,
    ) as started:
        yield replace(started, url=address)
    started.refuse_tracebacks()


@pytest.fixture(scope="module")
def browser(launch: Callable[..., Browser], certificate: tls.TlsFiles) -> Iterator[Browser]:
    """A computer whose network knows the name, and which trusts this one key and no other."""
    launched = launch(
        f"--host-resolver-rules=MAP {NAME} 127.0.0.1",
        f"--ignore-certificate-errors-spki-list={_fingerprint(certificate.certificate)}",
    )
    yield launched
    launched.close()


def test_a_colleague_signs_in_from_another_computer(server: RunningServer, stranger: Page) -> None:
    page = stranger
    steps.sign_in(page, "alice")
    assert page.url == f"{server.url}/"
    cookies = {cookie.get("name"): cookie for cookie in page.context.cookies()}
    assert cookies["__Host-carehub"].get("secure")
    assert cookies["__Host-carehub"].get("httpOnly")


def test_on_the_computer_itself_the_page_keeps_its_port(
    server: RunningServer, new_page: Callable[[], Page]
) -> None:
    page = new_page()
    page.goto(server.url.replace(NAME, "localhost"))
    steps.sign_in(page, "bob")
    expect(page.get_by_role("button", name="Your account")).to_contain_text("Bob Tran")


def _fingerprint(certificate: Path) -> str:
    loaded = x509.load_pem_x509_certificate(certificate.read_bytes())
    key = loaded.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(key).digest()).decode()
