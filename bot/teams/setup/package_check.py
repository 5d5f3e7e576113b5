"""Whether Teams would take an app package: by Microsoft's schema of manifests, and by what the schema can't say.

Nothing is asked for over the network. Faults are sentences that name the file, the place in it, and what is allowed.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any, Final

from jsonschema import Draft4Validator
from PIL import Image, UnidentifiedImageError

from bot.teams.setup.package import MANIFEST, SCHEMA, data

VERSION: Final = "1.30"
LARGEST: Final = 1_000_000
"""Bytes of a file in a package: icons and manifests have some thousands."""
COLOR_SIZE, OUTLINE_SIZE = (192, 192), (32, 32)
LONGEST_FAULT: Final = 300

Json = dict[str, Any]


def faults_of(package: bytes) -> list[str]:
    """What is wrong with a package; nothing where Teams would take it."""
    try:
        files = _unzipped(package)
    except (zipfile.BadZipFile, ValueError) as error:
        return [f"The package can't be read: {error}"]
    if MANIFEST not in files:
        return [f"{MANIFEST} has to be at the root of the package; there are {', '.join(sorted(files)) or 'no files'}."]
    try:
        manifest = json.loads(files[MANIFEST])
    except ValueError as error:
        return [f"{MANIFEST} is no JSON: {error}"]
    if not isinstance(manifest, dict) or manifest.get("manifestVersion") != VERSION:
        return [f"{MANIFEST} has to be of manifestVersion {VERSION}."]
    found = list(_schema_faults(manifest))
    if not found:
        found = [*_manifest_faults(manifest, files[MANIFEST]), *_icon_faults(manifest, files), *_extra(manifest, files)]
    return found


def _unzipped(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as zipped:
        for info in zipped.infolist():
            if info.file_size > LARGEST:
                raise ValueError(f"{info.filename} has {info.file_size} bytes; at most {LARGEST} are allowed.")
        return {info.filename: zipped.read(info) for info in zipped.infolist()}


def _schema_faults(manifest: Json) -> Iterator[str]:
    validator = Draft4Validator(json.loads(data(SCHEMA)))
    for error in sorted(validator.iter_errors(manifest), key=lambda each: [str(part) for part in each.absolute_path]):
        place = "/".join(str(part) for part in error.absolute_path) or "the manifest"
        yield f"{MANIFEST}, {place}: {error.message[:LONGEST_FAULT]}"


def _manifest_faults(manifest: Json, written: bytes) -> Iterator[str]:
    if b"{{" in written:
        yield f"{MANIFEST} has places that nobody filled in."
    app = manifest.get("webApplicationInfo", {}).get("id")
    bots, extensions = manifest.get("bots", []), manifest.get("composeExtensions", [])
    for kind, each in [("bots", bot) for bot in bots] + [("composeExtensions", extension) for extension in extensions]:
        if each.get("botId") != app:
            yield f"{MANIFEST}, {kind}: the botId has to be the id of webApplicationInfo, {app}."
    for bot in bots:
        lists = bot.get("commandLists", [])
        if any("slash" in each.get("triggers", ()) for each in lists) and not bot.get("supportsTargetedMessages"):
            yield f"{MANIFEST}, bots: commands behind a slash need supportsTargetedMessages."
        scopes = [scope for each in lists for scope in each["scopes"]]
        if len(set(scopes)) < len(scopes):
            yield f"{MANIFEST}, bots: each scope has one list of commands."
    for name in ("websiteUrl", "privacyUrl", "termsOfUseUrl"):
        if not manifest["developer"][name].startswith("https://"):
            yield f"{MANIFEST}, developer/{name}: it has to start with https://."
    for host in manifest.get("validDomains", ()):
        if not host or "/" in host or ":" in host:
            yield f"{MANIFEST}, validDomains: {host!r} is no host; name it without a scheme, a port and a path."


def _icon_faults(manifest: Json, files: dict[str, bytes]) -> Iterator[str]:
    for kind, size in (("color", COLOR_SIZE), ("outline", OUTLINE_SIZE)):
        name = manifest["icons"][kind]
        if name not in files:
            yield f"{name} is not in the package; the manifest names it as icon {kind}."
            continue
        try:
            with Image.open(io.BytesIO(files[name]), formats=["PNG"]) as picture:
                found, pixels = picture.size, picture.convert("RGBA")
        except (UnidentifiedImageError, OSError):
            yield f"{name} is no PNG picture."
            continue
        if found != size:
            yield f"{name} is {found[0]}×{found[1]}; it has to be {size[0]}×{size[1]}."
        elif kind == "outline":
            yield from _outline_faults(name, pixels)


def _outline_faults(name: str, pixels: Image.Image) -> Iterator[str]:
    colors = pixels.getcolors(pixels.width * pixels.height) or []
    seen = [color for _, color in colors if isinstance(color, tuple)]
    if any(alpha and (red, green, blue) != (255, 255, 255) for red, green, blue, alpha in seen):
        yield f"{name} has other colors than white."
    if all(alpha == 255 for *_, alpha in seen):
        yield f"{name} has no transparent background."


def _extra(manifest: Json, files: dict[str, bytes]) -> Iterator[str]:
    known = {MANIFEST, *manifest["icons"].values()}
    for name in sorted(set(files) - known):
        yield f"{name} doesn't belong into the package, which has {', '.join(sorted(known))}, all at its root."
