"""What every chat has to do: one sentence a row, which a test of its number judges, and what each chat makes of it."""

from dataclasses import dataclass
from typing import Literal

CHATS = ("slack", "teams")
"""The chats that the list is gone through with."""
LETTERS = {
    "A": "When it answers",
    "B": "Exactly once",
    "C": "While it works",
    "D": "What an answer says",
    "E": "What one can do with an answer",
    "F": "Answers for one person",
    "G": "Sharing files",
    "H": "Who may read what",
    "I": "Lists and settings",
    "J": "Coming and going",
    "K": "The door, and running it",
    "L": "What one may do",
}


@dataclass(frozen=True)
class Way:
    """What a chat makes of a row: the `same`; it `adapted`, for a reason; or it is `impossible` there, for a reason."""

    kind: Literal["same", "adapted", "impossible"] = "same"
    reason: str = ""


@dataclass(frozen=True)
class Row:
    """A row, named by its number."""

    number: str
    sentence: str
    slack: Way
    teams: Way

    def way(self, chat: str) -> Way:
        """What a chat makes of it."""
        way: Way = getattr(self, chat)
        return way


SAME = Way()


def adapted(reason: str) -> Way:
    """It is done in another way, since the chat has no such thing."""
    return Way("adapted", reason)


def impossible(reason: str) -> Way:
    """It can't be done."""
    return Way("impossible", reason)


def _row(number: str, sentence: str, slack: Way = SAME, teams: Way = SAME) -> Row:
    return Row(number, sentence, slack, teams)


