"""The reply that the asker alone sees: to a slash command, or in a channel whose replies are private."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.chat.chat import ChatKind, Question
from bot.chat.ended import Ended
from bot.records.question_log import question_key
from bot.slack.directory.clients import SlackClients, Workspace
from bot.slack.render.blocks import SlackMessage, button, buttons, lines_message
from bot.slack.render.render_answer import answer_messages
from bot.slack.reply.reply import Noting
from bot.slack.reply.responding import respond
from bot.wording.sentences import say


class PrivateReply:
    """A `Reply`. What only one person sees can't be changed later nor found again, so a note says what was shown.

    With a `response_url` the status line is replaced by the answer; Slack takes five messages there in half an hour.
    `replaces` says that the address is that of a message of ours, whose place the reply takes.
    """

    def __init__(
        self,
        clients: SlackClients,
        workspace: Workspace,
        question: Question,
        holder: Noting,
        notes: Mapping[str, Any],
        response_url: str = "",
        replaces: bool = False,
    ) -> None:
        self._clients = clients
        self._workspace = workspace
        self._question = question
        self._holder = holder
        self._response_url = response_url
        self._replaces = replaces
        self._is_told = bool(notes.get("told"))
        self._shown = int(notes.get("shown") or 0)

    async def status(self, line: str) -> None:
        """Says once that it is being looked for."""
        if self._is_told:
            return
        self._is_told = True
        await self._holder.note(told=True)
        message = lines_message(line)
        if not await respond(self._clients, self._response_url, message, self._replaces):
            await self._whispered(message)

    async def write(self, sentence: str) -> None:
        """Nothing: the answer comes in one piece."""

    async def finish(self, ended: Ended, notes: Sequence[str] = ()) -> None:
        """Shows the answer, with a button that shares it where others could read it; raises `TROUBLES`."""
        question = self._question
        messages = answer_messages(
            ended, locale=question.asker.locale, question_id=question_key(question.key), notes=notes
        )
        if question.chat.kind is not ChatKind.DIRECT and ended.answer.citations:
            messages[0] = _shareable(messages[0], question_key(question.key), question.asker.locale)
        for part, message in enumerate(messages):
            if part < self._shown:
                continue
            replaces = part == 0 and (self._is_told or self._replaces)
            if not await respond(self._clients, self._response_url, message, replaces):
                await self._whispered(message)
            await self._holder.note(shown=part + 1)

    async def _whispered(self, message: SlackMessage) -> None:
        chat = self._question.chat
        await self._workspace.patient.chat_postEphemeral(
            channel=chat.channel,
            user=self._question.asker.id,
            text=message.text,
            blocks=list(message.blocks) or None,
            thread_ts=chat.thread or None,
        )


def _shareable(message: SlackMessage, question_id: str, locale: str) -> SlackMessage:
    """The message with a button that answers for everyone in the channel, from what all of them may read."""
    share = button("share_answer", say("share_answer", locale), question_id)
    return SlackMessage(message.text, (*message.blocks, buttons(share)))
