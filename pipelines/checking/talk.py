"""Sentences of a model that say nothing of the documents: refusals, chatter, talk about the sources, questions."""

import re

_NOT_FOUND = re.compile(
    r"""
    \bnot\ in\ (the\ )?sources\b
    | \b(the|these|those|any|no|provided|given)\ (provided\ |given\ |numbered\ |above\ )?
      (sources?|documents?|passages?|text|context|excerpts?|information)\b [^.]{0,40}?
      \b( (do|does|did)(\ not|n't)\ (explicitly\ |directly\ |specifically\ )?
            (contain|mention|provide|specify|state|include|say|give|list|disclose|indicate|address|discuss)
        | (is|are|was|were)(\ not|n't)\ (mentioned|provided|specified|stated|available|found|disclosed|included)
        | (contain|mention|provide|specify|give|state)s?\ (no|nothing)\b )
    | \b(there\ (is|was|are)|i\ found)\ (no|not\ enough|insufficient|nothing)\ (\w+\ )?
      (information|mention|data|details?)\b
    | \bnot\ (\w+\ )?(mentioned|specified|provided|stated|found|disclosed|available|given|included)\ in\ 
      (the|these|any)\b [^.]{0,20}\b(sources?|documents?|passages?|text|context|excerpts?)\b
    | \b(can(not|'t)|could\ not|unable\ to)\ (be\ )?(determined?|answer(ed)?|find|found)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CHATTER = re.compile(
    r"""
    ^\W*(
      as\ an?\ (ai|(large\ )?language\ model|assistant)\b
      | in\ general, | generally\ speaking | it\ is\ (important|worth)\ (to\ note|noting)
      | i('m|\ am)\ (sorry|unable|not\ able|an?\ (ai|assistant))
      | i\ (can't|cannot|can\ not|don't|do\ not|hope|would|apologi[sz]e)\b
      | (let\ me|feel\ free|sure|certainly|of\ course|great\ question)\b
      | if\ you\ (have|need)\ any\ (other\ |more\ |further\ )?(questions?|help|assistance|information|details)
      | here\ (is|are)\b | the\ (final\ )?answer\ is\W*$
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ABOUT_SOURCES = re.compile(
    r"""
    \bsources?\ *[\[(]?\d
    | \b(provided|given|numbered)\ (sources?|documents?|passages?|text|context|excerpts?|information)\b
    | \b(begin|end)\ source\b | \bthe\ (question|user)\ (asks|asked|is\ asking)\b
    | \b(previous|prior|earlier|above|system|my)\ (instructions?|prompt)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def kind_of(sentence: str) -> str:
    """The reason to keep a sentence back that lies in itself; empty for one that claims something.

    not_found (it says that there is no answer), general_talk, about_the_sources, echo (a question), fragment (no
    words, or the lead-in of a list).
    """
    if _NOT_FOUND.search(sentence):
        return "not_found"
    if _CHATTER.search(sentence):
        return "general_talk"
    if _ABOUT_SOURCES.search(sentence):
        return "about_the_sources"
    if sentence.rstrip(" \"'\u201d)").endswith("?"):
        return "echo"
    if not any(c.isalnum() for c in sentence) or re.search(r"(?<!\d):\s*$", sentence):
        return "fragment"
    return ""
