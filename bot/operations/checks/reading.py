"""What reads files, and what holds it."""

from bot.engine_parts import MEGABYTE, check_confinement
from bot.operations.check import QUICK, Finding
from bot.settings import BotSettings


def look_at_recognition(settings: BotSettings) -> Finding:
    from ingest.reading.recognition import REMEDY, open_recogniser

    if not settings.ocr:
        return Finding("switched off: pages that hold only images are named and left out")
    recogniser = open_recogniser(settings.ocr_languages)
    if recogniser is None:
        return Finding("Tesseract isn't installed: pages that hold only images are named and left out", REMEDY)
    return Finding(recogniser.describe())


def look_at_office(settings: BotSettings) -> Finding:
    from ingest.reading.old_office import REMEDY, find_converter

    converter = find_converter(settings.parse_memory_mb * MEGABYTE)
    if converter is None:
        return Finding("LibreOffice isn't installed: .doc, .xls and .ppt are refused", REMEDY)
    return Finding(converter.describe())


def look_at_confinement(settings: BotSettings) -> Finding:
    """What holds native code in a parser's place; raises `NotConfinedError` where that is required and isn't whole."""
    from ingest.confinement.steps import GAPS

    held = check_confinement(settings)
    detail = f"what reads files is held by {held.describe()}"
    gaps = "; ".join(GAPS[gap] for gap in held.gaps)
    return Finding(detail, f"Where code takes over a parser: {gaps}. Allow these in the container." if gaps else "")


def look_at_virus_scan(settings: BotSettings) -> Finding:
    from ingest.reading.virus_scan import VirusScanner

    if settings.clamd_url is None:
        return Finding("not set: files aren't scanned")
    return Finding(VirusScanner(settings.clamd_url, seconds=QUICK - 5).ping())
