"""Real files that are wrong in real ways, where the evaluation data lies beside the checkout."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.formats.errors import UnreadableFileError
from ingest.reading.parse import ParserPool

NASTY = Path(__file__).parents[4] / "shared" / "evaluation" / "nasty"
MANIFEST = NASTY / "manifest.jsonl"
CASES: list[dict[str, Any]] = (
    [json.loads(line) for line in MANIFEST.read_text(encoding="utf-8").splitlines()] if MANIFEST.exists() else []
)

pytestmark = pytest.mark.skipif(not CASES, reason=f"no evaluation data beside the checkout ({NASTY.name}/ is missing)")


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    with ParserPool() as shared:
        yield shared


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["file"]))
def test_a_nasty_file_ends_as_it_should(pool: ParserPool, case: dict[str, Any]) -> None:
    allowed = {case["expect"], *case["also_accept"]}
    try:
        document = pool.parse(NASTY / "files" / case["file"])
    except UnreadableFileError as error:
        assert "clear error" in allowed, error.code
        assert error.message.endswith(".") and error.code != "crashed"
        return
    assert ("ok with warning" if document.warnings else "ok") in allowed
    if case["pages"] is not None:
        assert document.page_count == case["pages"]
    if case["snippet"] is not None:
        numbers = {case["snippet_page"]} if case["snippet_page"] else {page.number for page in document.pages}
        assert any(words(case["snippet"]) in words(page.text) for page in document.pages if page.number in numbers)


def find(pool: ParserPool, name: str, page: int) -> str:
    if not (NASTY / "files" / name).exists():
        pytest.skip(f"{name} is not here")
    return next(found.text for found in pool.parse(NASTY / "files" / name).pages if found.number == page)


def test_a_sheet_that_claims_a_million_rows_has_those_that_it_has(pool: ParserPool) -> None:
    assert "first: 1 | second: 5 | third: 9" in find(pool, "sheet-inflated-dimensions.xlsx", 1)
    assert "first: 3 | header second: 6 | header third: 7" in find(pool, "sheet-inflated-dimensions.xlsx", 4)


def test_the_last_box_of_a_chart_of_text_boxes_is_read(pool: ParserPool) -> None:
    assert "Case closed." in find(pool, "word-textboxes.docx", 1)


def test_rows_of_a_table_stored_by_column_are_whole(pool: ParserPool) -> None:
    lines = find(pool, "ca-warn-report-tables.pdf", 1).split("\n")
    assert "06/22/2015 03/25/2016 07/01/2015 Maxim Integrated Product San Jose 150 Closure Permanent" in lines


def test_arabic_ligatures_are_in_reading_order(pool: ParserPool) -> None:
    assert "تحسين الإنتاجية وحل المشكلات" in find(pool, "arabic-01.pdf", 1)


def test_values_that_stand_in_form_fields_alone_are_found(pool: ParserPool) -> None:
    assert "First Name: Alice" in find(pool, "libreoffice-form-filled.pdf", 1)


def test_no_unmapped_glyph_gets_into_the_text(pool: ParserPool) -> None:
    if not (NASTY / "files" / "tam-review-unmapped-glyphs.pdf").exists():
        pytest.skip("tam-review-unmapped-glyphs.pdf is not here")
    document = pool.parse(NASTY / "files" / "tam-review-unmapped-glyphs.pdf")
    assert 1 in {page.number for page in document.pages}
    assert not any("/g1" in page.text for page in document.pages)
    assert document.warnings[0].code == "garbled_text"
