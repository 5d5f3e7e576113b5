"""`make sbom`: the locked packages as a bill of materials in CycloneDX 1.6, checked against its schema.

    python -m tests.supply_chain.bill_of_materials requirements/base.txt dist/sbom.json

Two runs over the same lock write the same bytes. Nothing is asked over the network. The licences aren't in it: a lock
doesn't say them.
"""

import subprocess
import sys
from pathlib import Path

from tests.deploy.programs import found_program

PROGRAM = "cyclonedx-py"
PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"


def write(program: str, requirements: Path, file: Path) -> None:
    """Writes the file by the program of that path; raises `CalledProcessError` where its schema doesn't hold."""
    options = ["--pyproject", str(PYPROJECT), "--short-PURLs", "--output-reproducible", "--spec-version", "1.6"]
    command = [program, "requirements", *options, "--validate", "--output-file", str(file), str(requirements)]
    subprocess.run(command, check=True, capture_output=True)


if __name__ == "__main__":
    found = found_program(PROGRAM)
    if found is None:
        sys.exit(f"{PROGRAM} isn't installed. Install it: make deploy-tools.")
    write(found, Path(sys.argv[1]), Path(sys.argv[2]))
    print(f"{sys.argv[2]} lists what {sys.argv[1]} installs.")
