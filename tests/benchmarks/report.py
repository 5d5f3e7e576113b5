"""The figures of a run as Markdown: ours, the stock components', and how many times better."""

from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.child import Figures

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
BEGIN, END = "<!-- figures: written by `make bench BENCH_ARGS=--write` -->\n", "<!-- end of figures -->\n"


def report(run: Figures) -> str:
    """All tables of a run."""
    parts = [_conditions(run), _ingestion(run), _questions(run), _processor(run), _stages(run), _growth(run)]
    return "\n".join(parts)


def write(tables: str) -> None:
    """Puts the tables between the marks of docs/benchmarks.md; raises `ValueError` where a mark is missing."""
    before, begin, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{PAGE.name} has lost a mark: it needs {BEGIN.strip()} and {END.strip()}, each on its line.")
    PAGE.write_text(f"{before}{BEGIN}\n{tables}\n{END}{after}", encoding="utf-8")


def _conditions(run: Figures) -> str:
    machine, base = run["machine"], run["base"]
    reader = "trained" if run["cross_encoder"] == "trained" else "untrained (what it says is noise, its time is real)"
    return (
        f"Machine: {machine['processor']}, {machine['memory']}; OpenVINO computes "
        f"{run['ingestion']['ours']['computes']}. The run took {machine['minutes']:.0f} minutes. Load average "
        f"{machine['load_before']} at the start, {machine['load_after']} at the end (the second has the run's own).\n\n"
        f"{machine['versions']}.\n\n"
        f"Documents: {', '.join(run['documents'])}, at most {run['pages']} pages of each: {base['pages']} pages with "
        f"text, {base['chunks']} chunks of ours. "
        f"Repeats of ingestion: {run['repeats']}, medians told. Cross-encoder: {reader}.\n"
    )


def _ingestion(run: Figures) -> str:
    ours, stock = run["ingestion"]["ours"], run["ingestion"]["stock"]
    rows = [
        _row("pages ingested a second", ours["pages_per_second"], stock["pages_per_second"], ".1f"),
        _row("chunks ingested a second", ours["chunks_per_second"], stock["chunks_per_second"], ".1f"),
        _row("pages read a second, text alone", ours["parsing_pages_per_second"], stock["parsing_pages_per_second"]),
        _row("characters a chunk (mean)", ours["characters_per_chunk"], stock["characters_per_chunk"], ratio=None),
        _row("peak memory, MB", ours["peak_mb"], stock["peak_mb"], ratio=_times_less),
    ]
    return (
        _table("Ingestion", rows)
        + f"\nThe embedder alone, over the same texts in the same process: {ours['embedder_chunks_per_second']:.1f} "
        f"chunks a second; the whole ingestion reaches {ours['share_of_embedder']:.0%} of it. Text by pypdfium2 alone, "
        f"without order, headings, labels or a child process: {ours['pdfium_pages_per_second']:,.0f} pages a second.\n"
    )


def _questions(run: Figures) -> str:
    at = next(each for each in run["latency"] if each["chunks"] == run["size"])
    ours, cross, stock = at["ours"], at["ours_cross_encoder"], at["stock"]
    rows = []
    for name, ours_ms, stock_ms in (
        ("search, late interaction over 60 passages", ours["search"], stock["search"]),
        ("quotes from end to end (stock: search)", ours["quotes"], stock["search"]),
        (f"search, cross-encoder over {run['passages']} passages", cross["search"], stock["search"]),
        (f"search, {run['threads']} at once", ours["crowd"], stock["crowd"]),
        (f"quotes, {run['threads']} at once (stock: search)", ours["crowd_quotes"], stock["crowd"]),
        (f"search, cross-encoder, {run['threads']} at once", cross["crowd"], stock["crowd"]),
    ):
        rows += [_row(f"{name}: {p}, ms", ours_ms[p], stock_ms[p], ratio=_times_less) for p in ("p50", "p95")]
    crowds = ours["crowd"]["per_second"], stock["crowd"]["per_second"]
    rows.append(_row(f"questions a second, {run['threads']} at once", *crowds, ".1f"))
    firsts = ours["first_seconds"], stock["first_seconds"]
    rows.append(_row("start of the process to the first passages, s", *firsts, ".1f", _times_less))
    rows.append(_row("peak memory, MB", ours["peak_mb"], stock["peak_mb"], ratio=_times_less))
    rows.append(_row("peak memory with the cross-encoder, MB", cross["peak_mb"], stock["peak_mb"], ratio=_times_less))
    table = _table(f"A question without a writing model, {run['size']:,} chunks", rows)
    quoted, refused = ours["quotes"]["questions"], ours["quotes"]["left_out"]
    asked = (
        f"\nSearches timed: {ours['search']['questions']} ours, {stock['search']['questions']} stock. Of "
        f"{quoted + refused} questions {quoted} were answered in quotes; the rest were refused, which is faster, and "
        "don't count in those lines.\n"
    )
    return (
        table
        + asked
        + _failures({"ours": ours["crowd"], "with cross-encoder": cross["crowd"], "stock": stock["crowd"]})
    )


