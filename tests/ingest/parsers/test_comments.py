"""Comments are read as what they are: beside the words they are about, with who wrote them."""

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pptx
import pytest

from ingest.reading.parse import ParserPool
from ingest.reading.parsed import ParsedDocument
from tests.ingest import office
from tests.ingest.office import R, S, W, paragraph, relations


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    with ParserPool() as shared:
        yield shared


def text_of(document: ParsedDocument) -> str:
    return "\n\n".join(page.text for page in document.pages)


def test_a_comment_in_a_text_follows_its_paragraph(pool: ParserPool, tmp_path: Path) -> None:
    comments = (
        f'<w:comments xmlns:w="{W}"><w:comment w:id="4" w:author="Ann Berg">{paragraph("From July EUR 400,000.")}'
        f'</w:comment><w:comment w:id="5">{paragraph("Thanks.")}</w:comment>'
        f'<w:comment w:id="6">{paragraph("Which?")}</w:comment></w:comments>'
    )
    body = (
        '<w:p><w:r><w:t xml:space="preserve">The cover is </w:t></w:r><w:commentRangeStart w:id="4"/><w:r>'
        '<w:t>EUR 300,000</w:t></w:r><w:commentRangeEnd w:id="4"/><w:r><w:commentReference w:id="4"/></w:r>'
        '<w:r><w:commentReference w:id="5"/></w:r></w:p><w:p><w:commentRangeStart w:id="6"/><w:r><w:t>Next.</w:t></w:r>'
        '<w:commentRangeEnd w:id="6"/><w:r><w:commentReference w:id="6"/></w:r></w:p>'
    )
    document = pool.parse(office.docx(tmp_path / "a.docx", body, comments=comments))
    assert text_of(document) == (
        "The cover is EUR 300,000\n\nComment by Ann Berg on “EUR 300,000”: From July EUR 400,000.\n\n"
        "Comment: Thanks.\n\nNext.\n\nComment: Which?"
    )


def commented_workbook(path: Path, parts: dict[str, str], *targets: tuple[str, str, str]) -> Path:
    rows = office.sheet(["Room", "Price"], ["Elbe", 180], ["Weser", 220])
    made = office.workbook(path, {"Rooms": rows})
    with ZipFile(made) as file:
        kept: dict[str, str | bytes] = {name: file.read(name) for name in file.namelist()}
    kept |= {"xl/worksheets/_rels/sheet1.xml.rels": relations(*targets)} | parts
    return office.archive(path, kept)


def test_a_note_on_a_cell_stands_in_its_row(pool: ParserPool, tmp_path: Path) -> None:
    notes = (
        f'<comments xmlns="{S}"><authors><author>Ann Berg</author></authors><commentList>'
        '<comment ref="B3" authorId="0"><text><r><t>Ann Berg:</t></r><r>'
        "<t>&#10;From September 240.</t></r></text></comment>"
        '<comment ref="B1" authorId="7"><text><t>A night.</t></text></comment>'
        '<comment ref="D9" authorId="0"><text><t>Ask Ben.</t></text></comment></commentList></comments>'
    )
    path = commented_workbook(tmp_path / "a.xlsx", {"xl/comments1.xml": notes}, ("c", "comments", "../comments1.xml"))
    assert text_of(pool.parse(path)).split("\n\n") == [
        "Comment on Price: A night.",
        "Room: Elbe | Price: 180",
        "Room: Weser | Price: 220 | Comment on Price by Ann Berg: From September 240.",
        "D9: Comment by Ann Berg: Ask Ben.",
    ]


def test_a_thread_on_a_cell_is_read_with_its_replies_and_without_its_stand_in(pool: ParserPool, tmp_path: Path) -> None:
    notes = (
        f'<comments xmlns="{S}"><authors><author>tc={{1}}</author></authors><commentList>'
        '<comment ref="B3" authorId="0"><text><t>[Threaded comment] Your version</t></text></comment>'
        "</commentList></comments>"
    )
    threads = (
        '<ThreadedComments xmlns="t"><threadedComment ref="B3" personId="p1" id="1"><text>From September 240?</text>'
        '</threadedComment><threadedComment ref="B3" personId="p2" id="2" parentId="1"><text>Yes.</text>'
        "</threadedComment></ThreadedComments>"
    )
    people = '<personList xmlns="t"><person displayName="Ann" id="p1"/><person displayName="Ben" id="p2"/></personList>'
    workbook = relations(("s1", "worksheet", "worksheets/sheet1.xml"), ("p", "person", "persons/person.xml"))
    path = commented_workbook(
        tmp_path / "a.xlsx",
        {
            "xl/comments1.xml": notes, "xl/threadedComments/t.xml": threads, "xl/persons/person.xml": people,
            "xl/_rels/workbook.xml.rels": workbook,
        },
        ("c", "comments", "../comments1.xml"),
        ("t", "threadedComment", "../threadedComments/t.xml"),
    )  # fmt: skip
    text = text_of(pool.parse(path))
    assert "Price: 220 | Comment on Price by Ann: From September 240? / Ben: Yes." in text
    assert "Threaded comment" not in text


