"""The programs beside the parsers, as tests get them: the real ones, or a skip that says how to get them."""

import contextlib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from ingest.reading.old_office import OfficeConverter, find_converter
from ingest.reading.recognition import Recogniser, open_recogniser
from ingest.reading.virus_scan import ScannerUnavailableError, VirusScanner
from tests.servers import unavailable


def tesseract(languages: str = "eng") -> Recogniser:
    """Real text recognition."""
    recogniser = open_recogniser(languages)
    if recogniser is None:
        unavailable("Tesseract", "Install it (Debian: apt-get install tesseract-ocr).")
    return recogniser


def libreoffice() -> OfficeConverter:
    """A real LibreOffice."""
    converter = find_converter(0)
    if converter is None:
        packages = "libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui"
        unavailable("LibreOffice", f"Install it (Debian: apt-get install --no-install-recommends {packages}).")
    return converter


@contextlib.contextmanager
def clamd(signature: bytes) -> Iterator[str]:
    """The address of a real clamd whose one signature is this text, and that takes files of up to one MB."""
    command = shutil.which("clamd")
    if command is None:
        unavailable("clamd", "Install it (Debian: apt-get install --no-install-recommends clamav-daemon).")
    with tempfile.TemporaryDirectory(prefix="tcbot-clamd-", dir="/tmp") as name:
        folder = Path(name)
        (folder / "database").mkdir()
        (folder / "database" / "own.ndb").write_text(f"Planted:0:*:{signature.hex()}\n", encoding="ascii")
        (folder / "clamd.conf").write_text(
            f"DatabaseDirectory {folder}/database\nLocalSocket {folder}/socket\nForeground yes\nStreamMaxLength 1M\n"
            f"TemporaryDirectory {folder}\n",
            encoding="utf-8",
        )
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen([command, "-c", str(folder / "clamd.conf")], stdout=log, stderr=log)
        try:
            yield _answering(f"unix://{folder}/socket", process, folder / "log")
        finally:
            process.kill()
            process.wait()


def _answering(url: str, process: "subprocess.Popen[bytes]", log: Path) -> str:
    for _ in range(300):
        with contextlib.suppress(ScannerUnavailableError):
            VirusScanner(url, seconds=5).ping()
            return url
        if process.poll() is not None:
            break
        time.sleep(0.2)
    raise RuntimeError(f"clamd did not start: {log.read_text(errors='replace')[-500:]}")
