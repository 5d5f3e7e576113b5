"""Mails whose words are in a wrapper: opened where that can be, else named; never read by their heads alone."""

import datetime as dt
import struct
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID

from ingest.formats.errors import UnreadableFileError
from ingest.parsers.cms import NotWrappedError, content_of
from ingest.reading.parse import ParserPool
from pipelines.types import Unit

INNER = b"Content-Type: text/plain; charset=utf-8\r\n\r\nThe offer for the lift stands at 8,400 euros.\r\n"
HEAD = b"From: Ada <ada@example.org>\r\nTo: b@example.org\r\nSubject: Offer\r\nMIME-Version: 1.0\r\n"


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    with ParserPool() as shared:
        yield shared


@pytest.fixture(scope="module")
def identity() -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Ada")])
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(7).not_valid_before(start).not_valid_after(start + dt.timedelta(days=90))
    return builder.sign(key, hashes.SHA256()), key


def signed(identity: tuple[x509.Certificate, rsa.RSAPrivateKey]) -> bytes:
    builder = pkcs7.PKCS7SignatureBuilder().set_data(INNER).add_signer(*identity, hashes.SHA256())
    return builder.sign(Encoding.DER, [pkcs7.PKCS7Options.Binary])


def encrypted(identity: tuple[x509.Certificate, rsa.RSAPrivateKey]) -> bytes:
    builder = pkcs7.PKCS7EnvelopeBuilder().set_data(INNER).add_recipient(identity[0])
    return builder.encrypt(Encoding.DER, [pkcs7.PKCS7Options.Binary])


def wrapped_mail(path: Path, kind: str, name: str, data: bytes, text: str = "") -> Path:
    """A mail that is this wrapper, or has it beside some words."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Ada <ada@example.org>", "b@example.org", "Offer"
    main, sub = kind.split("/")
    if text:
        message.set_content(text)
        message.add_attachment(data, maintype=main, subtype=sub, filename=name)
    else:
        message.set_content(data, maintype=main, subtype=sub, filename=name, disposition="attachment")
    path.write_bytes(message.as_bytes())
    return path


def code(pool: ParserPool, path: Path) -> str:
    with pytest.raises(UnreadableFileError) as error:
        pool.parse(path)
    return error.value.code


@pytest.mark.parametrize("kind", ["application/pkcs7-mime", "application/x-pkcs7-mime"])
def test_the_words_within_a_signature_are_read(
    pool: ParserPool, tmp_path: Path, identity: tuple[x509.Certificate, rsa.RSAPrivateKey], kind: str
) -> None:
    document = pool.parse(wrapped_mail(tmp_path / "a.eml", kind, "smime.p7m", signed(identity)))
    assert "Subject: Offer" in document.pages[0].text and "8,400 euros" in document.pages[0].text
    assert document.attachments == 0
    (tmp_path / "smime.p7m").write_bytes(signed(identity))
    assert "8,400 euros" in pool.parse(tmp_path / "smime.p7m").pages[0].text


def test_lengths_that_are_left_open_are_followed() -> None:
    parts = b"\x24\x80\x04\x03abc\x04\x03def\x00\x00"
    data = b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x80" + parts + b"\x00\x00\x00\x00"
    outer = (
        b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80\x30\x80\x02\x01\x01\x31\x00" + data + bytes(6)
    )
    assert content_of(outer) == b"abcdef"


@pytest.mark.parametrize("data", [b"", b"\x30\x80", b"\x30\x84\xff\xff\xff\xff", b"\x30\x80" * 5000, b"\x24\x80" * 9])
def test_bytes_that_are_no_wrapper_end_at_once(data: bytes) -> None:
    with pytest.raises(NotWrappedError):
        content_of(data)


def test_an_encrypted_mail_says_so(
    pool: ParserPool, tmp_path: Path, identity: tuple[x509.Certificate, rsa.RSAPrivateKey]
) -> None:
    data = encrypted(identity)
    assert code(pool, wrapped_mail(tmp_path / "a.eml", "application/pkcs7-mime", "smime.p7m", data)) == "encrypted_mail"
    (tmp_path / "smime.p7m").write_bytes(data)
    assert code(pool, tmp_path / "smime.p7m") == "encrypted_mail"
    beside = wrapped_mail(tmp_path / "b.eml", "application/pkcs7-mime", "smime.p7m", data, "See the part below.")
    assert [warning.code for warning in pool.parse(beside).warnings] == ["parts_encrypted"]


PGP = b"-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA1yFdGhlcmU=\r\n=abcd\r\n-----END PGP MESSAGE-----\r\n"
PGP_PARTS = (
    HEAD + b'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=x\r\n\r\n'
    b"--x\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n"
    b"--x\r\nContent-Type: application/octet-stream; name=encrypted.asc\r\n\r\n" + PGP + b"--x--\r\n"
)


@pytest.mark.parametrize(
    "content", [PGP_PARTS, HEAD + b"Content-Type: text/plain\r\n\r\n" + PGP], ids=["parts", "inline"]
)
def test_a_mail_encrypted_with_pgp_says_so(pool: ParserPool, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.eml").write_bytes(content)
    assert code(pool, tmp_path / "a.eml") == "encrypted_mail"


def test_a_file_encrypted_with_pgp_says_so(pool: ParserPool, tmp_path: Path) -> None:
    (tmp_path / "a.asc").write_bytes(PGP)
    with pytest.raises(UnreadableFileError, match="is encrypted with PGP"):
        pool.parse(tmp_path / "a.asc")


def test_the_armour_of_a_pgp_signature_is_no_text(pool: ParserPool, tmp_path: Path) -> None:
    body = (
        b"-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nThe lift costs 8,400 euros.\r\n"
        b"-----BEGIN PGP SIGNATURE-----\r\n\r\niQEzBAEBCAAdFiEE\r\n=abcd\r\n-----END PGP SIGNATURE-----\r\n"
    )
    (tmp_path / "a.eml").write_bytes(HEAD + b"Content-Type: text/plain\r\n\r\n" + body)
    text = pool.parse(tmp_path / "a.eml").pages[0].text
    assert text.endswith("Subject: Offer\n\nThe lift costs 8,400 euros.")


def tnef(*attributes: tuple[int, bytes]) -> bytes:
    """Outlook's wrapper of these attributes."""
    packed = (
        struct.pack("<BII", 2 if kind & 0xFFFF >= 0x800F else 1, kind, len(data))
        + data
        + struct.pack("<H", sum(data) & 0xFFFF)
        for kind, data in attributes
    )
    return b"\x78\x9f\x3e\x22\x01\x00" + b"".join(packed)


