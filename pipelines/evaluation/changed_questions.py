"""Questions that nothing answers any more, since one thing in them was changed by rule. Each in three strengths."""

import re
from collections.abc import Callable

from pipelines.evaluation.fact_corpus import FactCorpus
from pipelines.evaluation.stated_facts import StatedFact
from pipelines.text.units import UNIT_OF, measure_the_same
from pipelines.text.words import content_stems

Change = Callable[[FactCorpus, StatedFact, int], str | None]
"""Makes a changed question of a fact in one strength, 1 the least; None where the fact doesn't allow it."""
INVENTED = ("Velmora", "Kestrin", "Tarquell", "Ondrava", "Mirrotek", "Bexolin")
"""Names that no document has."""
_MEASURES = (
    "hour day week month year minute second",
    "kilogram gram tonne",
    "metre millimetre kilometre mile",
    "litre gallon",
    "volt watt ampere",
    "bar psi",
)
"""Units that a question can ask for instead of each other."""
_OF_MEASURES = [tuple(UNIT_OF[name].plural for name in group.split()) for group in _MEASURES]
_UNITS = (
    ("dollars", "euros", "pounds sterling", "yen"),
    ("percent",),
    *_OF_MEASURES,
    ("employees", "stores", "shares", "people", "customers"),
)
_CONVERTIBLE = [
    plurals
    for group, plurals in zip(_MEASURES, _OF_MEASURES, strict=True)
    if measure_the_same(frozenset(group.split()))
]
_WRITTEN = {"$": "dollars", "\u20ac": "euros", "\u00a3": "pounds sterling", "%": "percent", "mm": "millimetres",
            "kg": "kilograms"}  # fmt: skip
_NEVER_USED = ("becquerels", "furlongs", "lumens", "parsecs")
_OPPOSITE = {"increase": "decrease", "decrease": "increase", "rise": "fall", "fall": "rise", "grow": "shrink",
             "decline": "increase", "drop": "increase"}  # fmt: skip
_NEGATIONS = {1: "not", 2: "no longer", 3: "never"}


def asked(title: str, question: str) -> str:
    """The question, asked of one document by its title."""
    return f"According to {title}, {question[0].lower()}{question[1:]}"


def other_year(corpus: FactCorpus, fact: StatedFact, strength: int) -> str | None:
    """The year is one that the document has in other places (1), the nearest that it lacks (2), one far away (3)."""
    if not fact.year or fact.question.count(fact.year) != 1:
        return None
    document, year = corpus.documents[fact.document], int(fact.year)
    if strength == 1:
        near = sorted(document.years - {fact.year}, key=lambda other: (abs(int(other) - year), other))
        found = next((other for other in near if not document.pages_of(fact, other)), None)
    elif strength == 2:
        around = (year + step for distance in range(1, 9) for step in (distance, -distance))
        found = next((str(other) for other in around if str(other) not in document.years), None)
    else:
        found = next((str(other) for other in range(year - 61, 1900, -1) if str(other) not in document.years), None)
    return asked(fact.title, fact.question.replace(fact.year, found)) if found else None


def other_entity(corpus: FactCorpus, fact: StatedFact, strength: int) -> str | None:
    """It is asked of another document (1), of a name with one invented word in it (2), or of an invented one (3)."""
    invented = INVENTED[len(fact.question) % len(INVENTED)]
    if corpus.mentions(invented):
        return None
    if strength == 3:
        return asked(f"the {invented} report", fact.question)
    if strength == 2:
        named = re.findall(r"\b[A-Z][a-zA-Z]{3,}", fact.title)
        return asked(fact.title.replace(named[0], invented), fact.question) if named else None
    others = sorted(
        document.title
        for document in corpus.documents.values()
        if document.name != fact.document and not any(fact.stems <= stems for stems in document.stems.values())
    )
    return asked(others[len(fact.question) % len(others)], fact.question) if others else None


def other_unit(corpus: FactCorpus, fact: StatedFact, strength: int) -> str | None:
    """The figure is asked for in another unit of its kind (1), one of another kind (2), or one that nothing has (3)."""
    unit = _WRITTEN.get(fact.unit, fact.unit)
    own = next((group for group in _UNITS if unit in group), None)
    if own is None:
        return None
    if strength == 1:
        found = next((other for other in own if other != unit), None)
    elif strength == 2:
        kinds = [group for group in _UNITS if group is not own]
        found = kinds[len(fact.question) % len(kinds)][0]
    else:
        found = next((other for other in _NEVER_USED if not corpus.mentions(other)), None)
    if found is None or found in fact.question:
        return None
    if f"How many {unit}" in fact.question:
        return asked(fact.title, fact.question.replace(f"How many {unit}", f"How many {found}"))
    return asked(fact.title, f"{fact.question[:-1]}, in {found}?")


def can_be_converted(fact: StatedFact) -> bool:
    """Whether another unit of the fact's kind says the same, so that the fact itself answers a question for it."""
    return any(fact.unit in group or _WRITTEN.get(fact.unit) in group for group in _CONVERTIBLE)


def negated(corpus: FactCorpus, fact: StatedFact, strength: int) -> str | None:
    """The question is turned round: `not`, or the opposite verb (1), `no longer` (2), `never` (3)."""
    if fact.subject not in fact.question:
        return None
    if strength == 1 and fact.shape == "moved":
        verb = next((each for each in _OPPOSITE if re.search(rf"\b{each}\b", fact.question.split(fact.subject)[1])), "")
        return asked(fact.title, re.sub(rf"\b{verb}\b", _OPPOSITE[verb], fact.question)) if verb else None
    return asked(fact.title, fact.question.replace(fact.subject, f"{fact.subject} {_NEGATIONS[strength]}", 1))


def false_premise(corpus: FactCorpus, fact: StatedFact, strength: int) -> str | None:
    """It takes for granted a wrong figure (1), an event that the document doesn't have (2), an invented thing (3)."""
    year = f" in {fact.year}" if fact.year else ""
    if strength == 1:
        wrong = other_value(fact.value)
        if fact.shape == "row" and fact.verb == "was":
            return asked(fact.title, f"Why was {fact.subject} {wrong}{year}?")
        stated = " ".join(fact.text.split()).rstrip(".").replace(fact.value, wrong)
        return None if fact.shape == "row" else asked(fact.title, f"Why is it that {stated[0].lower()}{stated[1:]}?")
    if strength == 2:
        stems = corpus.documents[fact.document].stems.values()
        is_there = any(set(content_stems("abolished")) <= each and fact.stems <= each for each in stems)
        return None if is_there else asked(fact.title, f"Why was {fact.subject} abolished{year}?")
    invented = INVENTED[len(fact.question) % len(INVENTED)]
    if corpus.mentions(invented):
        return None
    return asked(fact.title, f"How did the {invented} ruling change {fact.subject}?")


def other_value(value: str) -> str:
    """A figure of the same form that is another: its first two digits are moved on."""
    digits = [match.start() for match in re.finditer(r"\d", value)]
    changed = list(value)
    for place in digits[:2]:
        changed[place] = str((int(value[place]) + 2) % 9 + 1)
    return "".join(changed)


CHANGES: dict[str, Change] = {
    "year": other_year, "entity": other_entity, "unit": other_unit, "negation": negated, "premise": false_premise,
}  # fmt: skip
"""What is changed in a question."""