ROWS = (
    _row("A1", "A question in a channel that calls the bot gets one reply, in the thread of that message."),
    _row("A2", "A question inside a thread is answered in that thread."),
    _row("A3", "A call without words gets a greeting, with questions that one could ask."),
    _row("A4", "Whatever somebody writes who is alone with the bot is taken as meant for it."),
    _row(
        "A5",
        "A question in a group of people is answered there.",
        teams=adapted("There are no threads in group chats: the reply is the next message there."),
    ),
    _row(
        "A6",
        "In a thread where the bot has answered, a further question needs no call.",
        teams=adapted("It needs the consent ChannelMessage.Read.Group; without it each question needs a call."),
    ),
    _row(
        "A7",
        "In such a thread it keeps out of thanks, of an “ok”, and of what people say to each other.",
        teams=adapted("It needs the same consent as A6; without it the bot hears none of it."),
    ),
    _row(
        "A8",
        "Where a channel chose so, it answers what reads like a question, uncalled.",
        teams=adapted("It needs the same consent as A6; without it the setting says so and can't be chosen."),
    ),
    _row("A9", "It never answers itself, other bots, or the chat's own messages."),
    _row("A10", "A question that was edited is answered anew, in the reply that is there."),
    _row(
        "A11",
        "An edit that adds the call makes a question of a message.",
        teams=adapted("It needs the same consent as A6, where the bot didn't get the message before."),
    ),
    _row("A12", "A question that was deleted takes its reply along, and one in the making, too."),
    _row("A13", "An edit that changes no words changes nothing."),
    _row("A14", "A follow-up is understood from the questions before it in the conversation."),
    _row(
        "A15",
        "A conversation with the bot is named after its first question.",
        teams=impossible("The personal chat has no threads that could be named."),
    ),
    _row("B1", "A message that is delivered several times, to one process or to three, gets one reply."),
    _row("B2", "It is acknowledged once it is recorded; where the records are away the chat is told to deliver again."),
    _row("B3", "Acknowledgements wait for no answer, however many are under way."),
    _row(
        "B4",
        "A process that is killed at any step is followed by one that finishes in the same reply.",
        teams=adapted(
            "Nobody can look for a message whose sending broke off, unless the channel's messages may be read."
        ),
    ),
    _row("B5", "A limit of calls, whichever they are, loses nothing and doubles nothing."),
    _row("B6", "Where the chat doesn't answer in one place, the others don't wait for it."),
    _row("B7", "A button that starts something does it once, however often it is pressed, until things have changed."),
    _row(
        "B8",
        "While the search is away the reply says so, with a reference and a time, and becomes the answer by itself.",
    ),
    _row(
        "B9",
        "“Try again now” answers in the place of the failure, once, whoever presses it.",
        teams=adapted("In personal chats it is a suggestion below the text, and the words typed do it, too."),
    ),
    _row("B10", "A question that is changed while it is put off is answered as it is then."),
    _row("B11", "After too many attempts one message with a reference says that it failed."),
    _row("B12", "Without Redis and without the model server the passages still come."),
    _row("B13", "A bot that ends finishes what is nearly done, and leaves the rest to the next one."),
    _row("C1", "A first sign comes within a second, with the number of documents that are looked into."),
    _row("C2", "It is followed, in the same place, by what is being read."),
    _row("C3", "The sign stays visible as long as the work goes on."),
    _row(
        "C4",
        "Checked sentences appear in the reply one by one.",
        teams=adapted("It grows in personal chats; elsewhere a message is updated, some seconds apart."),
    ),
    _row("C5", "An answer whose growing message breaks off is finished in that message."),
    _row("C6", "Where growing messages are refused, a message is updated."),
    _row("C7", "What is in the making calls nobody and links nowhere."),
    _row(
        "C8",
        "Who asked can stop an answer in the making; nothing further is said.",
        adapted("There is no button for it: deleting the question stops its answer."),
    ),
    _row("D1", "Each sentence ends in marks; the sources list what is cited and no more, in the order of first use."),
    _row(
        "D2", "A source has the document's name, the page, the printed label where that differs, and the quoted words."
    ),
    _row("D3", "Slides, sheets and sections are called that."),
    _row(
        "D4",
        "A source whose file was shared in the chat leads to that file and its page.",
        teams=adapted(
            "Files of channels need the consent to read them; one of a personal chat leads to where Teams keeps it."
        ),
    ),
    _row("D5", "How sure the answer is stands below it in words, with the number of documents and the seconds."),
    _row("D6", "What the documents don't cover is said below the answer."),
    _row("D7", "A refusal says where it looked, what came closest with pages, and what one can do."),
    _row("D8", "Without a model it quotes, with pages, and says why there are only quotes."),
    _row("D9", "A failure is one message with a reference."),
    _row("D10", "A long answer goes on in further messages; no word and no source is lost."),
    _row("D11", "What the service has to say about an answer stands below it."),
    _row("D12", "Words of documents, file names and people can't call, link, format, or pose as the bot."),
    _row("D13", "The bot's own words are in the language that the person chose."),
    _row(
        "D14",
        "That answers are made by a machine is marked.",
        adapted("Slack has no label for it: help and greeting say it."),
        teams=adapted("It is Teams' own label on each answer; help and greeting say it, too."),
    ),
    _row(
        "D15",
        "A notification says what the answer says.",
        teams=adapted("Teams makes it from the text; cards bring a summary along."),
    ),
    _row(
        "D16",
        "The sensitivity label of a document stands with an answer that uses it.",
        impossible("No document carries one yet."),
        teams=impossible("No document carries one yet."),
    ),
    _row(
        "D17",
        "Talk, and questions about the documents as such, are answered from the records, in the language of who asks.",
    ),
    _row(
        "D18", "A document is summed up by checked sentences; without a model by its outline, each entry with its page."
    ),
    _row(
        "E1",
        "A thumb up is taken, with thanks to that person alone.",
        teams=adapted("The thanks are the answer to the thumb, in Teams' own dialog."),
    ),
    _row("E2", "A thumb down asks for a reason, of five or in one's own words, and keeps it."),
    _row("E3", "Of a person's verdicts on an answer the newest counts."),
    _row(
        "E4",
        "“More passages” shows what else fits, to who presses it alone.",
        teams=adapted("It is a message that Teams shows one person alone, or one in the personal chat."),
    ),
    _row("E5", "“Answer me privately” answers where one is alone with the bot, from all that one may read."),
    _row("E6", "An answer for one person can be asked for once more for all, from what all may read."),
    _row("E7", "A button of a question that is no longer known says so."),
    _row("E8", "Another try is offered only where it can help."),
    _row(
        "E9",
        "After five answers in a month somebody is asked alone with the bot, once it is quiet, how content they are; "
        "who doesn't want that is never asked again.",
    ),
    _row(
        "F1",
        "The command `ask` is answered to who gives it alone.",
        teams=adapted("It is a slash command; its answer, which one person sees, vanishes after a day."),
    ),
    _row(
        "F2",
        "In a channel that chose private answers each is seen by its asker alone.",
        teams=adapted("It is a message that Teams shows one person alone, or one in the personal chat."),
    ),
    _row("F3", "An answer for one person never appears for others, whatever fails."),
    _row("G1", "A file that somebody sends the bot becomes answerable, and one card tells how far it is."),
    _row(
        "G2",
        "A file on a call in a channel does so, too.",
        teams=adapted(
            "It needs the consents to read messages and files; without them the card asks for it in the personal chat."
        ),
    ),
    _row(
        "G3", "The card, always one message, goes from waiting over reading to ready, with pages, seconds and readers."
    ),
    _row("G4", "The card of a file that can't be read says why, and what to do."),
    _row("G5", "Pages that couldn't be read are named on the card."),
    _row("G6", "The same bytes again add readers, and the card says that they are known."),
    _row("G7", "A newer file of a name takes the place of the older one there; the card says of which day that was."),
    _row("G8", "Cancel stops a file, Try again starts it anew, each once."),
    _row("G9", "“Ask about it” says how."),
    _row(
        "G10",
        "“Who can read it” tells that to who presses it alone.",
        teams=adapted("The card answers who presses, or a message that they alone see."),
    ),
    _row("G11", "“Forget” asks first; then the document is gone.", teams=adapted("The card asks, for who pressed.")),
    _row("G12", "A question beside a file waits for the file, and is answered from it."),
    _row("G13", "Words beside a file that are no question are its note, and get no answer."),
    _row(
        "G14",
        "A form takes up to ten files, with their kind, their readers and a note.",
        teams=adapted(
            "No file travels with a form: it asks for kind, readers and note, and files come in the next message."
        ),
    ),
    _row(
        "G15",
        "“Add to knowledge” in a message's menu takes up its files, however old they are.",
        teams=adapted("Files of channels need the consent to read them."),
    ),
    _row("G16", "What is too large, of a kind that isn't read, or kept elsewhere is refused on its card."),
    _row("G17", "Neither a login page nor half a file is taken for the file, and no foreign address gets credentials."),
    _row(
        "G18",
        "A file whose address lapsed is asked for again.",
        impossible("Slack's files have no addresses that lapse."),
    ),
    _row(
        "G19",
        "The bot hands a file back to who asks for it.",
        impossible("People open the file in Slack itself."),
        teams=adapted("`send NAME` offers it in the personal chat; whoever says yes has it in their OneDrive."),
    ),
    _row("G20", "Who asks or shares too much is told when to go on."),
    _row("H1", "What was shared in a channel is used in that channel."),
    _row("H2", "It is used for those alone with the bot who are in that channel now."),
    _row("H3", "What somebody gave the bot alone is used for that person alone."),
    _row("H4", "A channel never gets what only some of its people may read."),
    _row("H5", "Those who manage a channel may share for the whole workspace, and nobody else."),
    _row("H6", "People of another company are answered from what was shared right there, and from no more."),
    _row("H7", "Where the chat can't say who is where, less is used, and the reply says so."),
    _row("H8", "Coming and going counts at once where the chat tells of it, else within a minute."),
    _row("H9", "Memberships are read to the last page."),
    _row(
        "H10",
        "Members of teams that a channel is shared with count as its members.",
        impossible("Slack shares channels with other workspaces alone: see H6."),
        teams=adapted("It needs the consent ChannelMember.Read.Group; without it they count as strangers."),
    ),
    _row(
        "H11",
        "Who shared a file can have it forgotten while they may share, and so can those who manage its channel.",
        teams=adapted("Owners of the team manage its channels; in group chats who added the bot does."),
    ),
    _row("H12", "A private channel or group is answered from what all who are in it now may read."),
    _row(
        "H13",
        "A guest in a channel makes it one with outsiders, answered from itself alone unless an admin allows it more.",
    ),
    _row("H14", "Those who manage a channel choose from which collections of documents it is answered."),
    _row(
        "H15",
        "Where the asker may read better evidence, the reply says so and names nothing; the private answer marks what "
        "is new, and shared it holds only what all may read.",
    ),
    _row("H16", "A follow-up builds on no answer that its readers may not read now."),
    _row("I1", "`documents` lists what is answered from here and who may read it, 15 at a time, back and forth."),
    _row("I2", "`status` tells how far one's own files are."),
    _row("I3", "`forget NAME` ends a document, or says why not."),
    _row(
        "I4",
        "`settings` is a form for those who manage the channel, and tells others that it isn't theirs.",
        teams=adapted("The form is a card that its giver alone sees."),
    ),
    _row("I5", "`help` is one screen."),
    _row(
        "I6",
        "Each command is answered to who gives it alone.",
        teams=adapted("It is a message that Teams shows one person alone, or one in the personal chat."),
    ),
    _row("I7", "Words behind the command that it doesn't know are a question."),
    _row(
        "I8",
        "Everybody has a page of their own: documents, last questions, help.",
        teams=adapted("The page is a card, by the command `home`."),
    ),
    _row(
        "I9",
        "A new conversation with the bot begins with a greeting, and questions about what one may read.",
        teams=adapted(
            "It is the welcome where somebody adds the bot; prompts that never change stand in the app's manifest."
        ),
    ),
    _row("J1", "Where it is added it says once what it is for."),
    _row("J2", "A channel that is closed or that it was taken out of gives nothing more; its documents stay stored."),
    _row("J3", "New names of channels and people show in what comes after."),
    _row(
        "J4",
        "A file that was deleted in the chat is forgotten; a look finds what the chat didn't tell of.",
        teams=adapted(
            "Teams tells of no file that was deleted: a daily look finds it, with the consent to read files."
        ),
    ),
    _row(
        "J5",
        "A file that was taken out of one channel ends there alone.",
        teams=adapted("As J4: each channel has its own copy of a file."),
    ),
    _row("J6", "Where it is uninstalled it sends nothing more, and drops what lets it send."),
    _row(
        "J7",
        "Several workspaces install it by themselves, each with what is its own.",
        teams=impossible("A bot serves its own tenant; others register theirs."),
    ),
    _row("K1", "A request that isn't the chat's is refused, and nothing of it is recorded."),
    _row("K2", "Stale and repeated requests change nothing."),
    _row("K3", "What is too large or malformed is refused, and never breaks anything."),
    _row("K4", "It works without a public address.", teams=impossible("Teams calls the bot over https.")),
    _row("K5", "A permission that is missing is named to whoever waits, and by the doctor."),
    _row("K6", "The doctor examines credentials and permissions without sending a message."),
    _row("K7", "Readiness and metrics tell of the chat's part."),
    _row("K8", "Settings of the wrong kind, or half a set, stop the start and say what is missing."),
    _row("K9", "The demo is a running bot where the chat is set."),
    _row(
        "K10", "The app's description asks for the permissions that are explained, each with its reason, and no more."
    ),
    _row("K11", "Logs hold no words of people or documents, and no secrets."),
    _row(
        "L1", "Viewers ask and share nothing, guests and people of other companies among them; an admin can let them."
    ),
    _row("L2", "An admin forgets what others shared, and sets every channel, whoever manages it."),
    _row("L3", "Who is shut out gets no answer, no list and no form, and is told so."),
    _row(
        "L4",
        "Who signs in elsewhere is found by a confirmed address: a member whose account is in use, and nobody else.",
        teams=adapted("Who signs in by Entra ID is found by their object id; for others it needs User.Read.All."),
    ),
    _row("L5", "An admin asks why somebody can or can't read something, and is told in private; nobody else is."),
    _row("L6", "An admin sees in private what had no answer, what people thought of answers, and how one came about."),
)
"""The list, in the order of its numbers."""
BY_NUMBER = {row.number: row for row in ROWS}
