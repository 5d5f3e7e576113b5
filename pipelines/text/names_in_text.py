"""The names of a text (capitalised words, acronyms, codes, quoted strings) and whether a source holds them."""

import re

from pipelines.text.words import STOP_WORDS, stem, words

_QUOTED = re.compile(r"[\"\u201c\u201e\u00ab]([^\"\u201c\u201d\u00bb\n]{4,160})[\"\u201d\u00bb]")
_CODE = re.compile(r"\b(?:[A-Za-z]+[-./]?\d[\w./-]*\w|[A-Za-z]\d|\d+[-]?[A-Z][\w-]*)\b")
_TOKEN = re.compile(r"[^\W_]+(?:[.&'\u2019-][^\W_]+)*")
_NOT_NAMES = frozenset(
    "january february march april may june july august september october november december i mr mrs ms dr prof yes no"
    " source sources page pages q1 q2 q3 q4 inc ltd corp co llc plc company fiscal year section"
    " table figure note".split()
)
_QUARTERS = {"q1": "first", "q2": "second", "q3": "third", "q4": "fourth"}


def missing_names(sentence: str, source: str, question: str) -> list[str]:
    """The names in `sentence` that do not occur in `source` (passage and context line), as written.

    A sentence's first word counts as a name only where it is one without doubt: more capitals follow or are inside,
    or the question has it with a capital in mid-sentence. An acronym is found in the words that it abbreviates, and
    words in their acronym.
    """
    plain = _squeezed(source)
    missing = [quote for quote in _QUOTED.findall(sentence) if _squeezed(quote).strip(" .,;") not in plain]
    held = set(words(source))
    stems = {stem(word) for word in held}
    acronyms = initials(source)
    compact = re.sub(r"[\s\W_]+", "", source.lower())
    for code in _CODE.findall(sentence):
        if not _code_found(code, compact, held):
            missing.append(code)
    for name, at_start in _capitalised(sentence):
        if at_start and not _surely_a_name(name, sentence, question):
            continue
        if not (
            _word_found(name, held, stems, compact) or name.upper() in acronyms or _abbreviated(name, sentence, source)
        ):
            missing.append(name)
    return missing


def named_in(question: str) -> list[str]:
    """The words of a question that are written like names: with a capital within the sentence, or with several."""
    found = _capitalised(question)
    return [name for name, at_start in found if not at_start or _surely_a_name(name, question, "")]


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[\u2018\u2019]", "'", text)).lower()


def _code_found(code: str, compact: str, held: set[str]) -> bool:
    """Whether a code such as 10-K, WoZ2.0 or FY2022 occurs, written together, apart or in words."""
    lowered = code.lower()
    if re.fullmatch(r"\d+(st|nd|rd|th|s|[kKmM]|bn|x)|\d+-[a-z][a-z-]+", code):
        return True  # ordinals and amounts: compared as numbers
    if re.sub(r"[\W_]+", "", lowered) in compact:
        return True
    year = re.fullmatch(r"(?:fy|cy)[-' ]?((?:19|20)?\d\d)", lowered)
    if year:
        return year[1][-2:] in {word[-2:] for word in held if re.fullmatch(r"(fy)?(19|20)?\d\d", word)}
    return _QUARTERS.get(lowered, "\0") in held


def _capitalised(sentence: str) -> list[tuple[str, bool]]:
    """Each capitalised word, and whether it is the first of a sentence, a quotation or a list entry."""
    found = []
    for match in _TOKEN.finditer(_CODE.sub(lambda m: " " * len(m.group()), sentence)):
        token = re.sub(r"['\u2019]s?$", "", match.group())
        lowered = token.lower()
        if not any(c.isupper() for c in token) or lowered in _NOT_NAMES or lowered in STOP_WORDS:
            continue
        at_start = not sentence[: match.start()].strip(" *_\"'\u201c(\u00bf\u00a1\u00ab\u201e[") or bool(
            re.search(r"[.:;!?\u201c\"\u00bf\u00a1\u00ab\u201e]\s*\W{0,2}$", sentence[: match.start()])
        )
        found.append((token, at_start))
    return found


def _surely_a_name(name: str, sentence: str, question: str) -> bool:
    if sum(c.isupper() for c in name) > 1:
        return True
    if re.search(rf"(?<=[\w,] ){re.escape(name)}\b", question):
        return True
    following = re.search(rf"\b{re.escape(name)}(?:'s)?\s+([^\W\d_]\w+)", sentence)
    return bool(following and following[1][0].isupper() and following[1].lower() not in STOP_WORDS)


def _word_found(name: str, held: set[str], stems: set[str], compact: str) -> bool:
    parts = words(name)
    if all(part in held or stem(part) in stems or (len(part) > 7 and any(w.startswith(part[:6]) for w in held))
           for part in parts):  # fmt: skip
        return True
    return len(name) > 3 and re.sub(r"[\W_]+", "", name.lower()) in compact


def initials(source: str) -> frozenset[str]:
    """The acronyms that runs of capitalised words in the source would have: FDA for Food and Drug Administration."""
    capitals = re.findall(r"\b[A-Z][\w'-]+(?:(?:\s+(?:of|and|for|the|on|in|&))?\s+[A-Z][\w'-]+)+", source)
    found = set()
    for run in capitals:
        letters = "".join(word[0] for word in re.split(r"[\s-]+", run) if word[:1].isupper())
        found |= {letters[i:j] for i in range(len(letters)) for j in range(i + 2, len(letters) + 1)}
    return frozenset(found)


def _abbreviated(name: str, sentence: str, source: str) -> bool:
    """Whether `name` is part of a run of capitalised words whose acronym the source uses."""
    for run in re.findall(r"\b[A-Z]\w+(?:(?:\s+(?:of|and|for|the))?\s+[A-Z]\w+)+", sentence):
        letters = "".join(w[0] for w in run.split() if w[0].isupper() and w.lower() not in STOP_WORDS)
        if name in run and len(letters) > 1 and re.search(rf"\b{letters}s?\b", source):
            return True
    return False
