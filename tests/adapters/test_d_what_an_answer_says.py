"""D. What an answer says, and that nothing in it is more than words."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipelines.types import Outcome, Unit
from tests.adapters.chat import Chat
from tests.adapters.questions import CARRIED, FLOWN, HANDBOOK, QUESTION, REFUSED, TRAVEL, answered, cited, long_answer
from tests.adapters.seen import Shown
from tests.bot.fake_chat import QUOTED

REFERENCE = re.compile(r"Reference [0-9A-Z]{4}-[0-9A-Z]{2}")
EVIL = "<!channel> <@U0> *bold* _it_ `code` [click](http://evil.example) <http://evil.example|here> @everyone"


def asked(chat: Chat, text: str = QUESTION, language: str = "en") -> Shown:
    """The reply to a question in a channel of its own."""
    ann = chat.person(language=language)
    return chat.ask(ann, chat.channel(ann), text)


def is_inert(*shown: Shown, may_format: bool = False) -> bool:
    """Whether hostile words are nothing but words in what is shown; an answer that a model wrote may be formatted."""
    for each in shown:
        assert each.mentions == (), each.mentions
        assert all(words == url for words, url in each.links.items()), each.links  # they lead where they say
        assert may_format or not {"bold", "it", "code"} & set(each.formats), each.formats
    return True


class TestWhatAnAnswerSays:
    """The engine says what it is told."""

    def test_d1_sentences_end_in_marks_and_the_sources_are_those_cited_in_order(self, chat: Chat) -> None:
        sources = (cited(1, "Leave.md", quote="until March"), cited(2))
        chat.answers.answer_given = answered("Until March [1]. Five days [2]. In all cases [1].", *sources)
        reply = asked(chat)
        assert "Until March [1]. Five days [2]. In all cases [1]." in reply.text
        _, _, below = reply.text.partition("Sources\n")
        assert [line[:3] for line in below.splitlines() if line.startswith("[")] == ["[1]", "[2]"]
        assert below.index("Leave") < below.index("Handbook")

    def test_d2_a_source_has_its_document_page_printed_label_and_words_on_one_line(self, chat: Chat) -> None:
        sources = (cited(page=12, last_page=12, label="10"), cited(2, "Leave.md", page=3, last_page=4, label="3"))
        chat.answers.answer_given = answered("Five days [1]. Until March [2].", *sources)
        lines = asked(chat).text.splitlines()
        assert "[1] Handbook, p. 12 (printed 10) — “up to five days”" in lines
        assert any(line.startswith("[2] Leave, p. 3–4") for line in lines)

    @pytest.mark.parametrize(
        ("unit", "words"), [(Unit.SLIDE, "slide 3"), (Unit.SHEET, "sheet"), (Unit.SECTION, "section 3")]
    )
    def test_d3_slides_sheets_and_sections_are_called_so(self, chat: Chat, unit: Unit, words: str) -> None:
        chat.answers.answer_given = answered("Five days [1].", cited(unit=unit))
        reply = asked(chat)
        assert words in reply.text
        assert "p. 3" not in reply.text

    @pytest.mark.parametrize(
        ("sure", "words"), [(0.9, "Well supported"), (0.7, "Likely"), (0.3, "Uncertain, please check the source")]
    )
    def test_d5_how_sure_it_is_stands_in_words_with_documents_and_seconds(
        self, chat: Chat, sure: float, words: str
    ) -> None:
        chat.answers.answer_given = answered(confidence=sure)
        assert f"{words} · 1 document · 1.4 s" in asked(chat).text.splitlines()

    def test_d6_what_is_not_covered_is_said_below(self, chat: Chat) -> None:
        chat.answers.answer_given = answered(missing=("adoption",), reason="partial")
        reply = asked(chat)
        assert "I found nothing about adoption in the documents you can read here." in reply.text
        assert reply.text.index("Five days") < reply.text.index("adoption")

    def test_d7_a_refusal_says_where_it_looked_what_came_closest_and_what_to_do(self, chat: Chat) -> None:
        chat.answers.answer_given, chat.answers.sentences = REFUSED, ()
        reply = asked(chat)
        assert "I couldn't find this in the 2 documents shared with this channel." in reply.text
        assert "Closest: Travel (p. 3, booking classes)" in reply.text
        assert "You can share a document that covers it, or ask the owner of Travel." in reply.text

    @pytest.mark.parametrize(
        ("reason", "why"), [("no_model", "No model is set up"), ("model_away", "I can't write a summary right now")]
    )
    def test_d8_without_a_model_it_says_why_there_are_only_quotes(self, chat: Chat, reason: str, why: str) -> None:
        chat.answers.answer_given, chat.answers.sentences = replace(QUOTED, reason=reason), ()
        reply = asked(chat)
        assert why in reply.text
        assert "Handbook, p. 3 — “up to five days”" in reply.text

    def test_d9_a_failure_is_one_message_with_a_reference(self, chat: Chat) -> None:
        chat.answers.error = RuntimeError("broken")
        reply = asked(chat)
        assert len(REFERENCE.findall(reply.text)) == 1
        assert "broken" not in reply.text

    @pytest.mark.parametrize("amount", [1, 60])
    def test_d10_a_long_answer_loses_no_word_and_no_source(self, chat: Chat, amount: int) -> None:
        sources = tuple(cited(number, f"Handbook {number}.md", quote="words " * 40) for number in range(1, amount + 1))
        chat.answers.answer_given = replace(long_answer(chat), citations=sources)
        ann = chat.person()
        written = chat.mention(ann, chat.channel(ann), QUESTION)
        chat.bot.settle()
        replies = chat.replies(written)
        said = " ".join(each.text for each in replies)
        assert len(replies) > 2
        for number in range(60):
            assert said.count(f"Rule {number} is long") == 1
        for number in range(1, amount + 1):
            assert said.count(f"[{number}] Handbook {number}, p. 3") == 1
        assert said.count("It goes on.") == 60 * chat.goes_on

    def test_d11_what_the_service_has_to_say_stands_below(self, chat: Chat) -> None:
        ann, bob = chat.person(), chat.person("Bob")
        chat.teach(bob, chat.channel(bob), "Handbook.md", HANDBOOK)
        chat.ask(ann, chat.direct(ann), QUESTION)
        chat.bot.time_passes(61)
        chat.cannot_say("memberships")
        reply = chat.ask(ann, chat.direct(ann), QUESTION)
        note = "I couldn't see which channels you are in"
        assert reply.text.index("Sources") < reply.text.index(note)

    def test_d12_words_of_documents_and_answers_are_nothing_but_words(self, chat: Chat) -> None:
        source = cited(1, f"{EVIL}.md", quote=EVIL, label=EVIL)
        chat.answers.answer_given = answered("Five days [1].", source, missing=(EVIL,), reason="partial")
        reply = asked(chat)
        assert reply.text.count("evil.example") > 3
        assert is_inert(reply)
        chat.answers.answer_given = answered(f"Five days {EVIL} [1].")
        reply = asked(chat)
        assert "evil.example" in reply.text
        assert is_inert(reply, may_format=True)

    def test_d12_names_of_documents_are_nothing_but_words_in_refusals_lists_and_passages(self, chat: Chat) -> None:
        chat.bot.ingest("<!channel> *bold*.md", "The handbook.")
        near = replace(REFUSED.nearest[0], document=f"{EVIL}.md", topic=EVIL)
        chat.answers.answer_given, chat.answers.sentences = replace(REFUSED, nearest=(near,)), ()
        ann = chat.person()
        place = chat.channel(ann)
        refused = chat.ask(ann, place, QUESTION)
        chat.answers.answer_given = answered()
        chat.answers.found = (replace(chat.answers.found[0], document=f"{EVIL}.md", text=EVIL),)
        chat.press(ann, chat.ask(ann, place, QUESTION), "More passages")
        for words in ("documents", f"forget {EVIL}"):
            chat.command(ann, place, words)
        chat.bot.settle()
        hello, _ = chat.meet(ann)
        shown = [refused, *chat.alone(ann), hello, chat.open_page(ann)]
        assert len(shown) == 6
        assert all("<!channel>" in each.text or "@channel" in each.text for each in shown[:2])
        assert is_inert(*shown)

    def test_d12_names_of_files_and_people_are_nothing_but_words_on_a_card(self, chat: Chat) -> None:
        ann = chat.person("<!channel> *bold*")
        card = chat.teach(ann, chat.channel(ann), "<!here> *bold* _it_.md", "The handbook.")
        assert "<!here> *bold* _it_.md" in card.text
        assert (set(card.mentions) <= {ann.name}, card.links) == (True, {})
        assert card.formats == (card.text.split(" · ")[0].removeprefix("📄 "),)  # the name, whole, as the card's head

    def test_d12_what_a_chat_refuses_to_format_is_shown_as_plain_words(self, chat: Chat) -> None:
        chat.fail("stream", refused="channel_type_not_supported")
        chat.fail("change", refused="invalid_blocks")
        chat.answers.answer_given = answered(f"Five days {EVIL} [1].")
        reply = asked(chat)
        assert "Five days" in reply.text
        assert is_inert(reply, may_format=True)

    def test_d13_the_bots_own_words_are_in_the_persons_language(self, chat: Chat) -> None:
        reply = asked(chat, language="de")
        assert "Quellen" in reply.text
        assert "Gut belegt" in reply.text
        assert "Weitere Stellen" in reply.buttons
        chat.answers.error = RuntimeError("broken")
        assert "Kennung" in asked(chat, language="de").text

    def test_d14_that_answers_are_made_by_a_machine_is_said_in_help_and_greeting(self, chat: Chat) -> None:
        for language, word in (("en", "AI"), ("de", "KI")):
            ann = chat.person(language=language)
            place = chat.channel(ann)
            greeting = chat.ask(ann, place, "")
            chat.command(ann, place, "help")
            for text in (greeting.text, chat.told(ann)):
                assert re.search(rf"\b{word}\b", text), text

    def test_d15_a_notification_says_what_the_answer_says(self, chat: Chat) -> None:
        reply = asked(chat)
        assert "Five days [1]." in reply.notice
        assert "Handbook, p. 3" in reply.notice
        chat.answers.answer_given, chat.answers.sentences = REFUSED, ()
        assert "I couldn't find this" in asked(chat).notice

    @pytest.mark.parametrize(
        ("language", "said", "answers"),
        [
            ("en", "Thank you!", ["You're welcome."]),
            ("en", "Good morning", ["Hello. You could ask me:", "What documents do you have?"]),
            ("en", "Who are you?", ["a program that answers questions from your team's documents"]),
            ("en", "Which documents do you have?", ["I answer from ", "Handbook"]),
            ("en", "How many pages has the handbook?", ["Handbook has 1 page."]),
            ("en", "Who shared the handbook?", ["Ann"]),
            ("en", "What is new since yesterday?", ["Handbook"]),
            ("de", "Danke dir!", ["Gern geschehen."]),
            ("de", "Guten Morgen", ["Hallo. Du könntest mich fragen:", "Welche Dokumente hast du?"]),
            ("de", "Wer bist du?", ["ein Programm, das Fragen aus den Dokumenten deines"]),
            ("de", "Welche Dokumente hast du?", ["Handbook"]),
            ("de", "Wie viele Seiten hat das Handbook?", ["Handbook hat 1 Seite."]),
            ("de", "Wer hat das Handbook geteilt?", ["Ann"]),
            ("de", "Was ist neu seit gestern?", ["Handbook"]),
        ],
    )
    def test_d17_talk_and_questions_about_the_documents_are_answered_from_the_records(
        self, chat: Chat, language: str, said: str, answers: list[str]
    ) -> None:
        ann = chat.person(language=language)
        place = chat.channel(ann)
        chat.share(ann, place, "Handbook.md", HANDBOOK)
        chat.bot.settle()
        chat.bot.work()
        reply = chat.ask(ann, place, said)
        for words in answers:
            assert words in reply.text
        assert chat.answers.asked == []

    @pytest.mark.parametrize(
        ("language", "said", "head", "entry"),
        [
            ("en", "Please summarise the handbook", "Handbook (1 page) in its own words:", "Part 1 (p. 1)"),
            ("de", "Fasse das Handbook zusammen", "Handbook (1 Seite) in seinen eigenen Worten:", "Part 1 (S. 1)"),
        ],
    )
    def test_d18_a_document_is_summed_up_with_pages(
        self, chat: Chat, language: str, said: str, head: str, entry: str
    ) -> None:
        ann = chat.person(language=language)
        place = chat.channel(ann)
        chat.share(ann, place, "Handbook.md", HANDBOOK)
        chat.bot.settle()
        chat.bot.work()
        assert "Five days [1]." in chat.ask(ann, place, said).text
        chat.answers.answer_given, chat.answers.sentences = QUOTED, ()
        reply = chat.ask(ann, place, said)
        assert head in reply.text
        assert entry in reply.text


def pdf(*pages: str) -> bytes:
    """A PDF with these pages."""
    made = BytesIO()
    canvas = Canvas(made)
    for page in pages:
        canvas.drawString(72, 720, page)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


class TestWhatIsRead:
    """The real engine reads, without a model."""

    reads = True

    def test_d4_a_source_leads_to_its_file_and_page(self, chat: Chat) -> None:
        ann = chat.person()
        place = chat.channel(ann)
        chat.teach(ann, place, "Handbook.pdf", pdf("Nothing of interest is written on this page.", HANDBOOK))
        reply = chat.ask(ann, place, CARRIED)
        (address,) = [url for words, url in reply.links.items() if words.startswith("Handbook, p. 2")]
        assert address.endswith("#page=2")

    def test_d4_where_the_chat_cannot_tell_of_the_file_the_source_has_no_link(self, chat: Chat) -> None:
        ann = chat.person()
        place = chat.channel(ann)
        chat.teach(ann, place, "Handbook.md", HANDBOOK)
        chat.cannot_say("files")
        reply = chat.ask(ann, place, CARRIED)
        assert "Handbook, " in reply.text
        assert (reply.links == {}) is not chat.knows_links

    def test_d8_without_a_model_it_quotes_with_pages(self, chat: Chat) -> None:
        ann = chat.person()
        place = chat.channel(ann)
        chat.teach(ann, place, "Travel.md", TRAVEL)
        reply = chat.ask(ann, place, FLOWN)
        assert "No model is set up to write answers" in reply.text
        assert "Travel, " in reply.text
        assert "may be booked in the second class" in reply.text

    def test_d7_what_no_document_answers_is_refused(self, chat: Chat) -> None:
        ann = chat.person()
        place = chat.channel(ann)
        chat.teach(ann, place, "Travel.md", TRAVEL)
        reply = chat.ask(ann, place, "Which colour has the zanthrope?")
        assert "I couldn't find this in the one document shared with this channel." in reply.text
        assert Outcome.REFUSED.value not in reply.text
