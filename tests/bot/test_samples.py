"""The samples: built from their sources, laid out as promised, and holding what the demo asks for."""

import re
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader

from bot.samples.build import HERE, build, read_source
from bot.samples.catalogue import CONTRACT, DEMO_QUESTIONS, HANDBOOK, MANUAL, SAMPLES, DemoQuestion

SOURCES = {read_source(path)[0].file: path for path in (HERE / "source").glob("*.md")}
PATHS = {path.name: path for path in SAMPLES}


@cache
def page_texts(path: Path) -> tuple[str, ...]:
    document = pypdfium2.PdfDocument(path)
    try:
        return tuple(" ".join(page.get_textpage().get_text_range().split()) for page in document)
    finally:
        document.close()


@pytest.mark.parametrize("name", [HANDBOOK, MANUAL, CONTRACT])
def test_the_committed_file_has_the_text_of_its_source_on_every_page(name: str, tmp_path: Path) -> None:
    assert page_texts(build(SOURCES[name], tmp_path)) == page_texts(PATHS[name])


def test_building_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    first = build(SOURCES[CONTRACT], tmp_path).read_bytes()
    assert build(SOURCES[CONTRACT], tmp_path).read_bytes() == first


def test_every_source_has_its_sample_and_every_sample_its_source() -> None:
    assert SOURCES.keys() == PATHS.keys()
    assert all(path.is_file() for path in SAMPLES)


def test_the_samples_stay_small_enough_for_the_wheel() -> None:
    assert sum(path.stat().st_size for path in SAMPLES) < 1_000_000


@pytest.mark.parametrize(("name", "fewest", "most"), [(HANDBOOK, 12, 16), (MANUAL, 8, 12), (CONTRACT, 6, 10)])
def test_a_sample_has_the_promised_length(name: str, fewest: int, most: int) -> None:
    assert fewest <= len(page_texts(PATHS[name])) <= most


def test_the_handbook_counts_its_front_matter_in_roman_numbers() -> None:
    labels = PdfReader(PATHS[HANDBOOK]).page_labels
    assert labels[:5] == ["i", "ii", "iii", "1", "2"]
    assert labels[6] == "4"


@pytest.mark.parametrize("name", [HANDBOOK, MANUAL, CONTRACT])
def test_the_label_of_a_page_is_what_is_printed_on_it(name: str) -> None:
    labels = PdfReader(PATHS[name]).page_labels
    first = 0 if name == CONTRACT else 1
    for label, text in list(zip(labels, page_texts(PATHS[name]), strict=True))[first:]:
        assert re.search(rf"\b{label}\b", text), f"{name}: {label} is not printed on its page"


@pytest.mark.parametrize("name", [HANDBOOK, MANUAL, CONTRACT])
def test_a_sample_names_its_title_author_and_date_and_has_an_outline(name: str) -> None:
    head, _ = read_source(SOURCES[name])
    reader = PdfReader(PATHS[name])
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == (head.title, head.author)
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.date() == head.date
    assert len(reader.outline) > 8


@pytest.mark.parametrize("question", [q for q in DEMO_QUESTIONS if q.document], ids=lambda q: q.document)
def test_the_answer_of_a_demo_question_stands_on_its_page_alone(question: DemoQuestion) -> None:
    assert question.document is not None
    pages = page_texts(PATHS[question.document])
    assert [number for number, text in enumerate(pages, 1) if question.words in text] == [question.page]


def test_no_sample_answers_the_last_demo_question() -> None:
    last = DEMO_QUESTIONS[-1]
    assert last.document is None
    everything = " ".join(text for path in SAMPLES for text in page_texts(path)).lower()
    assert "company car " not in everything
    assert "company cars" not in everything


def test_the_totals_in_the_contract_add_up() -> None:
    text = " ".join(page_texts(PATHS[CONTRACT]))
    rows = re.findall(r"(\d+) £([\d,]+) £([\d,]+)", text)
    amounts = [(int(n), int(price.replace(",", "")), int(total.replace(",", ""))) for n, price, total in rows]
    assert len(amounts) == 6
    assert all(n * price == total for n, price, total in amounts)
    assert sum(total for _, _, total in amounts[:4]) == 72_000
    assert sum(total for _, _, total in amounts[4:]) == 10_200
