"""The app package for Teams: it is what Teams takes, and faults in it are named."""

import copy
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from typer.testing import CliRunner

from bot.command_line.cli import app
from bot.teams.inbound.commands import ALONE, WITH_WORDS
from bot.teams.setup.package import ICONS, MANIFEST, PackageValues, app_package, data, zipped
from bot.teams.setup.package_check import faults_of

pytestmark = pytest.mark.usefixtures("logging_as_it_was")

APP = "0f9a4f3e-8f0e-4b93-bb0a-0b1e5ac0a001"
VALUES = PackageValues(APP, "tcbot.example.com", "https://tcbot.example.com/about", "0.1.0")
GUIDE = Path(__file__).parents[3] / "deploy" / "teams" / "README.md"

Json = dict[str, Any]


def files_of(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as zipped_:
        return {name: zipped_.read(name) for name in zipped_.namelist()}


FILES = files_of(app_package(VALUES))
FILLED: Json = json.loads(FILES[MANIFEST])


def picture(size: tuple[int, int], color: tuple[int, ...], mode: str = "RGBA", kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, color).save(out, kind)
    return out.getvalue()


def changed(change: Callable[[Json], object]) -> bytes:
    manifest = copy.deepcopy(FILLED)
    change(manifest)
    return zipped({**FILES, MANIFEST: json.dumps(manifest).encode()})


def test_the_package_is_what_teams_takes_and_always_the_same() -> None:
    package = app_package(VALUES)
    assert faults_of(package) == []
    assert package == app_package(VALUES)
    assert set(FILES) == {MANIFEST, *ICONS}


def test_it_is_for_this_app_at_this_host() -> None:
    assert [FILLED["id"], FILLED["bots"][0]["botId"], FILLED["composeExtensions"][0]["botId"]] == [APP] * 3
    assert FILLED["webApplicationInfo"] == {"id": APP, "resource": "https://tcbot.example.com"}
    assert FILLED["validDomains"] == ["tcbot.example.com"]
    assert FILLED["developer"]["privacyUrl"] == "https://tcbot.example.com/about"


def test_it_takes_files_is_added_to_all_channels_and_speaks_to_one_person() -> None:
    bot = FILLED["bots"][0]
    assert bot["supportsFiles"] and bot["supportsTargetedMessages"]
    assert FILLED["supportsChannelFeatures"] == "tier1"
    assert {scope for each in bot["commandLists"] for scope in each["scopes"]} == {"personal", "team", "groupChat"}
    shared = [each for each in bot["commandLists"] if each["scopes"] != ["personal"]]
    assert all(each["triggers"] == ["mention", "slash"] for each in shared)
    command = FILLED["composeExtensions"][0]["commands"][0]
    assert (command["type"], command["context"], command["fetchTask"]) == ("action", ["message"], True)


def test_each_command_of_the_manifest_is_one_that_the_bot_knows() -> None:
    for commands in FILLED["bots"][0]["commandLists"]:
        named = {each["title"] for each in commands["commands"] if each.get("type") != "prompt"}
        assert named <= ALONE | WITH_WORDS
    offered = {each["title"] for each in FILLED["bots"][0]["commandLists"][0]["commands"]}
    assert offered | {"ask", "settings"} >= ALONE | WITH_WORDS


def test_every_permission_has_its_reason_in_the_guide() -> None:
    asked = [each["name"] for each in FILLED["authorization"]["permissions"]["resourceSpecific"]]
    rows = re.findall(r"^\| `([\w.]+)` \|([^|]+)\|([^|]+)\|", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    reasons = {name: (reason.strip(), lost.strip()) for name, reason, lost in rows}
    assert asked and len(asked) <= 16
    assert [name for name in asked if not all(reasons.get(name, ("", "")))] == []


def test_microsofts_schema_comes_with_its_license() -> None:
    assert json.loads(data("MicrosoftTeams.schema.json"))["properties"]["manifestVersion"]
    assert b"MIT License" in data("MicrosoftTeams.schema.LICENSE")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda m: m.update(manifestVersion="1.28"), "manifestVersion 1.30"),
        (lambda m: m.pop("icons"), "the manifest: 'icons' is a required property"),
        (lambda m: m["name"].update(short="x" * 31), "name/short"),
        (lambda m: m["description"].update(short="x" * 81), "description/short"),
        (lambda m: m.update(id="tcbot"), "id: 'tcbot' does not match"),
        (lambda m: m["bots"][0]["commandLists"][1].update(triggers=["at"]), "bots/0/commandLists/1/triggers/0"),
        (lambda m: m["bots"][0]["commandLists"].append(m["bots"][0]["commandLists"][0]), "bots/0/commandLists"),
        (lambda m: m["authorization"]["permissions"].update(resourceSpecific=[{"name": "x"}]), "resourceSpecific/0"),
        (lambda m: m["bots"][0].update(supportsChannels=True), "supportsChannels"),
        (lambda m: m["bots"][0].pop("supportsTargetedMessages"), "need supportsTargetedMessages"),
        (lambda m: m["bots"][0]["commandLists"][1].update(scopes=["personal"]), "one list of commands"),
        (lambda m: m["bots"][0].update(botId=APP.replace("0", "1")), "bots: the botId has to be"),
        (lambda m: m["composeExtensions"][0].update(botId=APP.replace("0", "1")), "composeExtensions: the botId"),
        (lambda m: m.update(validDomains=["https://x.example"]), "'https://x.example' is no host"),
        (lambda m: m["description"].update(full="{{HOST}}"), "places that nobody filled in"),
        (lambda m: m["icons"].update(color="icon.png"), "icon.png is not in the package"),
    ],
)
def test_faults_of_the_manifest_are_named(change: Callable[[Json], object], fault: str) -> None:
    assert any(fault in each for each in faults_of(changed(change)))


