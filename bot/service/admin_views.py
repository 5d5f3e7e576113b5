"""What admins ask for in a chat, shown to them alone: each asks for the role first, and is told to the audit."""

from bot.access.explain import explanation_lines
from bot.access.labels import person_label, team_label
from bot.access.named_people import identity_of
from bot.access.rights import Rights
from bot.chat.chat import Chat, Person
from bot.chat.command import AdminCommand
from bot.chat.ports import Directory
from bot.records.admin_entries import AdminEntries
from bot.records.denials import Denials
from bot.records.question_views import UNANSWERED, QuestionViews
from bot.service.explaining import Explaining
from bot.threads.blocking import BlockingCalls
from bot.wording.inspected import figures_line, labels_line, question_line, verdict_line
from bot.wording.phrasing import one_line
from bot.wording.problems import problem_of
from bot.wording.sentences import say

MOST_LISTED = 10
LONGEST_REASON = 200


class AdminViews:
    """The lines that an admin's command comes to. Never raises but `CancelledError`."""

    def __init__(
        self,
        *,
        calls: BlockingCalls,
        rights: Rights,
        explaining: Explaining,
        questions: QuestionViews,
        entries: AdminEntries,
        denials: Denials,
    ) -> None:
        self._calls = calls
        self._rights = rights
        self._explaining = explaining
        self._questions = questions
        self._entries = entries
        self._denials = denials

    async def show(self, asked: AdminCommand, admin: Person, chat: Chat, directory: Directory) -> list[str]:
        """What was asked for, or that it is for admins alone."""
        team = team_label(chat.surface, chat.team)
        try:
            if not await self._rights.is_admin(admin, team, directory):
                await self._calls.run(self._denials.note, person_label(admin), asked.name, team)
                return [say("admins_only", admin.locale)]
            match asked.name:
                case "explain":
                    return await self._explain(asked, admin, chat, directory)
                case "inspect":
                    return await self._calls.run(self._inspect, asked.subject, admin, team)
                case "questions":
                    return await self._calls.run(self._unanswered, admin, team)
                case _:
                    return await self._calls.run(self._feedback, admin, team)
        except Exception as error:
            return problem_of(error, stage=asked.name).lines(admin.locale).splitlines()

    async def _explain(self, asked: AdminCommand, admin: Person, chat: Chat, directory: Directory) -> list[str]:
        named, locale = identity_of(asked.person), admin.locale
        if named is None or named.surface != chat.surface:
            return [say("explain_unknown_person", locale, value=asked.person)]
        person = await directory.person(named.id, "" if named.team == chat.team else named.team)
        documents = await self._explaining.documents(asked.subject)
        if not documents:
            return [say("explain_unknown_document", locale, value=asked.subject)]
        lines: list[str] = []
        for document in documents:
            facts = await self._explaining.facts(
                person_label(admin), person, document, directory, team=chat.team, chat=chat, locale=locale
            )
            lines += explanation_lines(facts, locale)
        return lines

    def _inspect(self, subject: str, admin: Person, team: str) -> list[str]:
        """How an answer came about, in figures. Blocks."""
        seen, locale = self._questions.find(subject), admin.locale
        if seen is None or not seen.is_of(team):
            return [say("inspect_unknown", locale, value=subject)]
        self._entries.note(person_label(admin), "inspect", seen.id, team=team)
        ended = f"{seen.outcome} ({seen.reason})" if seen.reason else seen.outcome
        lines = [
            question_line(seen.id, seen.asked_at, seen.text, seen.outcome, seen.reason, locale),
            say("inspect_ended", locale, ended=ended, confidence=float(seen.confidence)),
            figures_line("inspect_inputs", seen.inputs, locale),
            figures_line("inspect_timings", seen.timings_ms, locale),
            labels_line("inspect_scope", seen.scope, locale),
        ]
        if seen.cited:
            lines.append(say("inspect_cited", locale, pages=[f"{name}, {page}" for name, page in seen.cited]))
        return [line for line in lines if line]

    def _unanswered(self, admin: Person, team: str) -> list[str]:
        """The newest questions of the team that had no answer. Blocks."""
        self._entries.note(person_label(admin), "inspect", team, listed="questions")
        found = self._questions.newest(MOST_LISTED, UNANSWERED, [team])
        lines = [
            question_line(each.id, each.asked_at, each.text, each.outcome, each.reason, admin.locale) for each in found
        ]
        return lines or [say("seen_no_questions", admin.locale)]

    def _feedback(self, admin: Person, team: str) -> list[str]:
        """What people of the team thought last of answers. Blocks."""
        locale = admin.locale
        self._entries.note(person_label(admin), "inspect", team, listed="feedback")
        lines = []
        for each in self._questions.verdicts(MOST_LISTED, [team]):
            lines.append(verdict_line(each.at, each.is_helpful, each.question.text, each.question.id, locale))
            if each.reason:
                lines.append(say("seen_reason", locale, reason=one_line(each.reason, LONGEST_REASON)))
        return lines or [say("seen_no_feedback", locale)]
