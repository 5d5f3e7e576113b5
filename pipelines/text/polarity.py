"""Whether a sentence says the opposite of its source: negations, opposites, and duty against permission."""

import re

from pipelines.text.words import STOP_WORDS, stem, words

_NEGATIONS = frozenset(
    "not no never none neither nor cannot without nobody nothing unable hardly nicht kein keine keinen nie ne pas"
    " jamais nunca sin".split()
)
_REACH = 5  # words after a negation that it can still be about
_CLAUSE_ENDS = frozenset(", ; . : ( ) but unless except if".split())
_PAIRS = (
    "increase|rise|grow|grew|growth|higher|rose|up|climb|gain : "
    "decrease|decline|fall|fell|drop|lower|reduce|down|shrink|loss",
    "more|above|exceed|over|greater : less|fewer|below|under",
    "maximum|most : minimum|least",
    "at most|up to|no more than|not exceed : at least|minimum|no less than",
    "strong|stronger|strongest|strengthen : weak|weaker|weakest|weaken|diminish",
    "highest|largest|biggest : lowest|smallest",
    "before|prior|precede : after|following|subsequent",
    "allow|permit|entitle : prohibit|forbid|ban|disallow",
    "include : exclude",
    "accept|approve : reject|deny|refuse|decline",
    "earliest|first : latest|last",
    "profit|surplus : loss|deficit",
    "paid : unpaid",
    "employer|company : employee|worker",
    "buy|bought|purchase|acquire : sell|sold|divest",
    "mandatory|compulsory|required|must|shall|oblige : optional|voluntary|may|can",
    "with : without",
    "all|every|each : some|few|certain",
    "always : sometimes|rarely|seldom",
    "open : close",
    "start|begin|commence : end|stop|terminate|expire",
    "import : export",
    "lend|lender : borrow|borrower",
    "tenant|lessee : landlord|lessor",
    "buyer|customer|client : supplier|seller|vendor",
)
_DIRECTIONS = (
    "increase|rise|rose|risen|grow|grew|growth : decrease|decline|fall|fell|fallen|drop|shrink|shrank",
    "highest|largest|biggest : lowest|smallest",
    "strengthen|strongest : weaken|weakest",
    "buy|bought|acquire : sell|sold|divest",
)
"""Pairs of which a question that has the one is not answered by the other."""
_COMPARED = re.compile(r"\b(?:than|compared|versus|vs|or|and|difference|between)\b", re.IGNORECASE)
_EXACT = frozenset(
    {"may", "can", "must", "shall", "paid", "over", "under", "up", "down", "all", "with", "first", "last"}
)
"""Words whose stem would also stand for other words."""


def contradicts(sentence: str, source: str, passage: str) -> bool:
    """Whether `sentence` turns round what `source`, the stretch that fits it best, or all of `passage` says.

    True where a word is negated on one side only, wherever the passage has it; where the sentence has one of two
    opposites and the stretch has only the other; or where it speaks of the strongest, largest or only of something
    and the passage of nothing extreme. It sees words, not meaning: it is one gate among several.
    """
    return (
        _negated_on_one_side(sentence, source, passage)
        or _opposite(sentence, source, passage)
        or _unfounded_extreme(sentence, passage)
    )


def denies(source: str, sentence: str) -> bool:
    """Whether a stretch denies by a word of its own: a negation, "prohibited", "unpaid", "excluding", "fails"."""
    own = set(_tokens(sentence))
    denials = {match.group().lower() for match in _DENIAL.finditer(source)}
    return bool(denials - own) or any(word in _NEGATIONS for word in _tokens(source))


def turns_round(question: str, source: str) -> bool:
    """Whether a question that compares nothing takes one of two directions for granted, and a stretch has the other."""
    if _COMPARED.search(question):
        return False
    said, near = _bag(question), _bag(source)
    for pair in _DIRECTIONS:
        for one, other in (pair.split(" : "), pair.split(" : ")[::-1]):
            if _has(one, *said) and not _has(other, *said) and _has(other, *near) and not _has(one, *near):
                return True
    return False