def named(number: int, words: str) -> bytes:
    """A property of text, after one of four bytes and one with a name."""
    text = words.encode("utf-16-le") + b"\0\0"
    padded = text + bytes(-len(text) % 4)
    name = "x-y".encode("utf-16-le") + b"\0\0"
    return (
        struct.pack("<IHHI", 3, 0x0003, 0x0E08, 99)
        + struct.pack("<HH", 0x0003, 0x8001) + bytes(16) + struct.pack("<II", 1, len(name)) + name + bytes(4)
        + struct.pack("<HHII", 0x001F, number, 1, len(text)) + padded
    )  # fmt: skip


WINMAIL = tnef(
    (0x00069003, named(0x1000, "The lease ends in May.")),
    (0x00069002, bytes(14)),
    (0x00018010, b"LEASE~1.TXT\0"),
    (0x0006800F, b"Clause 4: no dogs."),
    (0x00069005, named(0x3707, "Lease 2026.txt")),
)


def test_words_and_files_in_outlooks_wrapper_are_taken_out(pool: ParserPool, tmp_path: Path) -> None:
    spool = tmp_path / "spool"
    spool.mkdir()
    path = wrapped_mail(tmp_path / "a.eml", "application/ms-tnef", "winmail.dat", WINMAIL)
    document = pool.parse(path, spool=spool)
    assert "The lease ends in May." in document.pages[0].text
    assert [(file.name, file.path.read_bytes()) for file in document.attached] == [
        ("Lease 2026.txt", b"Clause 4: no dogs.")
    ]
    assert not document.warnings
    (tmp_path / "winmail.dat").write_bytes(WINMAIL)
    assert pool.parse(tmp_path / "winmail.dat").pages[0].text == "The lease ends in May."


@pytest.mark.parametrize(
    "data", [b"\x78\x9f\x3e\x22\x01\x00", WINMAIL[:-9], b"\x78\x9f\x3e\x22" + b"\xff" * 60, b"other"]
)
def test_a_wrapper_that_cannot_be_opened_is_named(pool: ParserPool, tmp_path: Path, data: bytes) -> None:
    assert code(pool, wrapped_mail(tmp_path / "a.eml", "application/ms-tnef", "winmail.dat", data)) == "wrapped_mail"
    path = wrapped_mail(tmp_path / "b.eml", "application/ms-tnef", "winmail.dat", data, "See below.")
    assert "winmail.dat" in pool.parse(path).warnings[0].describe()


