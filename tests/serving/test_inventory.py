"""The bill of materials says what the locks say."""

import json
import re

from carehub.serving.inventory import PAGES_LOCK, PYTHON_LOCK, UNKNOWN, as_cyclonedx, parts

# With these, what a center adds would have to be given away as well; LGPL and MPL ask for no such thing.
NOT_FOR_US = re.compile(r"\b(A?GPL|SSPL|BUSL)\b|Affero|(?<!Lesser )General Public", re.IGNORECASE)


def test_every_package_of_both_locks_is_in_the_inventory() -> None:
    pins = set(re.findall(r"^([\w.-]+)(?:\[.*?\])?==([^ ;\\]+)", PYTHON_LOCK.read_text(), re.MULTILINE))
    packages = json.loads(PAGES_LOCK.read_text())["packages"]
    of_pages = {
        (path.rpartition("node_modules/")[2], each["version"]) for path, each in packages.items() if path
    }
    found = parts()
    assert {(each.name, each.version) for each in found if each.kind == "pypi"} == {
        (name.lower(), version) for name, version in pins
    }
    assert {(each.name, each.version) for each in found if each.kind == "npm"} == of_pages


def test_every_licence_is_known_and_lets_a_center_use_it() -> None:
    assert [each.name for each in parts() if each.licence == UNKNOWN or NOT_FOR_US.search(each.licence)] == []


def test_it_is_what_tools_for_bills_of_materials_read() -> None:
    bill = json.loads(json.dumps(as_cyclonedx(parts())))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    references = [each["bom-ref"] for each in bill["components"]]
    assert len(references) == len(set(references)) > 300
    assert "pkg:pypi/reflex@0.10.1" in references
    assert all(each["purl"].startswith(("pkg:pypi/", "pkg:npm/")) for each in bill["components"])
