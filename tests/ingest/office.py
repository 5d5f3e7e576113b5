"""Makes office files for these tests: by the usual libraries, and part by part where a file must be odd or wrong."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"

_TYPES = f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'


def relations(*targets: tuple[str, str, str]) -> str:
    """A part that refers to others, each as (id, kind, target)."""
    inner = "".join(f'<Relationship Id="{i}" Type="{R}/{kind}" Target="{target}"/>' for i, kind, target in targets)
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def archive(path: Path, parts: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    """A zip of these parts, in this order."""
    with zipfile.ZipFile(path, "w", compression) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return path


def docx_parts(body: str, **more: str | bytes) -> dict[str, str | bytes]:
    """The parts of a Word file with this XML in its body; `more` adds `styles`, `numbering`, `footnotes`, `header1`."""
    document = (
        f'<w:document xmlns:w="{W}" xmlns:r="{R}" xmlns:m="m" xmlns:wps="wps" xmlns:v="v"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<w:body>{body}</w:body></w:document>"
    )
    listed = [(f"r{n}", name.rstrip("0123456789"), f"{name}.xml") for n, name in enumerate(more)]
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": relations(("r1", "officeDocument", "word/document.xml")),
        "word/document.xml": document,
        "word/_rels/document.xml.rels": relations(*listed),
    }
    return parts | {f"word/{name}.xml": content for name, content in more.items()}


def docx(path: Path, body: str, **more: str | bytes) -> Path:
    """A Word file of these parts; see `docx_parts`."""
    return archive(path, docx_parts(body, **more))


def paragraph(text: str, properties: str = "", run: str = "") -> str:
    """A paragraph of one run."""
    return (
        f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )


def heading(text: str, level: int = 1) -> str:
    """A heading, by its outline level."""
    return paragraph(text, f'<w:outlineLvl w:val="{level - 1}"/>')


def word_table(*rows: Sequence[str]) -> str:
    """A table of plain cells."""
    inner = "".join("<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in rows)
    return f"<w:tbl>{inner}</w:tbl>"


def workbook(
    path: Path,
    sheets: Mapping[str, str],
    styles: str = "",
    strings: str = "",
    about: str = "",
    hidden: Sequence[str] = (),
) -> Path:
    """An Excel file part by part: for each sheet the XML inside of `worksheet`; `hidden` are names of sheets."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="s{n}" state="{"hidden" if name in hidden else "visible"}"/>'
        for n, name in enumerate(sheets, start=1)
    )
    targets = [(f"s{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
    targets += [("st", "styles", "styles.xml")] if styles else []
    targets += [("ss", "sharedStrings", "sharedStrings.xml")] if strings else []
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}">{about}<sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(*targets),
    }
    for n, inner in enumerate(sheets.values(), start=1):
        parts[f"xl/worksheets/sheet{n}.xml"] = f'<worksheet xmlns="{S}" xmlns:r="{R}">{inner}</worksheet>'
    if styles:
        parts["xl/styles.xml"] = f'<styleSheet xmlns="{S}">{styles}</styleSheet>'
    if strings:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{S}">{strings}</sst>'
    return archive(path, parts)


def sheet(*rows: Sequence[Any]) -> str:
    """The XML of a sheet's rows from A1 on: numbers as numbers, words as words, None for no cell."""
    out = []
    for number, row in enumerate(rows, start=1):
        cells = []
        for column, value in enumerate(row):
            place = f"{chr(65 + column)}{number}"
            if isinstance(value, str):
                cells.append(f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>')
            elif value is not None:
                cells.append(f'<c r="{place}"><v>{value}</v></c>')
        out.append(f'<row r="{number}">{"".join(cells)}</row>')
    return f"<sheetData>{''.join(out)}</sheetData>"


def open_document(path: Path, kind: str, body: str, styles: str = "", **more: str) -> Path:
    """An OpenDocument file of this kind (`text`, `spreadsheet`, `presentation`) with this XML in its body."""
    prefixes = ("office", "text", "table", "draw", "style", "fo", "presentation", "svg")
    names = "".join(f' xmlns:{prefix}="urn:{prefix}"' for prefix in prefixes)
    content = (
        f"<office:document-content{names}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    parts: dict[str, str | bytes] = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "META-INF/manifest.xml": '<manifest xmlns="m"/>',
        "content.xml": content,
    }
    return archive(path, parts | {f"{name}.xml": text for name, text in more.items()}, zipfile.ZIP_STORED)
