"""Files, forms, commands and the menu of messages in Slack."""

from typing import Any

from tests.adapters.chat import Chat, Spoiled
from tests.adapters.seen import Form, Place, SharedAs, Somebody, Written
from tests.adapters.slack.reading import filled_in
from tests.adapters.slack.site import SlackSite
from tests.servers.slack_workspace import SlackWorkspace, StoredFile, new_id


class SlackFiles(Chat):
    """The half of `SlackChat` that hands things in."""

    site: SlackSite
    space: SlackWorkspace

    def file(
        self, owner: Somebody, name: str, content: bytes | str, media_type: str = "text/markdown", spoiled: Spoiled = ""
    ) -> SharedAs:
        """See `Chat`."""
        data = content.encode() if isinstance(content, str) else content
        stored = StoredFile(new_id("F"), name, data, owner.id, media_type)
        if spoiled in {"login page", "half"}:
            page = (200, b"<!doctype html><title>Sign in</title>", "text/html")
            self.site.server.served[stored.id] = page if spoiled == "login page" else (200, data[:-9], media_type)
        elif spoiled == "foreign address":
            stored.flags = {"url_private_download": "https://slack.com.example.com/file.md"}
        elif spoiled == "link":
            stored.flags = {"is_external": True, "mode": "external"}
        self.space.files[stored.id] = stored
        return SharedAs(stored.id, name)

    def submit(self, person: Somebody, form: Form, answers: dict[str, Any]) -> None:
        """See `Chat`."""
        view = form.raw
        for files in answers.values():
            if isinstance(files, list):
                for each in files:
                    self.space.files[each.id].is_for_bot = True
        given = {
            label: [self._described(each, person) for each in value] if isinstance(value, list) else value
            for label, value in answers.items()
        }
        values = {"view": view["id"], "blocks": view["blocks"], "meta": view["private_metadata"]}
        values |= {"callback": view["callback_id"], "hash": view["hash"], "title": view["title"]}
        self._event("form", **self._acting(person), **values, values=filled_in(view, given))

    def renew(self, form: Form) -> None:
        """See `Chat`."""
        form.raw["hash"] += "-2"

    def command(self, person: Somebody, place: Place, words: str) -> None:
        """See `Chat`."""
        at, is_upload = self._at(place), words == "upload"
        self._event(
            "command",
            **self._acting(person),
            channel=at.id,
            channel_name=at.name or "directmessage",
            command="/upload" if is_upload else "/tcbot",
            text="" if is_upload else words,
            address=self.space.address(person.id, at.id),
        )

    def add_to_knowledge(self, person: Somebody, written: Written) -> None:
        """See `Chat`."""
        at = self._at(written.place)
        place = {"channel": at.id, "channel_name": at.name, "ts": written.id, "message": written.raw}
        self._event(
            "add_to_knowledge", **self._acting(person), **place, address=self.space.address(person.id, written.place.id)
        )

    def take_handed(self, person: Somebody) -> bytes:
        """See `Chat`: people open the file in Slack."""
        raise NotImplementedError

    def remove_file(self, file: SharedAs, place: Place | None = None, is_told: bool = True) -> None:
        """See `Chat`."""
        stored = self.space.files[file.id]
        if place is None:
            del self.space.files[file.id]
            if is_told:
                self._event("file_deleted", file=file.id)
            return
        stored.places.discard(place.id)
        if is_told:
            self._event("file_unshared", file=file.id, user=stored.owner, channel=place.id)

    def _described(self, file: SharedAs, person: Somebody) -> dict[str, Any]:
        stored = self.space.files[file.id]
        address = f"{self.space.site}/files/{stored.id}"
        return self.site.payload(
            "file",
            file=stored.id,
            name=stored.name,
            media_type=stored.media_type,
            suffix=stored.name.rpartition(".")[2],
            user=person.id,
            user_team=self.space.users[person.id]["team_id"],
            size=len(stored.content),
            address=address,
            permalink=f"{self.space.site}/archives/{stored.id}",
        )
