"""Microsoft's own types of what Graph answers, as a judge of the stand-in: npm `@microsoft/microsoft-graph-types`."""

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock
from jsonschema import Draft7Validator

from tests.servers.chat_tools import INSTALLED, skip, tools

Kind = Literal["member", "team", "message", "item"]
SOURCE = Path(__file__).parent / "graph_types"
FOLDER = INSTALLED.with_name("graph-types")
SECONDS = 300.0


def complaints(kind: Kind, answer: dict[str, Any]) -> list[str]:
    """What is wrong with something that Graph is to have said, beside annotations (`@odata.type`)."""
    schema = _schema()
    judged = {"$ref": f"#/definitions/Judged/properties/{kind}", "definitions": schema["definitions"]}
    errors = Draft7Validator(judged).iter_errors(_plain(answer))
    return [f"{error.json_path}: {error.message[:200]}" for error in errors]


@cache
def _schema() -> dict[str, Any]:
    """The types as JSON Schema, made once for a checkout; skips where npm can't bring them."""
    tools()
    made = FOLDER / "schema.json"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with FileLock(FOLDER.with_suffix(".lock")):
        if not made.is_file() or made.stat().st_mtime < (SOURCE / "judged.ts").stat().st_mtime:
            for each in SOURCE.iterdir():
                shutil.copy(each, FOLDER / each.name)
            _run("npm", "ci", "--no-audit", "--no-fund")
            generator = INSTALLED / "node_modules/.bin/ts-json-schema-generator"
            _run("node", str(generator), "--path", "judged.ts", "--type", "Judged", "--no-type-check", "-o", made.name)
    schema: dict[str, Any] = json.loads(made.read_text(encoding="utf-8"))
    return schema


def _run(*command: str) -> None:
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, timeout=SECONDS, check=False)
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:] or ["no message"]
        skip(f"Graph's types can't be had here: {said[0][:200]}")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items() if "@" not in name}
    return [_plain(each) for each in value] if isinstance(value, list) else value
