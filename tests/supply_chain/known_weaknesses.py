"""`make audit`: the locked packages against the published weaknesses, by pip-audit.

    python -m tests.supply_chain.known_weaknesses requirements/base.txt

The weaknesses are looked up over the network, by the names and versions of the packages. Where they can't be had, it
says so and ends well: nothing was compared. It ends with 1 where a locked version is known to be weak.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

PROGRAM = Path(sys.executable).parent / "pip-audit"
SECONDS = 600
UNKNOWN = "What is known of weaknesses can't be had from here: the packages were compared with nothing."


def known_weaknesses(requirements: Path, environment: Mapping[str, str]) -> list[str] | None:
    """A line for each weakness, none where nothing is known; None where the data can't be had."""
    options = ["--require-hashes", "--disable-pip", "--format", "json", "--progress-spinner", "off", "--timeout", "15"]
    command = [str(PROGRAM), *options, "--requirement", str(requirements)]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, env=dict(environment), timeout=SECONDS)
        packages = json.loads(ran.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError, TypeError):
        return None
    return lines(packages)


def lines(packages: list[dict]) -> list[str]:
    """What pip-audit found, a line a weakness: the package, its version, the id, the versions that mend it."""
    found = []
    for package in packages:
        for weakness in package.get("vulns", ()):
            mended = ", ".join(weakness.get("fix_versions", ())) or "no version yet"
            found.append(f"{package['name']} {package['version']}: {weakness['id']}, mended in {mended}")
    return found


def main() -> int:
    """Says what was found; the exit code."""
    found = known_weaknesses(Path(sys.argv[1]), os.environ)
    if found is None:
        print(UNKNOWN)
        return 0
    print("\n".join(found) or "No weakness is known of the locked packages.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
