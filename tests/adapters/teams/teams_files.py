"""Files, forms, commands and the menu of messages in Teams."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from tests.adapters.chat import Chat, Spoiled
from tests.adapters.seen import Form, Place, SharedAs, Somebody, Written
from tests.adapters.teams.site import TeamsSite
from tests.adapters.teams.teams_forms import Held, filled_in
from tests.servers.teams_graph_shapes import attachment, drive_of
from tests.servers.teams_tenant import Posted, StoredFile, TeamsConversation, TeamsTenant, new_guid

FILES = "Files"
"""The field of a form that no form of Teams has: files come after it, in a message."""


class TeamsFilesShared(Chat):
    """The half of `TeamsChat` that hands things in."""

    site: TeamsSite
    tenant: TeamsTenant

    def file(
        self, owner: Somebody, name: str, content: bytes | str, media_type: str = "text/markdown", spoiled: Spoiled = ""
    ) -> SharedAs:
        """See `Chat`."""
        data = content.encode() if isinstance(content, str) else content
        stored = StoredFile(new_guid(), name, data, owner.id, media_type)
        if spoiled == "link":
            stored.flags["is_elsewhere"] = True
        elif spoiled:
            stored.flags["foreign" if spoiled == "foreign address" else "spoiled"] = spoiled
        self.tenant.files[stored.id] = stored
        return SharedAs(stored.id, name)

    def put_on(self, at: TeamsConversation, files: Sequence[SharedAs]) -> list[SharedAs]:
        """Where the files lie once they are on a message there: each place has a copy of its own."""
        return [self._put(at, each) for each in files]

    def _put(self, at: TeamsConversation, file: SharedAs) -> SharedAs:
        stored = self.tenant.files[file.id]
        if stored.places and at.id not in stored.places:
            stored = replace(stored, id=new_guid(), places=set())
            self.tenant.files[stored.id] = stored
        stored.places.add(at.id)
        stored.drive = "b!personal" if at.kind == "personal" else drive_of(at)
        folder = "personal" if at.kind != "channel" else "sites/team"
        host = "https://drive.example.com" if stored.flags.get("is_elsewhere") else self.site.files.url
        stored.link = f"{host}/{folder}/{stored.id[:8]}/{quote(stored.name)}"
        return SharedAs(stored.id, file.name)

    def attached(self, at: TeamsConversation, text: str, files: Sequence[SharedAs]) -> list[dict[str, Any]]:
        """What a message has with it: files in personal chats, elsewhere no more than marks for them."""
        stored = [self.tenant.files[each.id] for each in files]
        marks = "".join(f'<attachment id="{each.id}"></attachment>' for each in stored)
        page = {"contentType": "text/html", "content": f"<p>{text}</p>{marks}"}
        if at.kind != "personal":
            return [page]
        return [*(self._described(each) for each in stored), page]

    def submit(self, person: Somebody, form: Form, answers: dict[str, Any]) -> None:
        """See `Chat`; files are sent in a message of their own, once the form was sent."""
        held: Held = form.raw
        at = self.tenant.conversations[held.place]
        files = answers.get(FILES) or ()
        action, values = filled_in(held, {name: value for name, value in answers.items() if name != FILES})
        self.acted(person, at)
        posted = next((each for each in at.messages if each.id == held.replaces), None)
        acting = self.acting(person, at, posted.root or posted.id if posted is not None else "")
        if held.reaction:
            self._judged(person, at, held, values, acting)
        elif action["type"] == "Action.Execute":
            acting |= {"label": action.get("title"), "message": held.replaces or held.id, "verb": action.get("verb")}
            self._sent(person, posted, at, "form", **acting, values=values)
        else:
            self._sent(person, posted, at, "dialog", **acting, values=values)
        if files:
            self.bot.settle()  # nobody is that fast
            root = posted.root if posted is not None and at.has_bot else ""
            thread = Written(Place(at.id), person, root, root) if root else None
            place = Place(at.id) if at.has_bot else self.direct(person)
            self.say(person, place, "", thread, files, mentions=at.kind != "personal")

    def renew(self, form: Form) -> None:
        """See `Chat`: each time that a card's button is pressed counts by itself."""

    def command(self, person: Somebody, place: Place, words: str) -> None:
        """See `Chat`: a slash command, which nobody else sees; in personal chats it is written."""
        at = self.at(place)
        self.acted(person, at)
        is_personal = at.kind == "personal"
        message = self.site.now(
            self.tenant.add, at, person.id, {"text": words, "_files": []}, to="" if is_personal else self.tenant.bot
        )
        values = {"id": message.id, "text": words, "html": f"<p>{words}</p>"}
        values |= self.acting(person, at, message.id)
        if not is_personal:
            values["recipient"] = self.site.recipient(isTargeted=True)
        self.site.event(self.bot, "message" if is_personal else "command", **values)

    def add_to_knowledge(self, person: Somebody, written: Written) -> None:
        """See `Chat`: an invoke that brings the message along; what is to be seen of it is a dialog."""
        at = self.at(written.place)
        self.acted(person, at)
        user = self.tenant.users[written.by.id]
        files = [attachment(self.tenant.files[each.id]) for each in written.files]
        values = self.acting(person, at, written.thread)
        values |= {"command": "addToKnowledge", "message": written.id, "writer": user.aad, "writer_name": user.name}
        values |= {"root": written.thread if written.thread != written.id else None, "attachments": files}
        values |= {"html": f"<p>{written.raw.activity['text']}</p>", "message_link": None}
        self._sent(person, None, at, "add_to_knowledge", **values)

    def take_handed(self, person: Somebody) -> bytes:
        """See `Chat`: the bot asks first, and puts it where Teams says."""
        at = self.at(self.direct(person))
        offers = self.seen(lambda: [each for each in at.messages if self._offer(each)])
        posted = offers[-1]
        address = self.site.files.place_for(self.tenant.stamp())
        values = self.acting(person, at) | {"message": posted.id, "context": self._offer(posted)["acceptContext"]}
        values |= {"address": address, "link": f"{self.site.files.url}/personal/handed", "file": new_guid()}
        self._sent(person, posted, at, "file_accepted", **values)
        return bytes(self.seen(lambda: self.site.files.handed(address)))

    def _offer(self, posted: Posted) -> dict[str, Any]:
        kind = "application/vnd.microsoft.teams.card.file.consent"
        held = [each["content"] for each in posted.activity.get("attachments") or () if each["contentType"] == kind]
        return held[0] if held and posted.by == self.tenant.bot else {}

    def remove_file(self, file: SharedAs, place: Place | None = None, is_told: bool = True) -> None:
        """See `Chat`: Teams tells of no file that is gone."""
        name = self.tenant.files[file.id].name
        for each in list(self.tenant.files.values()):
            is_copy = place is not None and place.id in each.places and each.name == name
            if is_copy or (place is None and each.id == file.id):
                self.tenant.gone[each.id] = self.tenant.files.pop(each.id)

    def _judged(self, person: Somebody, at: TeamsConversation, held: Held, values: dict[str, Any], acting: Any) -> None:
        feedback = self.site.encoded(values).decode()
        acting |= {"message": held.about, "reaction": held.reaction, "feedback": feedback}
        self._sent(person, None, at, "verdict_form", **acting)

    def _sent(
        self, person: Somebody, posted: Posted | None, at: TeamsConversation, feature: str, **values: Any
    ) -> None:
        self.answered(person, posted, at, self.site.event(self.bot, feature, **values))

    def _described(self, file: StoredFile) -> dict[str, Any]:
        address, suffix = self.site.files.address(file), file.name.rpartition(".")[2]
        return self.site.payload("file", file=file.id, name=file.name, link=file.link, address=address, suffix=suffix)
