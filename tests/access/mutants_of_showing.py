"""The deliberate breaks of what keeps to the rules: service, records and index. Each is caught by a test."""

from tests.access.mutation import Mutant

LOG = "bot/records/question_log.py"
BUTTONS = "bot/service/handling/buttons.py"
DOCUMENTS = "bot/service/files/shared_documents.py"
READABLE = "ingest/library/readable.py"
INDEX = "pipelines/index/readable_index.py"
MEANWHILE = "pipelines/index/readable_meanwhile.py"
FILTER = "pipelines/index/document_filter.py"
SCOPE = "pipelines/access.py"

OF_SHOWING = (
    # --- the service
    Mutant(
        "who answers a person alone builds on what was said to all, and records it for all",
        LOG,
        '"conversation": None if question.only_asker else question.chat.conversation,',
        '"conversation": question.chat.conversation,',
    ),
    Mutant(
        "one's questions are anybody's",
        LOG,
        "            return logged if is_own else None",
        "            return logged",
    ),
    Mutant(
        "direct messages share one history",
        LOG,
        "[AskedQuestion.asker == self._pseudonym(asker)] if asker is not None else []",
        "[]",
    ),
    Mutant(
        "more passages forget what was set for the channel",
        "bot/service/questions/more_passages.py",
        "self._audience.scope_of(chat, person, directory, settings)",
        "self._audience.scope_of(chat, person, directory)",
    ),
    Mutant(
        "more passages are what the presser alone may read",
        "bot/service/questions/more_passages.py",
        "self._audience.scope_of(chat, person, directory, settings)",
        "self._audience.scope_of(chat, person, directory, settings, True)",
    ),
    Mutant(
        "who presses is of the workspace, whatever the chat says",
        BUTTONS,
        "person = await surface.person(team, by.user, by.team)",
        "person = await surface.person(team, by.user, team)",
    ),
    Mutant(
        "a private answer is shared as it is, unchecked",
        BUTTONS,
        'replace(_again(press, logged, press.chat), message="")',
        'replace(_again(press, logged, press.chat), message="", only_asker=True)',
    ),
    Mutant(
        "lists forget what was set for the channel",
        DOCUMENTS,
        "scope = (await self._audience.scope_of(chat, person, directory, settings)).scope",
        "scope = (await self._audience.scope_of(chat, person, directory)).scope",
    ),
    Mutant(
        "lists name readers whom those here don't know of",
        DOCUMENTS,
        "tuple(label for label in each.labels if label in scope.labels)",
        "each.labels",
    ),
    # --- records and index
    Mutant(
        "the records let everybody read",
        READABLE,
        "if label in scope.labels)",
        "if label)",
    ),
    Mutant(
        "where few documents are readable, those of others count among them",
        READABLE,
        "where(carries, _is_live())",
        "where(_is_live())",
    ),
    Mutant(
        "what is known for one reader's question is known for all readers",
        MEANWHILE,
        "readable = self._readable.get(scope, frozenset())",
        "readable = frozenset().union(*self._readable.values())",
    ),
    Mutant(
        "the index is believed, whatever the records say",
        INDEX,
        "return [each for each in found if each.source.document_id in readable]",
        "return found",
    ),
    Mutant(
        "what may not be read takes the places of what may",
        INDEX,
        "MOST_SEARCHES = 5",
        "MOST_SEARCHES = 1",
    ),
    Mutant(
        "an index is searched with readers as one choice among others (OR for AND)",
        FILTER,
        'if not where or where.get("operator") != "AND":',
        'if not where or where.get("operator") not in {"AND", "OR"}:',
    ),
    Mutant(
        "a scope without labels is a scope",
        SCOPE,
        'if not self.labels or "" in map(str.strip, self.labels):',
        "if False:",
    ),
    Mutant(
        "searches run without the filter of readers",
        SCOPE,
        '"conditions": [readable, *conditions]}',
        '"conditions": [*conditions]}',
    ),
    Mutant(
        "a withdrawal takes what others gave",
        "ingest/library/grants.py",
        "if each.place == place and (labels is None or each.label in labels)",
        "if labels is None or each.label in labels",
    ),
    Mutant(
        "what is withdrawn stays granted",
        "ingest/library/grants.py",
        "        document.grants.remove(each)\n        session.delete(each)\n",
        "",
    ),
    Mutant(
        "an answer is told though its evidence was taken back meanwhile",
        "pipelines/answering/evidence_watch.py",
        "if not readable.issuperset(used):",
        "if False:",
    ),
    # --- who comes by the web, and programs
    Mutant(
        "a key's labels are ignored: programs read what everybody does",
        "bot/access/web_scope.py",
        "return HeldLabels(held.labels | {person_label(person)})",
        "return HeldLabels(self._of_everyone() | {person_label(person)})",
    ),
    Mutant(
        "who signed in and is no member reads what is for everyone",
        "bot/access/web_scope.py",
        "if any(each.surface == SSO for each in known.identities):",
        "if True:",
    ),
    Mutant(
        "who signed in reads nothing by their chat",
        "bot/access/web_scope.py",
        "            if there is not None:\n                labels |=",
        "            if there is None:\n                labels |=",
    ),
    Mutant(
        "a key that was revoked lets in",
        "bot/records/api_keys.py",
        "return row.revoked_at is None and (row.expires_at",
        "return (row.expires_at",
    ),
    Mutant(
        "a key that is over lets in",
        "bot/records/api_keys.py",
        "(row.expires_at is None or row.expires_at > at)",
        "True",
    ),
    Mutant(
        "search of the API forgets what was set for the channel",
        "bot/service/questions/searching.py",
        "        audible = await self._audience.scope_of(chat, person, directory, settings)\n        async with",
        "        audible = await self._audience.scope_of(chat, person, directory)\n        async with",
    ),
)