def _tokens(text: str) -> list[str]:
    spread = re.sub(r"n['\u2019]t\b", " not", text.replace("cannot", "can not"))
    return re.findall(r"[^\W_]+|[,;.:()]", re.sub(r"\s+", " ", spread).lower())


def _negated(text: str) -> dict[str, set[bool]]:
    """Each content word's stem with whether it stands within reach of a negation; both where it does and doesn't."""
    found: dict[str, set[bool]] = {}
    left = 0
    read = _tokens(text)
    for word, following in zip(read, [*read[1:], ""], strict=True):
        if word in _NEGATIONS and following not in {"only", "later", "more", "less", "than"}:
            left = _REACH
            continue
        if word in _CLAUSE_ENDS:
            left = 0
        elif word not in STOP_WORDS and not word.isdigit():
            found.setdefault(stem(word), set()).add(left > 0)
        left = max(0, left - 1)
    return found


def _negated_on_one_side(sentence: str, source: str, passage: str) -> bool:
    said = _negated(re.sub(r"^\s*(no|yes|nein|ja|non|oui)\s*,\s*", "", sentence, flags=re.IGNORECASE))
    near, anywhere = _negated(source), _negated(passage)
    common = [word for word in said if word in near]
    if any(True in flags for flags in said.values()):
        negated = [word for word, flags in said.items() if flags == {True} and word in anywhere]
        return bool(negated) and not any(True in anywhere[word] for word in negated) and not denies(source, sentence)
    turned = [word for word in common if near[word] == {True} and anywhere[word] == {True}]
    return len(turned) >= max(1, len(common) // 3)


_DENIAL = re.compile(
    r"\b(?:non-?|un(?!der|til|less|ion|it|ive)|in(?=eligib|valid|admissib|complet|suffic|capab|activ|accur|correct|depend)"
    r"|im(?=poss|permis|prop)|dis(?=allow|qualif|continu|agree|approv)|(?=fail|lack|exclud|prohibit|forbid|except|refus"
    r"|deny|denie|absen|zero|nil|void|cease|only|instead|rather|free of))[a-z]{3,}",
    re.IGNORECASE,
)


def _has(options: str, text: str, stems: set[str], plain: set[str]) -> bool:
    for option in options.split("|"):
        if " " in option:
            if re.search(rf"\b{option}\b", text, re.IGNORECASE):
                return True
        elif option in plain if option in _EXACT else stem(option) in stems:
            return True
    return False


def _opposite(sentence: str, source: str, passage: str) -> bool:
    said, near, anywhere = (_bag(text) for text in (sentence, source, passage))
    for pair in _PAIRS:
        for one, other in (pair.split(" : "), pair.split(" : ")[::-1]):
            if (
                _has(one, *said) and not _has(other, *said) and _has(other, *near) and not _has(one, *near)
                and not (_has(one, *anywhere) and pair in _LOOSE)
            ):  # fmt: skip
                return True
    return False


_LOOSE = frozenset(pair for pair in _PAIRS if not pair.startswith(("increase", "mandatory", "at most", "maximum")))
"""Pairs whose words are often on a page for other reasons: they count only where the passage has one side alone."""


_SUPERLATIVE = re.compile(
    r"\b(?!(?:for|inter|hon|mod|harv|request|manif|cont|prot|sugg|dig|arr|inv|conqu|tempest)est)[a-z]{3,}est\b"
)
_EXTREME = re.compile(
    r"\b(?:most|least|best|worst|only|top|peak|record|maximum|minimum|first|last|main|chief|[a-z]{3,}est)\b"
)


def _unfounded_extreme(sentence: str, passage: str) -> bool:
    """Whether the sentence has a superlative, and the passage neither its root nor any other extreme."""
    found = _SUPERLATIVE.search(sentence.lower())
    if not found or _EXTREME.search(passage.lower()):
        return False
    return found.group()[:4] not in passage.lower()


def _bag(text: str) -> tuple[str, set[str], set[str]]:
    found = words(text)
    return text, {stem(word) for word in found}, set(found)
