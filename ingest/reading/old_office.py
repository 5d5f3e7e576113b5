"""Old binary Office files, brought into their modern format by LibreOffice, in a confined process of its own."""

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest.confinement.confined import ProgramError, ProgramLimits, ProgramTooSlowError, run_confined
from ingest.formats.errors import UnreadableFileError
from ingest.formats.sniff import DOC, PPT, XLS
from ingest.reading.scratch import Scratch


@dataclass(frozen=True, slots=True)
class OldFormat:
    """An old format: what people call it, the suffix it is known by, and that of its modern form."""

    called: str
    suffix: str
    modern: str


OLD_OFFICE: Final[dict[str, OldFormat]] = {
    DOC: OldFormat("This is an old Word document (.doc).", ".doc", ".docx"),
    PPT: OldFormat("This is an old PowerPoint presentation (.ppt).", ".ppt", ".pptx"),
    XLS: OldFormat("This is an old Excel workbook (.xls).", ".xls", ".xlsx"),
}
"""Media type to what is known of the format."""
SECONDS: Final = 180.0
FILE_BYTES: Final = 512 * 2**20
LEAST_MEMORY: Final = 3 * 2**30
"""LibreOffice claims far more addresses than it uses memory."""
OPEN_FILES: Final = 512
REMEDY: Final = (
    "Debian: apt-get install libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui. "
    "Until then such files are refused with a sentence that says how to save them."
)

# No macro runs, no link is followed, nothing is fetched: what the document asks for doesn't count.
_PROFILE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop>
</item>
</oor:items>
"""


@dataclass(frozen=True, slots=True)
class OfficeConverter:
    """LibreOffice as a command. Each file gets a profile of its own, so none meets what another left."""

    command: str
    limits: ProgramLimits

    def describe(self) -> str:
        """One line on what it is; raises `ProgramError` where it doesn't work."""
        with Scratch() as scratch:
            profile = f"-env:UserInstallation={scratch.folder.as_uri()}"
            command, home = [self.command, profile, "--version"], {"HOME": str(scratch.folder)}
            output = run_confined(command, self.limits, environment=home, folder=scratch.folder)
        return output.decode("utf-8", "replace").strip().split("\n")[0][:80] or self.command

    @contextlib.contextmanager
    def converted(self, path: Path, media_type: str) -> Iterator[Path]:
        """The file in its modern format, in a private folder that is gone when the context ends.

        Raises `UnreadableFileError`. Costs some 5 seconds, most of them LibreOffice's start.
        """
        old = OLD_OFFICE[media_type]
        with Scratch() as scratch:
            folder = scratch.folder
            profile = folder / "profile" / "user"
            profile.mkdir(parents=True)
            (profile / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
            source = scratch.file(f"document{old.suffix}")
            shutil.copyfile(path, source)
            try:
                self._convert(source, old.modern.removeprefix("."))
            except ProgramTooSlowError:
                raise UnreadableFileError("took_too_long", limit=f"{self.limits.seconds / 60:.0f} minutes") from None
            except ProgramError:
                raise UnreadableFileError("not_convertible", suffix=old.modern) from None
            modern = source.with_suffix(old.modern)
            if not modern.is_file() or modern.stat().st_size == 0:  # its exit code says nothing of that
                raise UnreadableFileError("not_convertible", suffix=old.modern)
            yield modern

    def _convert(self, source: Path, to: str) -> None:
        folder = source.parent
        options = ["--headless", "--norestore", "--nologo", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
        environment = {"HOME": str(folder), "TMPDIR": str(folder), "LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"}
        conversion = ["--convert-to", to, "--outdir", str(folder), str(source)]
        run_confined([self.command, *options, *conversion], self.limits, environment=environment, folder=folder)


def find_converter(memory_bytes: int, insists: bool = False) -> OfficeConverter | None:
    """What converts old Office files, with so much memory at least; None where LibreOffice isn't installed.

    `insists`: it isn't started where the kernel leaves a gap in its confinement.
    """
    command = shutil.which("soffice") or shutil.which("libreoffice")
    if command is None:
        return None
    memory = max(memory_bytes, LEAST_MEMORY)
    limits = ProgramLimits(SECONDS, memory, file_bytes=FILE_BYTES, open_files=OPEN_FILES, insists=insists)
    return OfficeConverter(command, limits)