def _failures(crowds: dict[str, Figures]) -> str:
    told = [f"{who}: {each['failed']} ({'; '.join(each['errors'])})" for who, each in crowds.items() if each["failed"]]
    return f"\nQuestions that failed when asked at once, which count in no figure: {', '.join(told)}.\n" if told else ""


def _processor(run: Figures) -> str:
    """What a question costs the process that answers it, by store; the server's own time isn't in it."""
    at = next(each for each in run["latency"] if each["chunks"] == run["size"])
    served = at["ours_elasticsearch"].get("quotes")
    on_server = f"{served['processor_ms']:.0f} ms" if served else "not measured (no server here)"
    ours, stock = at["ours"]["quotes"]["processor_ms"], at["stock"]["search"]["processor_ms"]
    return (
        f"Processor time of a question answered in quotes, all cores together: {ours:.0f} ms with the embedded index, "
        f"{on_server} with Elasticsearch, without the server's; a search of the stock components {stock:.0f} ms. "
        f"Word vectors take {at['store']['word_vectors']:,.0f} bytes a chunk.\n"
    )


def _stages(run: Figures) -> str:
    at = next(each for each in run["latency"] if each["chunks"] == run["size"])
    stages = at["ours"]["stages_ms"]
    told = ", ".join(f"{stage} {spent:.1f}" for stage, spent in stages.items() if stage != "total")
    return f"Where our search spends its time (median ms; the three searches run side by side): {told}.\n"


def _growth(run: Figures) -> str:
    lines = [
        "### How it grows",
        "",
        "| chunks | search p50 / p95, ms | stock | quotes p50 / p95, ms | memory, MB | stock | our file, MB |",
        "|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for at in run["latency"]:
        ours, stock = at["ours"], at["stock"]
        lines.append(
            f"| {at['chunks']:,} | {_pair(ours['search'])} | {_pair(stock['search'])} | {_pair(ours['quotes'])} "
            f"| {ours['peak_mb']:,.0f} | {stock['peak_mb']:,.0f} | {at['store']['megabytes']:,.0f} |"
        )
    return "\n".join(lines) + "\n"


def _pair(figures: Figures) -> str:
    return f"{figures['p50']:,.0f} / {figures['p95']:,.0f}"


def _times_more(ours: float, stock: float) -> float:
    return ours / stock


def _times_less(ours: float, stock: float) -> float:
    return stock / ours


def _row(
    name: str,
    ours: float,
    stock: float,
    form: str = ",.0f",
    ratio: Callable[[float, float], float] | None = _times_more,
) -> str:
    times = f"{ratio(ours, stock):.1f}×" if ratio is not None and ours and stock else ""
    return f"| {name} | {ours:{form}} | {stock:{form}} | {times} |"


def _table(title: str, rows: list[str]) -> str:
    head = [f"### {title}", "", "| | ours | stock | better by |", "|---|---:|---:|---:|"]
    return "\n".join([*head, *rows]) + "\n"
