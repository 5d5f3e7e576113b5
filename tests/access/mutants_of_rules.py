"""The deliberate breaks of the rules themselves: audience, labels, what is remembered. Each is caught by a test."""

from tests.access.mutation import Mutant

AUDIENCE = "bot/access/audience.py"
HELD_BY_ALL = "bot/access/held_by_all.py"
LABELS = "bot/access/labels.py"
MEMORY = "bot/access/memory.py"
MEMBERSHIPS = "bot/access/memberships.py"

OF_RULES = (
    # --- the audience
    Mutant(
        "people of other companies are answered as members",
        AUDIENCE,
        "if not _is_of(chat, asker):",
        "if False:",
    ),
    Mutant(
        "a channel that answers from its own documents answers from all",
        AUDIENCE,
        'if chosen.documents == "channel":',
        'if chosen.documents == "":',
    ),
    Mutant(
        "what the asker alone may read is told to a whole channel",
        AUDIENCE,
        "if is_direct or only_asker:",
        "if True:",
    ),
    Mutant(
        "where the chat can't say who reads along, all of the workspace's is told",
        AUDIENCE,
        "        except DirectoryUnavailableError:\n            return ReplyScope(Scope.of(own), Note.SCOPE_HERE)",
        "        except DirectoryUnavailableError:\n"
        "            return ReplyScope(Scope.of(own, *self._of_workspace(chat, LabelsInUse())), Note.SCOPE_HERE)",
    ),
    Mutant(
        "guests read as members do",
        AUDIENCE,
        "is_guest = not self._guests_read_all and await directory.is_guest(asker)",
        "is_guest = False",
    ),
    Mutant(
        "guests hold what their accounts hold",
        AUDIENCE,
        "            held.update(_by_account(known))\n",
        "        held.update(_by_account(known))\n",
    ),
    Mutant(
        "a private reply in a channel forgets the collections that were chosen for it",
        AUDIENCE,
        "        if chosen.collections:\n            return ReplyScope(Scope.of(own, *(() if is_guest",
        "        if False:\n            return ReplyScope(Scope.of(own, *(() if is_guest",
    ),
    Mutant(
        "outsiders in a channel are ignored",
        AUDIENCE,
        "if not is_open and await self._has_outsiders(",
        "if False and await self._has_outsiders(",
    ),
    Mutant(
        "every channel is open to outsiders, as if an admin had allowed it",
        AUDIENCE,
        'chosen.outsiders == "workspace"',
        "True",
    ),
    Mutant(
        "a shared channel needs an outsider whom the roster shows (AND for OR)",
        AUDIENCE,
        "if chat.kind is ChatKind.SHARED or await directory",
        "if chat.kind is ChatKind.SHARED and await directory",
    ),
    Mutant(
        "guests in a channel are no outsiders",
        AUDIENCE,
        "has_outsiders(chat.channel, not self._guests_read_all)",
        "has_outsiders(chat.channel, False)",
    ),
    Mutant(
        "accounts that were shut out narrow nothing",
        AUDIENCE,
        "if present.has_disabled or present.is_empty or not are_members:",
        "if present.is_empty or not are_members:",
    ),
    Mutant(
        "what nobody holds is what all hold, where outsiders alone are left",
        AUDIENCE,
        "if present.has_disabled or present.is_empty or not are_members:",
        "if present.has_disabled or not are_members:",
    ),
    Mutant(
        "who was shut out is answered",
        AUDIENCE,
        "if known is not None and known.is_disabled:",
        "if False:",
    ),
    Mutant(
        "documents for everyone are for every workspace",
        AUDIENCE,
        "return self._everyone_in is None or team in self._everyone_in",
        "return True",
    ),
    Mutant(
        "a private channel forgets the collections that were chosen for it",
        AUDIENCE,
        "of_workspace = self._chosen(chat, chosen) if chosen.collections else self._of_workspace(chat, in_use)",
        "of_workspace = self._of_workspace(chat, in_use)",
    ),
    Mutant(
        "choosing collections widens: their documents come on top of the others",
        AUDIENCE,
        "return self._in_collections(chat, chosen.collections, chosen.collections)",
        "return [EVERYONE, *self._in_collections(chat, chosen.collections, chosen.collections)]",
    ),
    Mutant(
        "a private channel is answered as a public one",
        AUDIENCE,
        "if chat.kind not in {ChatKind.PRIVATE, ChatKind.GROUP}:",
        "if chat.kind is not ChatKind.GROUP:",
    ),
    # --- what all hold who are present
    Mutant(
        "a group of one member opens its documents to all (union for intersection)",
        HELD_BY_ALL,
        "frozenset.intersection(*(self._groups(each) for each in self.people))",
        "frozenset().union(*(self._groups(each) for each in self.people))",
    ),
    Mutant(
        "a channel of one member opens its documents to all",
        HELD_BY_ALL,
        "        channels = await directory.channels_of(person, channels)\n",
        "        channels = channels | await directory.channels_of(person, channels)\n",
    ),
    Mutant(
        "one member of another channel is enough for all",
        HELD_BY_ALL,
        ".issuperset(people)",
        ".intersection(people)",
    ),
    Mutant(
        "members who can't be read are as if the asker were alone",
        HELD_BY_ALL,
        "        is_known = False\n",
        "        found = frozenset()\n",
    ),
    # --- labels
    Mutant(
        "what is shared in a direct message belongs to a channel",
        LABELS,
        "if chat.kind is ChatKind.DIRECT:  # in the workspace",
        "if chat.kind is ChatKind.GROUP:  # in the workspace",
    ),
    Mutant(
        "people of one name are one person in all workspaces",
        LABELS,
        "return _checked(join_ids(person.surface, person.team, _USER, person.id))",
        'return _checked(join_ids(person.surface, "T1", _USER, person.id))',
    ),
    # --- what is remembered
    Mutant(
        "news of other processes drop nothing",
        MEMORY,
        "if kept is not None and kept.stamp == stamp and time.monotonic() < kept.until:",
        "if kept is not None and time.monotonic() < kept.until:",
    ),
    Mutant(
        "what was remembered is kept for ever",
        MEMORY,
        "if kept is not None and kept.stamp == stamp and time.monotonic() < kept.until:",
        "if kept is not None and kept.stamp == stamp:",
    ),
    Mutant(
        "news of this process drop nothing",
        MEMORY,
        "for key in [each for each in known if wanted(each)]:",
        "for key in ():",
    ),
    Mutant(
        "memberships are remembered for an hour",
        MEMBERSHIPS,
        "KEPT_SECONDS: Final = 60.0",
        "KEPT_SECONDS: Final = 3600.0",
    ),
    Mutant(
        "what happens to a channel leaves the memberships of its people",
        MEMBERSHIPS,
        "stamps = await self._stamps(person_id, ALL_MEMBERS)",
        "stamps = await self._stamps(person_id)",
    ),
)
