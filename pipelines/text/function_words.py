"""Words that carry a sentence and say nothing about what it is about, in the languages that questions come in."""

import re

from pipelines.text.words import STOP_WORDS, words

_BY_LANGUAGE = {
    "en": "there's whats hows many much often long far old please tell say show find give get got know need want let",
    "de": (
        "der die das dem den des ein eine einer eines einem einen kein keine keinen und oder aber doch ist "
        "sind war waren wird werden wurde wurden sein hat haben hatte ich du er sie es wir ihr man mir mich "
        "dir uns ihm ihn ihnen mein dein unser unsere unserer wer wie wo wann warum was welche welcher "
        "welches welchem welchen wieviel wieso woher wohin wozu wofuer wofür womit wodurch worauf wessen wem "
        "wen in im an am auf aus bei beim mit nach von vom zu zum zur fur für uber über um unter vor zwischen "
        "durch gegen ohne bis seit als ob wenn dass daß weil nicht nur auch noch schon so viel viele lange "
        "lang oft hoch gross groß bitte gibt kann konnen können darf durfen dürfen muss mussen müssen soll "
        "sollen sollte macht machen hier da dort dann sich dieser diese dieses diesem diesen jede jeder jedes "
        "alle alles mal sagt steht zeig zeige nenne"
    ),
    "fr": (
        "le la les l un une des du de d et ou mais est sont etait était ete été a ont il elle ils elles on "
        "nous vous je tu me se ce cet cette ces qui que qu quoi quel quelle quels quelles quand comment "
        "pourquoi combien ou où dans en au aux par pour sur sous avec sans entre vers chez depuis pendant ne "
        "pas plus y n s c j si leur leurs son sa ses mon ma mes notre votre peut faut doit fait"
    ),
    "es": (
        "el la los las lo un una unos unas de del al y e o u pero es son era fue fueron ser esta está estan "
        "están hay ha han que qué quien quién quienes quiénes cual cuál cuales cuáles cuando cuándo donde "
        "dónde como cómo cuanto cuánto cuanta cuánta cuantos cuántos cuantas cuántas por para con sin en a "
        "ante entre sobre hasta desde se su sus mi tu me te le les nos no si sí mas más muy tan este esta "
        "estos estas ese esa esos esas puede debe"
    ),
    "it": (
        "il lo la i gli le l un uno una di del della dei delle dello a al alla ai da dal dalla in nel nella "
        "con su sul sulla per tra fra e ed o ma è sono era erano ha hanno che chi cosa quale quali quando "
        "quanto quanta quanti quante come dove perche perché non si più ci ne se suo sua suoi loro mio questo "
        "questa questi queste puo può deve"
    ),
    "nl": (
        "de het een en of maar is zijn was waren wordt worden werd heeft hebben ik je jij u hij zij ze we wij "
        "wie wat waar wanneer waarom hoe hoeveel welke welk in op aan bij met van voor naar uit over onder "
        "tussen door tot als dat die dit deze er niet ook nog te om mag moet kan moeten kunnen vaak lang veel"
    ),
    "pt": (
        "o a os as um uma uns umas de do da dos das em no na nos nas e ou mas é são era foi foram ser está "
        "estão há tem têm que quem qual quais quando onde como quanto quanta quantos quantas por para com sem "
        "ao à aos às se seu sua seus suas não mais muito este esta esse essa pode deve porque"
    ),
    "ru": (
        "и в во на с со к ко по из за от до у о об для при через над под между без не ни но а или что кто где "
        "когда как какой какая какое какие каком какого какую какой сколько почему зачем который которая "
        "которые это этот эта эти он она оно они мы вы я ты был была было были есть ли же бы его её их"
    ),
    "sv": (
        "och att det som en ett den är var på av med till från om inte hur när vem vad vilken vilket vilka varför "
        "många mycket ska kan måste får har hade blir blev eller men jag du han hon vi ni de sig sin sitt sina"
    ),
    "da": (
        "og at det som en et den er var på af med til fra om ikke hvor hvornår hvem hvad hvilken hvilket hvilke "
        "hvorfor hvordan mange meget skal kan må har havde bliver blev eller men jeg du han hun vi de sig sin sit"
    ),
    "no": (
        "og å at det som en et den er var på av med til fra om ikke hvor når hvem hva hvilken hvilket hvilke "
        "hvorfor hvordan mange mye skal kan må har hadde blir ble eller men jeg du han hun vi de seg sin sitt"
    ),
    "fi": (
        "ja on ei oli ovat olivat se ne tämä nämä että jos kun kuin mikä mitä missä mistä mihin milloin kuka "
        "kuinka miksi miten moni monta paljon kauan voi pitää saa tai mutta myös hän he minä sinä me te"
    ),
    "hu": (
        "a az egy és hogy nem is van volt vannak voltak mi ki mit kit hol mikor miért hogyan mennyi hány melyik "
        "milyen meddig kell lehet vagy de ha ez ezek azok ő ők én te meg csak"
    ),
    "ro": (
        "și în la de pe cu din un o cel cea cei cele al ai ale este e sunt era au are a fost că ce cine când unde "
        "cum cât câtă câți câte care de ce nu se să pentru prin după până sau dar mai poate trebuie"
    ),
    "tr": (
        "ve bir bu şu o da de ile için ne kim nerede nereye nereden ne zaman nasıl neden niçin kaç hangi kadar "
        "mi mı mu mü var yok değil olan olarak ama veya çok daha en gibi sonra önce"
    ),
    "ar": (
        "ما ماذا من متى أين كيف كم لماذا لم هل أي أية في على إلى عن مع بعد قبل بين عند حتى منذ خلال تحت فوق "
        "و أو ثم لكن أن إن إذا لأن كان كانت يكون تكون هو هي هم هذا هذه ذلك تلك التي الذي الذين لا ليس قد "
        "كل بعض غير به بها له لها فيه فيها منه منها عليه عليها إليه إليها مما عما بما لما كما يمكن تم"
    ),
}
FUNCTION_WORDS = {
    language: frozenset(word for each in listed.split() for word in words(each))
    for language, listed in _BY_LANGUAGE.items()
}
"""By language (ISO 639-1), folded as `words` folds."""


_SCRIPTS = {
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "ko": re.compile(r"[\uac00-\ud7af]"),
    "zh": re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]"),
    "ar": re.compile(r"[\u0600-\u06ff]"),
    "ru": re.compile(r"[\u0400-\u04ff]{3}"),
    "el": re.compile(r"[\u0370-\u03ff]{3}"),
    "he": re.compile(r"[\u0590-\u05ff]"),
    "hi": re.compile(r"[\u0900-\u0dff]"),
    "th": re.compile(r"[\u0e00-\u0e7f]"),
}


def function_words_of(language: str) -> frozenset[str]:
    """Those that questions in a language are read without: English ones too, which stand in questions of all."""
    return STOP_WORDS | FUNCTION_WORDS["en"] | FUNCTION_WORDS.get(language, frozenset())


def language_of_question(text: str) -> str:
    """The language of a short text: by its script, else the one whose function words it has most of.

    `en` where no other has more. Scripts of several languages give the most spoken one.
    """
    script = next((language for language, signs in _SCRIPTS.items() if signs.search(text)), "")
    if script:
        return script
    held = words(text)
    english = sum(word in STOP_WORDS or word in FUNCTION_WORDS["en"] for word in held)
    counts = {language: sum(word in listed for word in held) for language, listed in FUNCTION_WORDS.items()}
    best = max((language for language in counts if language != "en"), key=counts.__getitem__)
    return best if counts[best] > english else "en"
