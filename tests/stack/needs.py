"""The programs that the stack is made of, and how to get those that aren't here."""

import shutil
from pathlib import Path

from tests.servers import alerting, elasticsearch, nginx, postgres


def missing() -> list[str]:
    """A line for each program that isn't here, with how to get it; empty where the stack can run."""
    found = {
        nginx.REMEDY: shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin"),
        alerting.REMEDY: shutil.which("prometheus") and shutil.which("prometheus-alertmanager"),
        elasticsearch.REMEDY: elasticsearch.has_java(),
        postgres.REMEDY: shutil.which("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
    }
    names = ("nginx", "Prometheus or Alertmanager", "Java or Maven", "PostgreSQL")
    return [
        f"{name} is missing. {remedy}"
        for name, (remedy, is_here) in zip(names, found.items(), strict=True)
        if not is_here
    ]
