"""What admins see of questions and feedback, on both kinds of records."""

from dataclasses import replace

from bot.chat.chat import Chat, ChatKind, Question
from bot.chat.ended import Ended
from bot.command_line.question_lines import evaluation_rows, question_json
from bot.records.question_log import QuestionLog
from bot.records.question_views import UNANSWERED, QuestionViews
from pipelines.access import Scope
from pipelines.records.database import Database
from pipelines.types import Answer, Outcome
from tests.contracts.chats import ALICE, BOB, answered, hold, question

SCOPE = Scope.of("everyone", "slack:T1")
REFUSED = Ended(Answer(Outcome.REFUSED, "", 0.4, reason="not_found", inputs={"evidence": 0.1}))
FAILED = Ended(Answer(Outcome.FAILED, "", 0.0, reason="search_away"), "7F3K-22")


def asked(key: str, team: str = "T1", only_asker: bool = False) -> Question:
    chat = Chat("slack", team, "C1", ChatKind.PUBLIC)
    return replace(question(), key=key, chat=chat, text=f"What about {key}?", only_asker=only_asker)


def test_a_question_is_found_by_its_id_and_by_its_reference(database: Database) -> None:
    log, views = QuestionLog(database), QuestionViews(database)
    failed = log.record(asked("one"), SCOPE, FAILED)
    found = views.find("7F3K-22")
    assert found is not None and found == views.find(failed)
    assert (found.text, found.outcome, found.scope) == ("What about one?", "failed", ("everyone", "slack:T1"))
    assert views.find("unknown") is None
    assert "What about" not in repr(found)


def test_gaps_are_the_questions_without_an_answer_of_the_teams_that_are_asked_for(database: Database) -> None:
    log, views = QuestionLog(database), QuestionViews(database)
    log.record(asked("answered"), SCOPE, answered(hold(database)))
    log.record(asked("refused"), SCOPE, REFUSED)
    log.record(asked("elsewhere", team="T12"), SCOPE, REFUSED)
    log.record(asked("private", only_asker=True), SCOPE, REFUSED)
    texts = lambda found: {each.text for each in found}  # noqa: E731
    assert texts(views.newest(10, UNANSWERED, ["slack:T1"])) == {"What about refused?"}
    assert len(views.newest(10, UNANSWERED)) == 3
    assert len(views.newest(10)) == 4
    assert len(views.newest(2)) == 2


def test_of_which_team_a_question_is_follows_from_where_it_was_asked_or_from_its_readers(database: Database) -> None:
    log, views = QuestionLog(database), QuestionViews(database)
    here = views.find(log.record(asked("one"), SCOPE, REFUSED))
    private = views.find(log.record(asked("two", only_asker=True), Scope.of("slack:T1:user:U1"), REFUSED))
    assert here is not None and private is not None
    assert here.is_of("slack:T1") and private.is_of("slack:T1")
    assert not here.is_of("slack:T") and not private.is_of("slack:T2")


def test_feedback_becomes_questions_of_an_evaluation(database: Database) -> None:
    log, views = QuestionLog(database), QuestionViews(database)
    good = log.record(asked("good"), SCOPE, answered(hold(database)))
    bad = log.record(asked("bad"), SCOPE, REFUSED)
    log.feedback(good, ALICE, True)
    log.feedback(good, BOB, True)
    log.feedback(bad, ALICE, False, "It stands in the handbook")
    rows = {row["id"]: row for row in evaluation_rows(views.verdicts(10, ["slack:T1"]))}
    assert (rows[good]["doc"], rows[good]["pages"], rows[good]["answerable"]) == ("zanthrope.pdf", [1], True)
    assert (rows[bad]["doc"], rows[bad]["pages"], rows[bad]["answerable"]) == (None, [], False)
    assert rows[bad]["reason"] == "It stands in the handbook"
    assert len(rows) == 2
    assert views.verdicts(10, ["slack:T2"]) == []
    seen = views.find(good)
    assert seen is not None and question_json(seen)["cited"] == [{"document": "zanthrope.pdf", "page": 1}]
