"""What the asker of a question alone sees in Slack: to a slash command or a click, or as ephemeral messages."""

from collections.abc import Sequence
from datetime import datetime

from bot.chat.chat import Question
from bot.chat.ended import Ended
from bot.chat.notes import Note
from bot.chat.troubles import ChatTroubleError
from bot.records.question_log import question_key
from bot.slack.directory.clients import SlackClients, Workspace
from bot.slack.directory.errors import SLACK_ERRORS, code_of
from bot.slack.render.blocks import SlackMessage, button, buttons, lines_message
from bot.slack.render.render_answer import answer_messages
from bot.slack.reply.responding import respond
from bot.wording.sentences import say


class SlackPrivateMessages:
    """`PrivateMessages` at a `response_url`, or as ephemeral messages where there is none, or none any more.

    Slack takes five messages at such an address within half an hour, and lets each replace the one before: what is put
    off for ten minutes ends there. An ephemeral message can't be changed, and who is away then never sees it.
    """

    def __init__(self, clients: SlackClients, workspace: Workspace, question: Question, response_url: str) -> None:
        self._clients = clients
        self._workspace = workspace
        self._question = question
        self._response_url = response_url

    @property
    def can_end_later(self) -> bool:
        """Where there is an address."""
        return bool(self._response_url)

    async def show(self, message: SlackMessage, replaces: bool) -> None:
        """Shows it at the address, else as an ephemeral message."""
        if await respond(self._clients, self._response_url, message, replaces):
            return
        chat = self._question.chat
        try:
            await self._workspace.patient.chat_postEphemeral(
                channel=chat.channel,
                user=self._question.asker.id,
                text=message.text,
                blocks=list(message.blocks) or None,
                thread_ts=chat.thread or None,
            )
        except SLACK_ERRORS as error:
            raise ChatTroubleError(code_of(error)) from error  # also where the place is gone: nobody has seen it

    def line(self, line: str) -> SlackMessage:
        """A line of ours."""
        return lines_message(line)

    async def ended(
        self, ended: Ended, notes: Sequence[Note], retry_until: datetime | None, is_shareable: bool
    ) -> Sequence[SlackMessage]:
        """The end, whose first message has the button."""
        locale, question_id = self._question.asker.locale, question_key(self._question.key)
        first, *more = answer_messages(
            ended, locale=locale, question_id=question_id, notes=notes, retry_until=retry_until
        )
        if is_shareable:
            share = buttons(button("share_answer", say("share_answer", locale), question_id))
            first = SlackMessage(first.text, (*first.blocks, share))
        return [first, *more]
