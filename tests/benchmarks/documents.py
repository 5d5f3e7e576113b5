"""The PDFs that a run reads, cut to a number of pages so that the slow side ends in time."""

from collections.abc import Sequence
from pathlib import Path

import bot.samples

CORPUS = Path("../shared/evaluation/corpus/pdfs")
ANNUAL_REPORTS = ("BESTBUY_2023_10K.pdf", "NIKE_2021_10K.pdf")


def default_documents() -> list[Path]:
    """Two annual reports where the corpus lies beside this folder, else the samples that the project carries."""
    reports = [CORPUS / name for name in ANNUAL_REPORTS]
    if all(report.exists() for report in reports):
        return reports
    return sorted(Path(bot.samples.__file__).parent.glob("*.pdf"))


def found(paths: Sequence[Path]) -> list[Path]:
    """The PDFs that the paths name, folders opened; raises `ValueError` where there is none."""
    files = [file for path in paths for file in (sorted(path.glob("*.pdf")) if path.is_dir() else [path])]
    if not files or not all(file.is_file() for file in files):
        raise ValueError(f"No PDF at {', '.join(map(str, paths)) or 'no path'}: name PDF files or folders with them.")
    return files


def cut(files: Sequence[Path], pages: int, folder: Path) -> list[Path]:
    """The first `pages` pages of each file; a longer one is written anew into `folder`, under its own name."""
    import pypdf

    kept = []
    for file in files:
        reader = pypdf.PdfReader(file)
        if len(reader.pages) <= pages:
            kept.append(file)
            continue
        writer = pypdf.PdfWriter()
        writer.append(reader, pages=(0, pages))
        target = folder / file.name
        writer.write(target)
        kept.append(target)
    return kept
