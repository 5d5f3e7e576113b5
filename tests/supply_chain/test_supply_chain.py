"""The supply chain: what is installed is listed, held by hashes, and compared with what is known of it."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.deploy.programs import needed_program
from tests.supply_chain import bill_of_materials
from tests.supply_chain.bill_of_materials import write
from tests.supply_chain.known_weaknesses import PROGRAM, known_weaknesses, lines
from tests.supply_chain.locked_packages import locked_packages

ROOT = Path(__file__).parents[2]
BASE = ROOT / "requirements" / "base.txt"


@pytest.mark.parametrize("file", ["base.txt", "s3.txt", "dev.txt", "uv.txt"])
def test_each_locked_package_has_a_version_and_hashes(file: str) -> None:
    requirements = ROOT / "requirements" / file
    packages = locked_packages(requirements)
    assert packages
    assert [name for name, (_, sums) in packages.items() if not sums] == []
    loose = [line for line in requirements.read_text().splitlines() if re.match(r"\S*(?:@|://|-e |--.*index)", line)]
    assert loose == [], "neither an address nor an index of its own"


def test_what_a_bucket_needs_is_locked_beside_the_base_and_changes_nothing_of_it() -> None:
    base, with_bucket = locked_packages(BASE), locked_packages(BASE.with_name("s3.txt"))
    assert {name: with_bucket.get(name) for name in base} == base
    assert "s3fs" in with_bucket
    assert "s3fs" not in base


@pytest.mark.slow
def test_the_bill_of_materials_is_valid_and_lists_each_locked_package_with_its_hashes(tmp_path: Path) -> None:
    program = needed_program(bill_of_materials.PROGRAM)
    first, second = tmp_path / "sbom.json", tmp_path / "again.json"
    write(program, BASE, first)  # it raises where its own schema doesn't hold
    listed = json.loads(first.read_text())
    assert (listed["bomFormat"], listed["specVersion"]) == ("CycloneDX", "1.6")
    assert listed["metadata"]["component"]["name"] == "tcbot"
    found: dict[str, set[str]] = {}
    versions = {}
    for component in listed["components"]:
        sums = [each["content"] for way in component["externalReferences"] for each in way.get("hashes", ())]
        found.setdefault(component["name"], set()).update(sums)
        versions[component["name"]] = component["version"]
    locked = locked_packages(BASE)
    assert versions == {name: version for name, (version, _) in locked.items()}
    assert found == {name: set(sums) for name, (_, sums) in locked.items()}
    write(program, BASE, second)
    assert first.read_bytes() == second.read_bytes()


def test_a_known_weakness_is_a_line_with_the_version_that_mends_it() -> None:
    weak = {"name": "left", "version": "1.0", "vulns": [{"id": "CVE-1", "fix_versions": ["1.1"]}]}
    fresh = {"name": "right", "version": "2.0", "vulns": []}
    skipped = {"name": "ours", "skip_reason": "not published"}
    assert lines([weak, fresh, skipped]) == ["left 1.0: CVE-1, mended in 1.1"]


@pytest.mark.slow
def test_where_the_data_can_t_be_had_nothing_is_claimed(tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9"
    environment = {**os.environ, "HTTPS_PROXY": nowhere, "HTTP_PROXY": nowhere, "https_proxy": nowhere,
                   "http_proxy": nowhere, "NO_PROXY": "", "no_proxy": "", "HOME": str(tmp_path)}  # fmt: skip
    one = tmp_path / "one.txt"
    one.write_text("attrs==25.4.0 --hash=sha256:" + "0" * 64 + "\n")
    assert known_weaknesses(one, environment) is None
    ran = subprocess.run([str(PROGRAM), "--version"], capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("pip-audit")
