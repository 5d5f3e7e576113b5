"""The app package that an admin uploads to Teams: a zip with the manifest for this bot, and its icons."""

import io
import json
import zipfile
from dataclasses import dataclass
from importlib import resources
from typing import Final

MANIFEST: Final = "manifest.json"
ICONS: Final = ("color.png", "outline.png")
SCHEMA: Final = "MicrosoftTeams.schema.json"
_WRITTEN: Final = (2026, 1, 1, 0, 0, 0)
"""The time of every file, so that the same package has the same bytes."""


@dataclass(frozen=True, slots=True)
class PackageValues:
    """What a package is made for: the app by its id, the host that Teams reaches it at, its version.

    `website` is where people read who runs the bot, and what becomes of what they write.
    """

    app_id: str
    host: str
    website: str
    version: str

    def placed(self) -> dict[str, str]:
        """The values by their places in the manifest."""
        return {"APP_ID": self.app_id, "HOST": self.host, "WEBSITE": self.website, "VERSION": self.version}


def app_package(values: PackageValues) -> bytes:
    """The package as a zip."""
    manifest = data(MANIFEST).decode()
    for place, value in values.placed().items():
        manifest = manifest.replace(f"{{{{{place}}}}}", json.dumps(value)[1:-1])
    return zipped({MANIFEST: manifest.encode(), **{name: data(name) for name in ICONS}})


def zipped(files: dict[str, bytes]) -> bytes:
    """These files as a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, _WRITTEN)
            info.external_attr = 0o644 << 16
            package.writestr(info, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def data(name: str) -> bytes:
    """A file of those that packages are made of."""
    return resources.files("bot.teams.setup").joinpath("app_package", name).read_bytes()
