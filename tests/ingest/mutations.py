"""Files of every kind that is read, made here, and how each is broken: always the same way for the same seed."""

import io
import zipfile
from pathlib import Path
from random import Random

import pptx

from tests.ingest import letters, office, paper

ROWS = (["Region", "Q1 2026", "Share"], ["North", "1,200", "12.5 %"], ["South", "950", "8.3 %"])
_TEXTS = {
    "page.html": (
        "<html><head><title>Prices</title><style>p{color:red}</style></head><body><h1>Prices</h1><table><tr><th>Pump"
        "<th>Price</tr><tr><td>P2<td>455<sup>1</sup></tr></table><p style='display:none'>x</p><math><mi>F</mi><mo>="
        "</mo><mn>2</mn></math><select><option selected>A</select></body></html>"
    ),
    "note.md": "# Lease\n\n| Part | Volt |\n|---|---|\n| TX-1 | 12 |\n\n```\ncode\n```\n\nHead\n----\nA `b`.\n",
    "list.csv": 'Order;Customer;Amount\nA-1;"Norda; Oxbow";1.200,50\nA-2;"Suda ""Works""";3\n',
    "words.rtf": (
        r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\title Offer}}\pard Price {\super 2} \strike old\strike0"
        r"\par\trowd\cellx1000\cellx2000 A\cell B\cell\row{\*\annotation note}\u8364?\'e4}"
    ),
    "plan.ics": (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260401T090000Z\r\nRRULE:FREQ=WEEKLY\r\n"
        "SUMMARY:Lift\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    ),
    "two.mbox": (
        "From a@b.example Thu Jan  1 00:00:00 2026\nFrom: a@b.example\nSubject: One\nDate: Thu, 1 Jan 2026 00:00:00 "
        "+0000\n\nFirst.\n\nFrom c@d.example Fri Jan  2 00:00:00 2026\nFrom: c@d.example\nSubject: Two\n\nSecond.\n"
    ),
    "sheet.xls": (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:'
        'spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="R"><Table><Row><Cell>'
        '<Data ss:Type="String">Region</Data></Cell></Row><Row><Cell><Data ss:Type="Number">12</Data></Cell></Row>'
        "</Table></Worksheet></Workbook>"
    ),
    "log.txt": "2026-01-01 10:00:00 ERROR E-4711 pressure\n" * 40,
}
_BITES = (
    b"\x00",
    b"\xff" * 8,
    b"<",
    b">",
    b"]]>",
    b"(",
    b"{\\",
    b"\r\n\r\n",
    b"-1",
    b"99999999999",
    b"%PDF-",
    b"&#x0;",
)


def samples(folder: Path) -> list[Path]:
    """One small file of each kind, in a folder of its own."""
    body = office.heading("Offer") + office.paragraph("Price", run="<w:strike/>") + office.word_table(*ROWS)
    office.docx(folder / "offer.docx", body)
    numbers = '<numFmts><numFmt numFmtId="170" formatCode="000-000;[Red]0.0%"/></numFmts>'
    styles = f'{numbers}<cellXfs><xf numFmtId="170"/></cellXfs>'
    office.workbook(folder / "rates.xlsx", {"Rates": office.sheet(*ROWS, [None, 45017, 0.125])}, styles)
    office.open_document(folder / "note.odt", "text", "<text:p>Valid <text:span>until</text:span> May.</text:p>")
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Margins"
    deck.save(str(folder / "deck.pptx"))
    paper.pdf(folder / "report.pdf", ["Report", *paper.BODY], ["Second page", *paper.BODY])
    paper.form(folder / "form.pdf", "Weight", "412 kg")
    letters.mail(folder / "offer.eml", html="<p>The <b>offer</b></p>", attached=[("a.csv", b"a;b\n1;2\n")])
    for name, text in _TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    office.archive(folder / "files.zip", {"a.txt": "One.", "b/c.md": "# Two\n\nWords."})
    return sorted(path for path in folder.iterdir() if path.is_file())


def mutated(data: bytes, random: Random) -> bytes:
    """The bytes, changed in one to four places; of an archive mostly within one of its parts, packed anew."""
    if data.startswith(b"PK\x03\x04") and random.random() < 0.8:
        try:
            return _archive(data, random)
        except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError):
            pass
    for _ in range(random.randint(1, 4)):
        data = _changed(data, random)
    return data


def _archive(data: bytes, random: Random) -> bytes:
    """The archive with one part changed, lost or doubled."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    name = random.choice(sorted(parts))
    if random.random() < 0.1:
        del parts[name]
    else:
        parts[name] = _changed(parts[name], random)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
    return packed.getvalue()


def _changed(data: bytes, random: Random) -> bytes:
    """A bit turned, a stretch lost, doubled or moved, a bite put in, figures made large, or the end cut off."""
    place = random.randrange(len(data) + 1)
    end = min(len(data), place + random.choice((1, 4, 20, 200)))
    stretch = data[place:end]
    match random.randrange(7):
        case 0 if stretch:
            return data[:place] + bytes([stretch[0] ^ (1 << random.randrange(8))]) + data[place + 1 :]
        case 1:
            return data[:place] + data[end:]
        case 2:
            return data[:end] + stretch * random.choice((1, 2, 50)) + data[end:]
        case 3:
            other = random.randrange(len(data) + 1)
            return data[:other] + stretch + data[other:]
        case 4:
            digits = bytes(random.choice(b"0123456789") if each in b"0123456789" else each for each in stretch)
            return data[:place] + digits + data[end:]
        case 5:
            return data[:place] if random.random() < 0.3 else data[:place] + random.choice(_BITES) + data[place:]
        case _:
            return data[:place] + random.choice(_BITES) + data[place:]
