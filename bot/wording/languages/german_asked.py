"""What is said to the bot itself in German, and what is asked about the documents as such; as in `english_asked`."""

from typing import Final

_FILES: Final = "(?:dokumente|dateien|unterlagen|quellen|pdfs)"
_UNITS: Final = "(?:seiten|folien|blätter|tabellenblätter|zeilen|abschnitte|teile)"
_HAVE: Final = "(?:hast|kennst|liest|nutzt|siehst|durchsuchst) du(?: hier)?"
_DONE: Final = "(?:geteilt|hochgeladen|eingestellt|hinzugefügt|geschickt|geändert|aktualisiert|ersetzt)"

GERMAN_ASKED: Final[dict[str, tuple[str, ...]]] = {
    "greeting": (
        r"(?:hallo+|hi+|hey+|moin(?: moin)?|servus|grüß (?:gott|dich|euch)|grüezi|"
        r"guten (?:tag|morgen|abend)|morgen|tag|hallöchen)"
        r"(?: zusammen| allerseits| alle| bot| tcbot| du)*",
        r"wie geht s(?: dir)?|wie geht es dir|wie gehts(?: dir)?|wie läuft s|na|bist du (?:da|wach|online)",
    ),
    "thanks": (
        r"(?:ok |okay |nein |super |top |klasse |prima |perfekt |toll |alles klar |gut |ja |vielen |herzlichen |"
        r"besten |tausend )*(?:lieben )?"
        r"(?:danke|dank|dankeschön|merci)(?: (?:schön|sehr|dir|ihnen|vielmals|euch|bot|tcbot|für (?:die hilfe|die "
        r"antwort|alles|deine hilfe)"
        r"|das hilft(?: mir)?|das war s))*",
        r"das (?:hilft|hat geholfen|half)(?: mir)?(?: sehr| weiter)?|gut gemacht|sehr hilfreich",
    ),
    "fine": (
        r"(?:ok|okay|alles klar|verstanden|gut|super|top|klasse|schon gut|egal|prima|"
        r"perfekt|toll|passt|in ordnung|aha|ach so|klar|geht "
        r"klar)(?: danke)?",
    ),
    "bye": (
        r"(?:tschüss|tschüß|ciao|auf wiedersehen|bis (?:bald|dann|morgen|später)|gute nacht|schönen (?:tag|"
        r"abend|feierabend)(?: noch)?)",
    ),
    "who": (
        r"wer (?:bist du|sind sie)|was bist du|wie heißt du|stell dich vor|mit wem (?:spreche|schreibe|rede) ich"
        r"|bist du (?:ein |eine )?(?:bot|roboter|"
        r"mensch|ki|maschine|echt)"
        r"(?: oder (?:ein |eine )?(?:bot|mensch|ki))?",
    ),
    "help": (
        r"hilfe|hilf mir|was kannst du(?: (?:alles|tun|machen|für mich tun))*|was kann ich "
        r"(?:dich )?(?:alles )?fragen|wie funktionierst du"
        r"|helfen|mir helfen|ich brauche hilfe|"
        r"wie funktioniert (?:das|es)(?: hier)?"
        r"|wie (?:kannst du mir helfen|geht das hier|(?:be)?nutze ich dich|kann ich dich (?:be)?nutzen"
        r"|stelle ich (?:dir )?(?:eine )?fragen?)"
        r"|was machst du",
    ),
    "documents": (
        rf"(?:welche|was für|was sind deine) {_FILES} ?(?:{_HAVE})?",
        rf"welche {_FILES} (?:gibt es|sind (?:da|hier|vorhanden|verfügbar|bekannt)|liegen (?:dir )?vor)(?: hier)?",
        rf"(?:zeig|zeige|liste|nenn|nenne)(?: mir)? (?:alle |die |deine |unsere )*{_FILES}(?: auf)?|hast du {_FILES}",
        rf"was weißt du(?: alles)?|wonach kann ich (?:dich )?fragen|liste (?:der|aller|deiner) {_FILES}",
        rf"wie viele {_FILES} (?:{_HAVE}|gibt es|sind (?:da|hier|indiziert|geteilt))(?: hier)?",
    ),
    "length": (
        rf"wie ?viele {_UNITS} (?:hat|haben|umfasst|enthält|sind in|zählt) DOC",
        rf"(?:die )?(?:seitenzahl|anzahl der {_UNITS}) (?:von|in|im|des|der) DOC|wie ?viele {_UNITS} lang ist DOC",
        r"wie lang ist (?:das dokument|die datei|das pdf) DOC",
    ),
    "sharer": (rf"wer hat DOC {_DONE}|von wem (?:ist|kommt|stammt|hast du) DOC|woher (?:hast du|kommt|stammt) DOC",),
    "changed": (
        rf"wann (?:wurde|ist|hat sich|hast du) DOC (?:zuletzt |das letzte mal )?(?:{_DONE}|bekommen)(?: worden)?",
        r"(?:seit wann (?:hast|kennst) du|wie aktuell ist|ist) DOC(?: aktuell| auf dem neuesten stand)?|von wann "
        r"ist DOC",
    ),
    "new": (
        r"was (?:ist|gibt es|gibt s|hat sich)(?: hier)? (?:neu|neues|geändert)(?: SINCE)?|was (?:ist |hat sich )?SINCE "
        r"(?:neu|dazugekommen|geändert|passiert)",
        rf"welche {_FILES} (?:sind (?:neu|dazugekommen)|kamen dazu|wurden {_DONE})(?: SINCE)?|welche neuen "
        rf"{_FILES} gibt es(?: SINCE)?",
        rf"was (?:wurde|ist) SINCE (?:{_DONE}|dazugekommen)|welche {_FILES} kamen SINCE (?:dazu|hinzu)|(?:die )?"
        rf"(?:neuesten|neueste|letzten|aktuellsten) {_FILES}|(?:was|welches) ist (?:das|die) (?:neueste|letzte|"
        r"aktuellste) (?:dokument|datei)",
        rf"welche {_FILES} (?:sind|wurden) SINCE (?:neu|dazugekommen|{_DONE})|(?:gibt es )?(?:etwas neues|neue "
        rf"{_FILES})(?: SINCE)?",
    ),
    "summary": (
        r"(?:fasse|fass) (?:mir |bitte )*DOC (?:bitte |kurz |mal )*(?:in (?:\w+ )?(?:sätzen|worten|stichpunkten) )?"
        r"zusammen|DOC (?:bitte |kurz )*zusammenfassen|worum geht (?:es|s) (?:in|im|bei|beim) DOC|wovon "
        r"handelt DOC|was steht (?:in|im) DOC",
        r"(?:gib mir |zeig mir |schreib |ich brauche )?(?:eine |die |einen |den )?(?:kurze |kurzen )?"
        r"(?:zusammenfassung|übersicht|überblick|gliederung|inhaltsverzeichnis)(?: von| über| zu| des| der) DOC|"
        r"inhalt (?:von|des|der) DOC",
    ),
}
GERMAN_POLITE: Final = (
    r"(?:bitte|kannst du(?: mir)?|könntest du(?: mir)?|sag mir|sag mal|sag|und|also|hallo|hi|"
    r"hey|ok|tcbot|bot|weisst du)"
)
GERMAN_ARTICLES: Final = (
    r"(?:der|die|das|den|dem|des|unser|unsere|unserer|unseren|unserem|dein|deine|mein|meine|dieses|diese|diesem|"
    r"dieser|dokument|datei|pdf|namens|im)"
)
GERMAN_IT: Final = r"(?:es|ihm|sie|das|(?:das|dieses|diesem|dem) dokument|(?:die|diese|dieser|der) datei|ihr|dem|der)"
GERMAN_DAYS: Final[dict[str, int]] = {
    "montag": 0, "dienstag": 1, "mittwoch": 2, "donnerstag": 3, "freitag": 4, "samstag": 5, "sonnabend": 5,
    "sonntag": 6,
}  # fmt: skip
GERMAN_SINCE: Final[dict[str, int]] = {
    "heute": 0, "gestern": 1, "dieser woche": 7, "diese woche": 7, "letzter woche": 7, "letzte woche": 7,
    "der letzten woche": 7, "diesem monat": 31, "diesen monat": 31, "letztem monat": 31, "letzten monat": 31,
    "kurzem": 7, "den letzten tagen": 7, "neulich": 7,
}  # fmt: skip
GERMAN_SINCE_WORD: Final = r"(?:seit |ab |in |am |vom )?"