CLEAR = (255, 255, 255, 0)


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        ({"color.png": picture((96, 96), (1, 2, 3, 255))}, "color.png is 96×96; it has to be 192×192."),
        ({"outline.png": picture((64, 64), CLEAR)}, "outline.png is 64×64; it has to be 32×32."),
        ({"outline.png": picture((32, 32), (255, 0, 0, 255))}, "outline.png has other colors than white."),
        ({"outline.png": picture((32, 32), (255, 255, 255, 255))}, "outline.png has no transparent background."),
        ({"color.png": picture((192, 192), (1, 2, 3), "RGB", "JPEG")}, "color.png is no PNG picture."),
        ({"color.png": b"not a picture"}, "color.png is no PNG picture."),
        ({"notes.txt": b"x"}, "notes.txt doesn't belong into the package"),
        ({MANIFEST: b"{"}, "manifest.json is no JSON"),
        ({MANIFEST: b"[]"}, "manifestVersion 1.30"),
        ({"color.png": b"x" * 1_000_001}, "at most 1000000 are allowed"),
    ],
)
def test_faults_of_files_are_named(files: dict[str, bytes], fault: str) -> None:
    assert any(fault in each for each in faults_of(zipped({**FILES, **files})))


def test_a_package_within_a_folder_or_that_is_none_is_named() -> None:
    inside = zipped({f"tcbot/{name}": content for name, content in FILES.items()})
    assert faults_of(inside)[0].startswith("manifest.json has to be at the root of the package; there are tcbot/")
    assert faults_of(zipped({}))[0].endswith("there are no files.")
    assert faults_of(b"PK no zip")[0].startswith("The package can't be read:")


def test_the_command_writes_a_package_that_is_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TCBOT_HOME", str(tmp_path))
    monkeypatch.setenv("TEAMS_APP_ID", APP.upper())
    out = tmp_path / "package.zip"
    done = CliRunner().invoke(app, ["teams-package", "--host", "bot.example.com", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "nobody's" not in done.output
    assert faults_of(out.read_bytes()) == []
    manifest = json.loads(files_of(out.read_bytes())[MANIFEST])
    assert (manifest["id"], manifest["developer"]["websiteUrl"]) == (APP, "https://bot.example.com")


@pytest.mark.parametrize(
    ("app_id", "arguments", "said"),
    [("abc", [], "'abc' does not match"), (APP, ["--website", "http://x.example"], "developer/websiteUrl")],
)
def test_the_command_writes_nothing_where_teams_would_refuse(
    app_id: str, arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TCBOT_HOME", str(tmp_path))
    monkeypatch.setenv("TEAMS_APP_ID", app_id)
    out = tmp_path / "package.zip"
    done = CliRunner().invoke(app, ["teams-package", "--out", str(out), *arguments])
    assert done.exit_code == 1
    assert said in done.output and not out.exists()


@pytest.mark.parametrize("app_id", ["", "local"])
def test_without_an_app_the_command_says_what_is_missing(
    app_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TCBOT_HOME", str(tmp_path))
    monkeypatch.setenv("TEAMS_APP_ID", app_id)
    done = CliRunner().invoke(app, ["teams-package"])
    assert done.exit_code != 0 and "TEAMS_APP_ID" in str(done.exception)