def test_comments_on_a_slide_follow_its_words(pool: ParserPool, tmp_path: Path) -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    slide.shapes.title.text = "Plan"
    deck.save(str(tmp_path / "plain.pptx"))
    with ZipFile(tmp_path / "plain.pptx") as file:
        parts: dict[str, str | bytes] = {name: file.read(name) for name in file.namelist()}

    def add(part: str, *references: str) -> None:
        parts[part] = bytes(parts[part]).replace(
            b"</Relationships>", "".join(references).encode() + b"</Relationships>"
        )

    def reference(name: str, kind: str, target: str) -> str:
        return f'<Relationship Id="{name}" Type="{R}/{kind}" Target="{target}"/>'

    add("ppt/slides/_rels/slide1.xml.rels", reference("c1", "comments", "/ppt/comments/c1.xml"),
        reference("c2", "comments", "/ppt/comments/c2.xml"))  # fmt: skip
    add("ppt/_rels/presentation.xml.rels", reference("a1", "commentAuthors", "/ppt/a1.xml"),
        reference("a2", "authors", "/ppt/a2.xml"))  # fmt: skip
    parts |= {
        "ppt/a1.xml": '<p:cmAuthorLst xmlns:p="p"><p:cmAuthor id="0" name="Ann"/></p:cmAuthorLst>',
        "ppt/a2.xml": '<p:authorLst xmlns:p="p8"><p:author id="{B}" name="Ben"/></p:authorLst>',
        "ppt/comments/c1.xml": (
            '<p:cmLst xmlns:p="p"><p:cm authorId="0"><p:text>Moved to May.</p:text></p:cm></p:cmLst>'
        ),
        "ppt/comments/c2.xml": (
            '<p:cmLst xmlns:p="p8" xmlns:a="a"><p:cm authorId="{B}"><p:replyLst><p:reply authorId="0"><p:txBody><a:p>'
            "<a:r><a:t>Fine.</a:t></a:r></a:p></p:txBody></p:reply></p:replyLst><p:txBody><a:p>"
            "<a:r><a:t>Which May?</a:t></a:r></a:p></p:txBody></p:cm></p:cmLst>"
        ),
    }
    document = pool.parse(office.archive(tmp_path / "a.pptx", parts))
    assert text_of(document) == (
        "Plan\n\nComment by Ann: Moved to May.\n\nComment by Ben: Which May?\n\nReply by Ann: Fine."
    )


NOTE = (
    '<office:annotation><dc:creator xmlns:dc="dc">Ann</dc:creator><dc:date xmlns:dc="dc">2026-03-01</dc:date>'
    "<text:p>From September 240.</text:p></office:annotation>"
)


@pytest.mark.parametrize(
    ("kind", "suffix", "body", "text"),
    [
        ("text", "odt", f"<text:p>Costs{NOTE} 220.</text:p>", "Costs 220.\n\nComment by Ann: From September 240."),
        (
            "spreadsheet",
            "ods",
            '<table:table table:name="S"><table:table-row><table:table-cell><text:p>Weser</text:p></table:table-cell>'
            f"<table:table-cell>{NOTE}<text:p>220</text:p></table:table-cell><table:table-cell>{NOTE}</table:table-cell>"
            "</table:table-row></table:table>",
            "Weser: 220 | Comment on B1 by Ann: From September 240.\n\nC1: Comment by Ann: From September 240.",
        ),
        (
            "presentation",
            "odp",
            f"<draw:page>{NOTE}<draw:frame><draw:text-box><text:p>Costs</text:p></draw:text-box></draw:frame></draw:page>",
            "Costs\n\nComment by Ann: From September 240.",
        ),
    ],
)
def test_comments_of_open_documents_are_named(
    pool: ParserPool, tmp_path: Path, kind: str, suffix: str, body: str, text: str
) -> None:
    assert text_of(pool.parse(office.open_document(tmp_path / f"a.{suffix}", kind, body))) == text


def test_a_comment_in_rich_text_follows_its_paragraph(pool: ParserPool, tmp_path: Path) -> None:
    comment = (
        r"{\*\atnid AB}{\*\atnauthor Ann Berg}\chatn{\*\annotation{\*\atnref 1}\pard From \b September\b0  240.\par"
        r" Or later.}"
    )
    path = tmp_path / "a.rtf"
    path.write_text(rf"{{\rtf1\ansi Weser costs{comment} 220.\par Next.\par}}")
    assert text_of(pool.parse(path)) == (
        "Weser costs 220.\n\nComment by Ann Berg: From September 240. Or later.\n\nNext."
    )
