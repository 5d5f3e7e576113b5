"""What a mail's pages look like once they are read: headers, bodies, forwarded mails, attached files."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ingest.formats.errors import UnreadableFileError
from ingest.formats.sniff import EML, MSG, TEXT, sniff
from ingest.parsers.compressed_rtf import decompressed
from ingest.reading.parse import ParserPool
from ingest.reading.parsed import ParsedDocument
from tests.ingest.letters import fixed_properties, mail, message, ole, text_property

SENT = 133541064000000000
"""10:00 on 5 March 2024 as Windows counts: 100 ns since 1601."""


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    with ParserPool() as shared:
        yield shared


def read(pool: ParserPool, path: Path, spool: Path | None = None) -> ParsedDocument:
    return pool.parse(path, spool=spool)


def test_the_headers_that_people_ask_for_are_the_first_lines(pool: ParserPool, tmp_path: Path) -> None:
    path = mail(tmp_path / "a.eml", Subject="Grüße: Budget 2024", To="b@x.org, c@x.org", Date="5 Mar 2024 10:00 +0100")
    document = read(pool, path)
    assert document.pages[0].text.split("\n")[:5] == [
        "From: Ann <ann@example.com>",
        "To: b@x.org, c@x.org",
        "Date: Tue, 05 Mar 2024 10:00:00 +0100",
        "Subject: Grüße: Budget 2024",
        "",
    ]
    assert (document.title, document.date, document.pages[0].label) == ("Grüße: Budget 2024", date(2024, 3, 5), "body")


def test_an_html_body_is_read_as_one_and_stands_for_its_plain_twin(pool: ParserPool, tmp_path: Path) -> None:
    html = "<p>Prices</p><table><tr><th>Item</th><th>EUR</th></tr><tr><td>Pump</td><td>40</td></tr></table>"
    text = read(pool, mail(tmp_path / "a.eml", "Prices in plain words", html)).pages[0].text
    assert "Item: Pump | EUR: 40" in text and "plain words" not in text


def test_an_empty_html_body_leaves_the_plain_one(pool: ParserPool, tmp_path: Path) -> None:
    assert "The offer stands" in read(pool, mail(tmp_path / "a.eml", html=" ")).pages[0].text


def test_quoted_replies_are_kept(pool: ParserPool, tmp_path: Path) -> None:
    body = "I agree.\n\n> Shall we extend the contract by two years?\n"
    assert "> Shall we extend the contract" in read(pool, mail(tmp_path / "a.eml", body)).pages[0].text


def test_forwarded_mails_are_parts_and_their_files_count(pool: ParserPool, tmp_path: Path) -> None:
    inner = message("The inner words.", attached=[("inner.txt", b"inner file")], Subject="Inner")
    path = mail(tmp_path / "a.eml", attached=[("outer.txt", b"outer file")], forwarded=[inner])
    document = read(pool, path, tmp_path)
    assert [page.label for page in document.pages] == ["body", "forwarded message"]
    assert "Subject: Inner\n\nThe inner words." in document.pages[1].text
    assert {each.name: each.path.read_bytes() for each in document.attached} == {
        "outer.txt": b"outer file",
        "inner.txt": b"inner file",
    }


def test_without_a_folder_files_are_counted_only(pool: ParserPool, tmp_path: Path) -> None:
    document = read(pool, mail(tmp_path / "a.eml", attached=[("a.txt", b"x"), ("b.txt", b"y")]))
    assert (document.attachments, document.attached) == (2, ())


def test_logos_are_no_attachments_and_photographs_are(pool: ParserPool, tmp_path: Path) -> None:
    made = message("Words", "<p>Words<img src='cid:a'><img src='cid:b'></p>")
    shown = made.get_payload()[1]  # type: ignore[index]
    for cid, size in (("<a>", 2_000), ("<b>", 90_000)):
        shown.add_related(b"\x89PNG" + bytes(size), "image", "png", cid=cid, filename="image.png")  # type: ignore[union-attr]
    (tmp_path / "a.eml").write_bytes(made.as_bytes())
    assert [each.path.stat().st_size for each in read(pool, tmp_path / "a.eml", tmp_path).attached] == [90_004]


def test_names_of_files_lose_folders_and_steering_signs(pool: ParserPool, tmp_path: Path) -> None:
    names = ["../../etc/passwd", "C:\\temp\\plan.txt", "a\u202egpj.exe", "x › y.txt", "same.txt", "same.txt"]
    spool = tmp_path / "spool"
    spool.mkdir()
    path = mail(tmp_path / "a.eml", attached=[(name, name.encode()) for name in names])
    attached = read(pool, path, spool).attached
    assert [each.name for each in attached] == [
        "passwd",
        "plan.txt",
        "agpj.exe",
        "x  y.txt",
        "same.txt",
        "same (2).txt",
    ]
    assert {each.path.parent for each in attached} == {spool}


def test_raw_letters_of_old_mails_are_read(pool: ParserPool, tmp_path: Path) -> None:
    (tmp_path / "old.eml").write_bytes("From: Zoë <z@x.org>\nSubject: Ça va\n\nUn café à Paris\n".encode("cp1252"))
    assert read(pool, tmp_path / "old.eml").pages[0].text == "From: Zoë <z@x.org>\nSubject: Ça va\n\nUn café à Paris"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.txt", b"Received: from x\nFrom: a@b.c\nSubject: s\n\nx", EML),
        ("a.eml", b"Subject: s\n\nx", EML),
        ("note.txt", b"From: Ann\nTo: Bob\nSubject: our talk\n\nWe met.", TEXT),
        ("plan.txt", b"Note: this is no mail\n\nx", TEXT),
    ],
)
def test_a_mail_is_known_by_its_way_and_a_note_is_no_mail(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert sniff(tmp_path / name, name) == kind


def outlook(**more: bytes) -> dict[str, bytes]:
    return dict(
        [
            fixed_properties(32, (0x0039, SENT)),
            text_property(0x0037, "Offer of March"),
            text_property(0x0C1A, "Ann Lee"),
            text_property(0x5D01, "ann@example.com"),
            text_property(0x0E04, "Bob"),
            text_property(0x1000, "The offer stands until the end of March."),
        ]
    ) | {name.replace("substg_", "__substg1.0_"): value for name, value in more.items()}


def test_an_outlook_message_is_read_with_its_headers(pool: ParserPool, tmp_path: Path) -> None:
    path = ole(tmp_path / "a.msg", outlook())
    assert sniff(path, "whatever.bin") == MSG
    document = read(pool, path)
    assert document.pages[0].text.split("\n") == [
        "From: Ann Lee <ann@example.com>",
        "To: Bob",
        "Date: Tue, 05 Mar 2024 10:00 UTC",
        "Subject: Offer of March",
        "",
        "The offer stands until the end of March.",
    ]
    assert (document.title, document.date) == ("Offer of March", date(2024, 3, 5))


def test_an_outlook_body_in_html_goes_before_its_plain_twin(pool: ParserPool, tmp_path: Path) -> None:
    html = "<p>Un café</p>".encode("cp1252")
    path = ole(tmp_path / "a.msg", outlook(substg_10130102=html) | dict([fixed_properties(32, (0x3FDE, 1252))]))
    assert read(pool, path).pages[0].text.endswith("\n\nUn café")


def test_files_and_messages_within_an_outlook_message_are_taken_out(pool: ParserPool, tmp_path: Path) -> None:
    file = dict([text_property(0x3707, "prices.csv"), fixed_properties(8)]) | {"__substg1.0_37010102": b"a,b\n" * 2000}
    inner = dict([text_property(0x0037, "Inner"), text_property(0x1000, "The inner words."), fixed_properties(24)])
    tree = outlook() | {
        "__attach_version1.0_#00000000": file,
        "__attach_version1.0_#00000001": {"__substg1.0_3701000D": inner, "__properties_version1.0": bytes(8)},
    }
    document = read(pool, ole(tmp_path / "a.msg", tree), tmp_path)
    assert [(each.name, each.path.stat().st_size) for each in document.attached] == [("prices.csv", 8000)]
    assert [page.label for page in document.pages] == ["body", "forwarded message"]
    assert document.pages[1].text == "Subject: Inner\n\nThe inner words."


def test_an_outlook_body_in_packed_rich_text_is_unpacked(pool: ParserPool, tmp_path: Path) -> None:
    # The example of the specification (MS-OXRTFCP, 4.1.1).
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af86e3232"
        "0e0bf3626f67206865 6c09002062770 5b06c647d0a800fa0".replace(" ", "")
    )
    assert decompressed(packed, 1000).startswith(b"{\\rtf1\\ansi\\ansicpg1252\\pard")


def test_a_damaged_outlook_message_is_damaged(pool: ParserPool, tmp_path: Path) -> None:
    whole = ole(tmp_path / "a.msg", outlook()).read_bytes()
    (tmp_path / "cut.msg").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnreadableFileError) as caught:
        read(pool, tmp_path / "cut.msg")
    assert caught.value.code in {"damaged", "no_text_in_file", "unsupported_type"}
