"""Old Office files with a real LibreOffice, which also makes them: read like their modern form, within limits."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.formats.errors import UnreadableFileError
from ingest.formats.sniff import sniff
from ingest.reading.old_office import DOC, PPT, XLS, OfficeConverter
from ingest.reading.parse import ParserPool
from ingest.reading.tools import Tools
from tests.servers.programs import libreoffice

pytestmark = pytest.mark.slow

FILTERS = {".doc": "doc:MS Word 97", ".xls": "xls:MS Excel 97", ".ppt": "ppt:MS PowerPoint 97"}


@pytest.fixture(scope="module")
def converter() -> OfficeConverter:
    return libreoffice()


@pytest.fixture(scope="module")
def pool(converter: OfficeConverter) -> Iterator[ParserPool]:
    with ParserPool(tools=Tools(converter=converter)) as made:
        yield made


def old(converter: OfficeConverter, folder: Path, source: str, content: str, suffix: str) -> Path:
    """An old Office file of this text."""
    (folder / source).write_text(content, encoding="utf-8")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [converter.command, profile, "--headless", "--convert-to", FILTERS[suffix], "--outdir", str(folder)]
    subprocess.run([*command, str(folder / source)], check=True, capture_output=True, timeout=180)
    return (folder / source).with_suffix(suffix)


def test_an_old_word_document_is_read(pool: ParserPool, converter: OfficeConverter, tmp_path: Path) -> None:
    page = "<html><body><h1>Leave</h1><p>Five days carry over.</p></body></html>"
    path = old(converter, tmp_path, "a.html", page, ".doc")
    document = pool.parse(path)
    assert sniff(path, "whatever") == document.media_type == DOC
    assert any("Five days carry over." in page.text for page in document.pages)


def test_an_old_workbook_is_read(pool: ParserPool, converter: OfficeConverter, tmp_path: Path) -> None:
    path = old(converter, tmp_path, "a.csv", "Item,EUR,Since\nPump,40,2021\nValve,7,2022\n", ".xls")
    document = pool.parse(path)
    assert document.media_type == XLS
    assert any("Pump" in page.text and "40" in page.text for page in document.pages)


def test_a_damaged_old_file_says_so(pool: ParserPool, converter: OfficeConverter, tmp_path: Path) -> None:
    path = old(converter, tmp_path, "a.txt", "Five days carry over.", ".doc")
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(UnreadableFileError) as caught:
        pool.parse(path)
    assert caught.value.code in {"not_convertible", "unsupported_type"}


def test_nothing_of_a_conversion_stays_behind(converter: OfficeConverter, tmp_path: Path) -> None:
    path = old(converter, tmp_path, "a.txt", "Five days carry over.", ".doc")
    with converter.converted(path, DOC) as modern:
        assert modern.read_bytes().startswith(b"PK")
        folder = modern.parent
        assert folder.stat().st_mode & 0o077 == 0
    assert not folder.exists()


def test_a_conversion_ends_at_its_deadline(converter: OfficeConverter, tmp_path: Path) -> None:
    path = old(converter, tmp_path, "a.txt", "Five days carry over.", ".doc")
    hurried = replace(converter, limits=replace(converter.limits, seconds=0.2))
    with pytest.raises(UnreadableFileError) as caught, hurried.converted(path, DOC):
        pass
    assert caught.value.code == "took_too_long"


def test_a_conversion_without_memory_is_refused(converter: OfficeConverter, tmp_path: Path) -> None:
    path = old(converter, tmp_path, "a.txt", "Five days carry over.", ".doc")
    poor = replace(converter, limits=replace(converter.limits, memory_bytes=64 * 2**20))
    with pytest.raises(UnreadableFileError) as caught, poor.converted(path, DOC):
        pass
    assert caught.value.code == "not_convertible"


def test_the_program_tells_its_version(converter: OfficeConverter) -> None:
    assert "LibreOffice" in converter.describe()


def test_a_file_that_only_pretends_is_refused(pool: ParserPool, tmp_path: Path) -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000) + "PowerPoint Document".encode("utf-16-le")
    (tmp_path / "a.ppt").write_bytes(content)
    assert sniff(tmp_path / "a.ppt", "a.ppt") == PPT
    with pytest.raises(UnreadableFileError) as caught:
        pool.parse(tmp_path / "a.ppt")
    assert caught.value.code == "not_convertible"
