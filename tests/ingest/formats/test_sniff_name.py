"""What is refused by its name alone, before anybody fetches it."""

import pytest

from ingest.formats.errors import UnreadableFileError
from ingest.formats.sniff_name import refuse_by_name


@pytest.mark.parametrize(
    ("name", "media_type", "kind"),
    [
        ("talk.MP4", "", "This is a video."),
        ("talk", "video/mp4", "This is a video."),
        ("all.tar.gz", "application/octet-stream", "This is an archive."),
        ("setup.exe", "", "This is a program."),
        ("voice", "Audio/mpeg", "This is a sound file."),
    ],
)
def test_a_kind_that_is_never_read_is_named(name: str, media_type: str, kind: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        refuse_by_name(name, media_type)
    assert caught.value.code == "unsupported_type"
    assert caught.value.message.startswith(f"{kind} I can read PDF")


@pytest.mark.parametrize("name", ["report.pdf", "notes", "mp4", "minutes.mp4.txt", "", ".exe", "a.xyz"])
def test_all_else_is_judged_by_its_bytes(name: str) -> None:
    refuse_by_name(name, "application/octet-stream")
