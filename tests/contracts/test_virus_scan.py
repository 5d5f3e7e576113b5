"""The virus scan with a real clamd: what it finds is refused, and without it nothing is taken up."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.formats.errors import UnreadableFileError
from ingest.reading.parse import ParserPool
from ingest.reading.tools import Tools
from ingest.reading.virus_scan import ScannerUnavailableError, VirusScanner, scanner_address
from tests.ingest import paper
from tests.ingest.letters import mail
from tests.servers.programs import clamd

# The test string that every scanner knows, in pieces: nobody's scanner is to find it in this file.
EICAR = b"".join((b"X5O!P%@AP[4\\PZX54(P^)7CC)7}", b"$EICAR-", b"STANDARD-ANTIVIRUS", b"-TEST-FILE!", b"$H+H*"))

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with clamd(EICAR) as address:
        yield address


@pytest.fixture
def pool(url: str) -> Iterator[ParserPool]:
    with ParserPool(tools=Tools(scanner=VirusScanner(url))) as made:
        yield made


def test_a_clean_file_is_read(pool: ParserPool, tmp_path: Path) -> None:
    assert pool.parse(paper.pdf(tmp_path / "a.pdf", paper.BODY)).page_count == 1


def test_an_infected_file_is_refused_by_name(pool: ParserPool, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(EICAR)
    with pytest.raises(UnreadableFileError) as caught:
        pool.parse(tmp_path / "a.txt")
    assert caught.value.code == "infected"
    assert caught.value.message.startswith("The virus scanner found Planted")


def test_an_infected_attachment_infects_the_mail(pool: ParserPool, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        pool.parse(mail(tmp_path / "a.eml", attached=[("a.com", EICAR)]))
    assert caught.value.code == "infected"


def test_a_file_larger_than_the_scanner_takes_is_refused(pool: ParserPool, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"words " * 1_000_000)
    with pytest.raises(UnreadableFileError) as caught:
        pool.parse(tmp_path / "a.txt")
    assert caught.value.code == "too_large_to_scan"


def test_the_scanner_tells_its_version(url: str) -> None:
    assert VirusScanner(url).ping().startswith("ClamAV")


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "unix:///nowhere/clamd"])
def test_without_the_scanner_no_file_is_opened(tmp_path: Path, address: str) -> None:
    path = paper.pdf(tmp_path / "a.pdf", paper.BODY)
    with (
        ParserPool(tools=Tools(scanner=VirusScanner(address))) as pool,
        pytest.raises(ScannerUnavailableError) as caught,
    ):
        pool.parse(path)
    assert address in str(caught.value) and "I took nothing up" in str(caught.value)


@pytest.mark.parametrize("address", ["http://x", "tcp://", "unix://", "localhost:3310"])
def test_an_address_that_is_none_is_told(address: str) -> None:
    with pytest.raises(ValueError, match="tcp://host:port or unix:///path"):
        scanner_address(address)
