"""Titles from three witnesses: the file's own words, its first page, its name."""

import time

import pytest

from ingest.parsers.findings import Findings
from ingest.parsers.titles import find_title

FILING = (
    "UNITED STATES\nSECURITIES AND EXCHANGE COMMISSION\nFORM 10-K\nNorth Wind Foods, Inc.\n"
    "North Wind Foods sells bread. This Annual Report on Form 10-K covers the fiscal year 2022."
)


def title(name: str, *headlines: str, own: str = "", opening: str = "") -> str:
    return find_title(name, Findings(metadata_title=own, headlines=list(headlines)), [opening])


def test_run_together_names_are_spelled_as_the_document_spells_them() -> None:
    assert title("NORTHWINDFOODS_2022_10K.pdf", opening=FILING) == "North Wind Foods 2022 10-K"


def test_a_letterhead_is_no_title() -> None:
    heads = ["UNITED STATES SECURITIES AND EXCHANGE COMMISSION", "FORM 10-K", "NORTH WIND FOODS, INC."]
    assert title("NORTHWINDFOODS_2022_10K.pdf", *heads, opening=FILING) == "North Wind Foods 2022 10-K"


def test_a_plain_name_becomes_words() -> None:
    assert title("employee-handbook-2026.pdf") == "Employee Handbook 2026"
    assert title("TravelPolicy_final_v3 (2).pdf") == "Travel Policy"


def test_the_first_page_gives_the_title_and_the_name_what_it_lacks() -> None:
    found = title("northwind-2022Q4-results.pdf", "Bread sales rise in the fourth quarter of 2022", opening=FILING)
    assert found == "Bread sales rise in the fourth quarter of 2022 (North Wind Results)"


def test_a_name_that_says_nothing_adds_nothing() -> None:
    for name in ("scan0001.pdf", "document(3).pdf", "a3f9c2d18b7e4455.pdf", "1909.00754.pdf", "IMG_20240131.pdf"):
        found = title(name, "Safety rules for the north warehouse")
        assert found.startswith("Safety rules for the north warehouse"), name
        assert "2024-01-31" in found or found == "Safety rules for the north warehouse", name


@pytest.mark.parametrize(
    "own",
    [
        "Microsoft Word - letter.docx",
        "untitled",
        "0000764478-23-000006",
        "Slide 1",
        "12345",
        "report_final.indd",
        "https://example.org/a",
        "Contents",
        "   ",
    ],
)
def test_what_programs_write_into_the_title_field_is_not_believed(own: str) -> None:
    assert title("leave-policy.pdf", "Leave and absence in all our offices", own=own).startswith("Leave and absence")


def test_a_real_title_in_the_file_comes_first() -> None:
    assert title("tr-07.pdf", "Chapter 2", own="Rethinking the Grain Network") == "Rethinking the Grain Network (Tr)"


def test_capitals_throughout_become_ordinary_words_and_names_stay() -> None:
    text = "The NATO liaison office of Oslo reports on bread and on grain."
    found = title("x.pdf", "NATO LIAISON OFFICE REPORTS ON BREAD AND GRAIN IN OSLO", opening=text)
    assert found == "NATO Liaison Office Reports on Bread and Grain in Oslo"


def test_years_dates_and_quarters_survive() -> None:
    assert title("annual-report-2015-16.pdf") == "Annual Report 2015-16"
    assert title("minutes_2024-03-07.pdf") == "Minutes 2024-03-07"
    assert title("invoice_20240307_Acme.pdf") == "Invoice 2024-03-07 Acme"
    assert title("2024-03 minutes.pdf") == "2024-03 Minutes"
    assert title("ACME_2023Q2_10Q.pdf", opening="ACME files Form 10-Q") == "ACME 2023 Q2 10-Q"


def test_a_title_is_never_empty_and_never_endless() -> None:
    assert title(".pdf") and title("12345678.pdf") and title("___.pdf")
    assert len(title("a.pdf", "A very long headline " * 30)) < 260


def test_other_scripts_are_titles_too() -> None:
    assert title("a1.pdf", "تحسين الإنتاجية وحل المشكلات").startswith("تحسين الإنتاجية")
    assert title("scan.pdf", "休暇規程と勤務時間") == "休暇規程と勤務時間"


@pytest.mark.parametrize(
    "own", ["1_" * 400 + "!", "_".join(["1"] * 60) + " (signed)", "Item_1_1A_" * 90, "-" * 100_000]
)
def test_a_hostile_title_costs_next_to_nothing(own: str) -> None:
    begun = time.process_time()
    assert find_title("report.pdf", Findings(metadata_title=own, headlines=[own] * 1000), ["Words."])
    assert time.process_time() - begun < 1.0