EVENT = """BEGIN:VCALENDAR
BEGIN:VEVENT
SUMMARY:Fire drill\\, all floors
DTSTART;TZID=Europe/Berlin:20260612T093000
DTEND:20260612T083000Z
LOCATION:Car park
ORGANIZER;CN=Ada Berg:mailto:ada@example.org
ATTENDEE;CN="Team":mailto:team@example.org
DESCRIPTION:Take the stairs.\\nNobody
  uses the lift.
BEGIN:VALARM
DESCRIPTION:Reminder
END:VALARM
END:VEVENT
BEGIN:VEVENT
SUMMARY:Holiday
DTSTART;VALUE=DATE:20261003
END:VEVENT
END:VCALENDAR
"""
SAID = """Event: Fire drill, all floors | Start: 2026-06-12 09:30 (Europe/Berlin) | End: 2026-06-12 08:30 UTC | \
Location: Car park | Organizer: Ada Berg <ada@example.org>
Description: Take the stairs.
Nobody uses the lift.
Guests: Team <team@example.org>"""


def test_an_invitation_is_read_beside_its_words(pool: ParserPool, tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "ada@example.org", "Invitation"
    message.set_content("Please come.")
    message.add_alternative(EVENT.encode(), maintype="text", subtype="calendar")
    (tmp_path / "a.eml").write_bytes(message.as_bytes())
    text = pool.parse(tmp_path / "a.eml").pages[0].text
    assert "Please come." in text and SAID in text and "Event: Holiday | Start: 2026-10-03" in text


def test_a_calendar_file_is_read_by_its_events(pool: ParserPool, tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_bytes(EVENT.replace("\n", "\r\n").encode())
    document = pool.parse(tmp_path / "a.ics")
    assert [page.label for page in document.pages] == ["Fire drill, all floors", "Holiday"]
    assert document.pages[0].text.endswith(SAID) and document.unit is Unit.SECTION


MAILBOX = b"".join(
    b"From ada@example.org Mon Mar  2 10:0%d:00 2026\n%sDate: Mon, 2 Mar 2026 10:0%d:00 +0100\n\n%s\n\n"
    % (n, head, n, body)
    for n, (head, body) in enumerate(
        [
            (b"From: a@x.org\nSubject: Boiler\n", b"It is repaired.\n\n>From now on it is warm."),
            (b"From: b@x.org\nSubject: =?utf-8?q?D=C3=A4cher/2?=\n", b"The roofers come on 19 June."),
            (b"From: c@x.org\n", b"From here no mail begins."),
        ]
    )
)


@pytest.mark.parametrize("name", ["all.mbox", "all", "all.eml"])
def test_each_mail_of_a_mailbox_is_taken_out(pool: ParserPool, tmp_path: Path, name: str) -> None:
    spool = tmp_path / "spool"
    spool.mkdir()
    (tmp_path / name).write_bytes(MAILBOX)
    document = pool.parse(tmp_path / name, spool=spool)
    assert document.pages[0].text.split("\n")[:2] == [
        "Mails in this mailbox: 3",
        "Date: Mon, 2 Mar 2026 10:00:00 +0100 | From: a@x.org | Subject: Boiler",
    ]
    assert [file.name for file in document.attached] == ["001 Boiler.eml", "002 Dächer 2.eml", "003.eml"]
    texts = [pool.parse(file.path, name=file.name).pages[0].text for file in document.attached]
    assert "\nFrom now on it is warm." in texts[0]
    assert "19 June" in texts[1] and "From here no mail begins." in texts[2]


def test_one_mail_with_a_line_of_a_mailbox_is_a_mail(pool: ParserPool, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(MAILBOX[: MAILBOX.index(b"From ada", 10)])
    assert "It is repaired." in pool.parse(tmp_path / "a.eml").pages[0].text


def test_a_mailbox_of_one_mail_is_that_mail(pool: ParserPool, tmp_path: Path) -> None:
    path = tmp_path / "building.mbox"
    path.write_bytes(b"From a@b Thu Jan  1 00:00:00 2026\nFrom: a@b.example\nSubject: Roof\n\nThey come on 19 June.\n")
    document = pool.parse(path)
    assert (document.media_type, document.pages[0].text.splitlines()[-1]) == ("message/rfc822", "They come on 19 June.")
