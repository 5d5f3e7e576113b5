"""The messages of a reply in a Slack conversation: in a thread with its status line and streams, else without."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from slack_sdk.errors import SlackApiError

from bot.chat.chat import ChatKind, Question
from bot.chat.ended import Ended
from bot.chat.notes import Note
from bot.records.question_log import question_key
from bot.service.replies.messages import ReplyPace
from bot.slack.directory.clients import Workspace
from bot.slack.directory.errors import code_of
from bot.slack.render.blocks import SlackMessage
from bot.slack.render.mrkdwn import unmarked
from bot.slack.render.render_answer import answer_messages
from bot.slack.render.stream_text import sentence_text
from bot.slack.render.words import escaped
from bot.slack.reply import streaming
from bot.slack.reply.posting import MessagePlace, find, post, update
from bot.slack.reply.reply_parts import Parts, standing, take_away
from bot.slack.reply.troubles import chat_troubles

PACE: Final = ReplyPace(update=3.0, status=90.0, longest_stream=240.0, longest_piece=12_000, rest=60.0)
"""Slack asks for three seconds between updates, takes a status away after two minutes, and lets a stream live for some
five, of which some 20 may begin in a minute in a workspace."""
LONGEST_LINE = 140
"""Characters of a status line."""
SHOWN = 3_900
"""Characters of an answer in the making that an update shows; all of it comes with the end."""


class SlackReplyMessages:
    """`ReplyMessages` of one question. `links` gives the addresses of cited documents by name."""

    def __init__(
        self, workspace: Workspace, question: Question, links: Callable[[Ended], Awaitable[Mapping[str, str]]]
    ) -> None:
        self._workspace = workspace
        self._question = question
        self._links = links
        chat = question.chat
        thread = chat.thread or ("" if chat.kind is ChatKind.DIRECT else question.message)
        self._spot = MessagePlace(chat.channel, thread, question.key, since=question.message)

    @property
    def pace(self) -> ReplyPace:
        """Slack's."""
        return PACE

    async def post(self, message: SlackMessage, part: int = 0, look_first: bool = False) -> str:
        """Posts or finds it."""
        with chat_troubles():
            return await post(self._workspace, self._place(part), message, look_first)

    async def update(self, message_id: str, message: SlackMessage, part: int = 0) -> None:
        """Updates it, also where its stream runs after all."""
        client, place = self._workspace.patient, self._place(part)
        with chat_troubles():
            try:
                await update(client, place, message_id, message)
            except SlackApiError as error:
                if code_of(error) != streaming.STILL_STREAMING:
                    raise
                await self.stop_stream(message_id)
                await update(client, place, message_id, message)

    async def refresh(self, message_id: str, message: SlackMessage) -> None:
        """Updates it, if Slack takes that at once."""
        with chat_troubles():
            await update(self._workspace.brisk, self._spot, message_id, message)

    async def standing(self) -> Parts:
        """What stands of the reply by part."""
        with chat_troubles():
            return await standing(self._workspace, self._spot)

    async def delete(self, message_ids: Collection[str]) -> None:
        """Takes them away, the last one first."""
        with chat_troubles():
            await take_away(self._workspace, self._spot.channel, message_ids)

    async def show_status(self, line: str) -> bool:
        """Shows it under the thread's last message."""
        if not self._spot.thread:
            return False
        with chat_troubles():
            await self._workspace.brisk.assistant_threads_setStatus(
                channel_id=self._spot.channel, thread_ts=self._spot.thread, status=unmarked(line)[:LONGEST_LINE]
            )
        return True

    @property
    def can_stream(self) -> bool:
        """Threads take streams."""
        return bool(self._spot.thread)

    async def start_stream(self, text: str) -> str:
        """Begins one for the asker."""
        asker = self._question.asker
        return await streaming.start_stream(self._workspace, self._spot, (asker.team, asker.id), text)

    async def append_stream(self, stream_id: str, text: str) -> None:
        """Adds words."""
        await streaming.append_stream(self._workspace, self._spot, stream_id, text)

    async def stop_stream(self, stream_id: str) -> None:
        """Ends it, and marks its message as ours."""
        await streaming.stop_stream(self._workspace, self._spot, stream_id)

    async def finish_stream(self, stream_id: str, message: SlackMessage) -> None:
        """Ends it, then shows this in its message."""
        await self.stop_stream(stream_id)
        await self.update(stream_id, message)

    async def find_stream(self) -> str:
        """Ours with this mark, or without any mark after the question: a stream has none while it runs."""
        return await find(self._workspace, self._spot, unmarked_since=self._question.message)

    def piece(self, sentence: str) -> str:
        """The sentence in the Markdown of streams."""
        return sentence_text(sentence)

    def line(self, line: str) -> SlackMessage:
        """A line in which nothing is formatting."""
        block = {"type": "section", "text": {"type": "plain_text", "text": line, "emoji": False}}
        return SlackMessage(escaped(line), (block,))

    def written(self, text: str) -> SlackMessage:
        """The text as a block of the same Markdown."""
        shown = text if len(text) <= SHOWN else text[: SHOWN - 2] + " …"
        return SlackMessage(shown, ({"type": "markdown", "text": shown},))

    async def ended(self, ended: Ended, notes: Sequence[Note], retry_until: datetime | None) -> Sequence[SlackMessage]:
        """The end, its sources linked."""
        return answer_messages(
            ended,
            locale=self._question.asker.locale,
            question_id=question_key(self._question.key),
            notes=notes,
            links=await self._links(ended),
            retry_until=retry_until,
        )

    def _place(self, part: int) -> MessagePlace:
        return replace(self._spot, part=part)
