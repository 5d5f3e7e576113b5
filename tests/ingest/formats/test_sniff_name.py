"""What is refused by its name alone, before anybody fetches it."""

import pytest

from ingest.formats.errors import UnreadableFileError
from ingest.formats.signatures import ARCHIVE, HEIC, PROGRAM, SOUND, VIDEO
from ingest.formats.sniff_name import refuse_by_name


@pytest.mark.parametrize(
    ("name", "media_type", "kind"),
    [
        ("talk.MP4", "", VIDEO),
        ("talk", "video/mp4", VIDEO),
        ("all.tar.gz", "application/octet-stream", ARCHIVE),
        ("setup.exe", "", PROGRAM),
        ("voice", "Audio/mpeg", SOUND),
        ("IMG_0001.HEIC", "image/heic", HEIC),
    ],
)
def test_a_kind_that_is_never_read_is_named(name: str, media_type: str, kind: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        refuse_by_name(name, media_type)
    assert caught.value.code == "unsupported_type"
    assert caught.value.message.startswith(f"{kind} I can read PDF")


@pytest.mark.parametrize("name", ["report.pdf", "notes", "mp4", "minutes.mp4.txt", "all.zip", "", ".exe", "a.xyz"])
def test_all_else_is_judged_by_its_bytes(name: str) -> None:
    refuse_by_name(name, "application/octet-stream")
