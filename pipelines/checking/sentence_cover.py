"""How much of a question stands together in one sentence of the evidence, by its words alone."""

from collections.abc import Sequence

from pipelines.text.lexical_cover import AskedWords
from pipelines.text.sentences import source_spans

IN_CONTEXT = 0.5
"""What a word is worth that only the passage's context line has: its title, its headings."""


def best_cover(asked: AskedWords, passages: Sequence[tuple[str, str]]) -> float:
    """The share of the question's words, in 0..1, that the best sentence of the passages meets with its next one.

    `passages` are (text, context line). A lone word is met by what merely mentions it, so that it counts half.
    """
    spans = [[text[span.start : span.end] for span in source_spans(text)] for text, _ in passages]
    texts = [text for each in spans for text in each] + [context for _, context in passages]
    met = iter(asked.met(texts))
    of_spans = [[next(met) for _ in each] for each in spans]
    best = 0.0
    for rows, context in zip(of_spans, met, strict=True):
        for here, after in zip(rows, [*rows[1:], None], strict=False):
            both = here if after is None else [max(pair) for pair in zip(here, after, strict=True)]
            whole = [max(value, IN_CONTEXT * around) for value, around in zip(both, context, strict=True)]
            best = max(best, asked.share(whole))
    return best if len(asked) > 1 else best / 2
