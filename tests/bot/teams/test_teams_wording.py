"""What is said in Teams is said in its own words, in every language, and what Slack's users read stays as it is."""

import re
from string import Formatter

import pytest

from bot.wording.languages.english_teams import ENGLISH_TEAMS
from bot.wording.languages.german_teams import GERMAN_TEAMS
from bot.wording.lists import help_topics
from bot.wording.sentences import (
    ENGLISH,
    ENGLISH_IN_TEAMS,
    GERMAN,
    GERMAN_IN_TEAMS,
    Language,
    in_chat,
    language_tag,
    say,
)

FOREIGN = re.compile(r"slack|/tcbot|/upload|workspace|shortcut|direct message|direktnachricht", re.IGNORECASE)
SAID_IN_SLACK_ALONE = {"slack_scope_missing"}


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_every_language_says_the_same_things_in_teams_with_the_same_values() -> None:
    assert {key: fields(text) for key, text in ENGLISH_TEAMS.items()} == {
        key: fields(text) for key, text in GERMAN_TEAMS.items()
    }


@pytest.mark.parametrize(("language", "there"), [(ENGLISH_IN_TEAMS, ENGLISH), (GERMAN_IN_TEAMS, GERMAN)])
def test_what_is_said_in_another_way_takes_the_same_values(language: Language, there: Language) -> None:
    for key in language.sentences.keys() & there.sentences.keys():
        assert fields(language.sentences[key]) == fields(there.sentences[key]), key


@pytest.mark.parametrize("language", [ENGLISH_IN_TEAMS, GERMAN_IN_TEAMS], ids=["en", "de"])
def test_nobody_in_teams_reads_of_another_chat_or_its_names_of_things(language: Language) -> None:
    terminal = ENGLISH.sentences.keys() - GERMAN.sentences.keys()
    said = {key: words for key, words in language.sentences.items() if key not in terminal | SAID_IN_SLACK_ALONE}
    assert [key for key, words in said.items() if FOREIGN.search(words)] == []


def test_a_locale_names_the_chat_in_which_something_is_said() -> None:
    assert in_chat("de-AT", "teams") == in_chat("de-x-teams", "teams") == in_chat("de_DE", "teams") == "de-x-teams"
    assert language_tag("de-x-teams") == "de"
    assert say("readers_workspace", "de-x-teams") == "alle in dieser Organisation"
    assert say("readers_workspace", "de-AT") == "alle in diesem Workspace"
    assert say("readers_workspace", "fr-x-teams") == "everyone in this organization"
    assert say("sources", "de-x-teams") == "Quellen"
    assert say("sources", "de-x-elsewhere") == "Quellen"
    assert help_topics("en").topics != help_topics("en-x-teams").topics
