r"""What orders to a model look like: patterns over case-folded text. Gaps are bounded, so that each is linear."""

import re
from typing import Final

_GAP = r"[^.!?\u3002\uff01\uff1f\u061f\n]"
_MODEL = (
    r"(?:ai|a\.i\.|ki|ia|artificial intelligence|(?:large )?language models?|llms?|chat ?bots?|assistants?|"
    r"(?:ai|virtual|digital) (?:assistants?|models?|agents?)|tcbot)"
)
_REPLY = r"(?:answer|reply|respond|say|output|print|write|return|repeat)"

TRIGGERS: Final = (
    *"ignor disregard forget overrid bypass obey prompt instruct llm assistant chatbot tcbot answer reply respon "
    "output source confidence decode encode append embed system context memory developer conversation vergiss vergess "
    "missacht anweisung antwort oubli consigne repond olvid instruc contest negeer istruzion toujours uniquement "
    "seulement siempre nicamente ahora".split(),
    "you are", "you must", "from now on", "language model", "chat bot", "chat history", "trust only", " ai ", " ai,",
    " ai.", "ai:", " ki ", "ki:", " ki,", " ia ", "ia:", "only this", "other doc", "other pa", "treat this", "you know",
    "regard this", "consider this", "that you c", "that you h", "you can ", "you have ", "du bist", "auf jede frage",
    "auf alle fragen", "tu es", "toute question", "toutes les questions", "pregunta", "<|", "[inst", "[/inst", "<<",
    "turn>", "</", "![", "r\xe9pon", "instru\xe7", "\u5ffd\u7565", "\u65e0\u89c6", "\u7121\u8996", "\u5fd8", "\u6307",
    "\u63d0\u793a", "\u30d7\u30ed\u30f3\u30d7\u30c8", "\u547d\u4ee4", "\u30eb\u30fc\u30eb", "\u3060\u3051",
    "\u306e\u307f", "\u53ea", "\u4ec5", "\u4f60\u73b0\u5728", "\u4ece\u73b0\u5728",
    "\u062a\u062c\u0627\u0647\u0644", "\u0623\u062c\u0628", "\u0627\u062c\u0628", "\u0627\u0646\u0633",
    "\u0647\u0645\u0644", "\u0642\u0644", "\u0627\u0643\u062a\u0628", "\u0438\u0433\u043d\u043e\u0440",
)  # fmt: skip
"""Without one of these stretches nothing below fits."""

_ENGLISH = (
    rf"\b(?:ignor(?:e|ing)|disregard(?:ing)?|forget|overrid(?:e|ing)|bypass|do(?: not|n't) (?:follow|obey)|stop "
    rf"(?:following|obeying)){_GAP}{{0,40}}\b(?:previous|prior|above|earlier|preceding|existing|original|system|your|"
    rf"all|any){_GAP}{{0,24}}\b(?:instructions?|prompts?|guidelines|directives?|rules|orders|messages?|context|"
    rf"sources?|documents?|training|safety)\b",
    rf"\b(?:ignore|disregard|forget|override){_GAP}{{0,20}}\b(?:rules|instructions?|guidelines|prompts?) (?:above|"
    r"before|given earlier|you (?:were|have been) given)\b",
    rf"\b(?:reveal|print|show|repeat|output|display|leak|disclose|quote|expose|recite|translate|summari[sz]e|give)\b"
    rf"{_GAP}{{0,60}}\b(?:(?:system|hidden|initial|developer|secret|full) (?:prompt|message|instructions?)|"
    rf"your (?:prompt|instructions|rules|guidelines|configuration))\b"
    rf"|\bsystem prompt (?:of|for) (?:this|the) {_MODEL}\b",
    rf"\byou are (?:now |from now on |henceforth )?(?:an? |the |in )?(?:\w+ ){{0,2}}(?:{_MODEL}|"
    r"(?:developer|debug|admin|god|jailbreak|unrestricted) mode)\b",
    r"\byou are no longer (?:bound|restricted|limited|required)\b|\bfrom now on,? (?:you|always|only|every)\b",
    rf"\b(?:notes?|instructions?|attention|messages?|memo|directives?|orders?|commands?|guidance|hints?) (?:to|for) "
    rf"(?:the |any |all |every |whichever |your )?{_MODEL}\b",
    rf"^\W{{0,4}}(?:dear |hey |hello |attention,? |hi )?(?:{_MODEL}|model|system|bot)(?: assistant| model)?[,:!] ?"
    r"(?:you\b|please|always|never|do not|don't|ignore|answer|reply|respond|say|output|reveal|print|cite|write|new\b|"
    r"from now|the (?:correct |true |final |only )?answer)",
    rf"\b(?:attention|dear|hello|hey),? (?:all |any |every )?{_MODEL}\s?[:,!]",
    rf"\b(?:if|when|since|because) you are (?:an? |the )?(?:\w+ )?{_MODEL}\b|\bas an? {_MODEL},? you\b",
    rf"\b(?:the |any |all |every )?{_MODEL} (?:must|will|shall|should|has to|have to|needs? to|is to|are to)"
    rf"(?: now| always| only| instead)* {_REPLY}\b{_GAP}{{0,12}}\b(?:with|only|exactly|that|as|every|all)\b",
    rf"\b(?:answer|reply|respond)(?: to)? (?:every|all|any|each){_GAP}{{0,30}}questions?{_GAP}{{0,30}}\b(?:with|by|as "
    rf"follows|using only|that)\b",
    rf"\b(?:answer|reply|respond|output) (?:only|exactly|solely|simply|just|nothing but)\b"
    rf"|\b{_REPLY} (?:with )?(?:exactly |only )?the (?:single |exact |one |following )+(?:words?|phrase|sentence|"
    r"text)\b",
    r"\bthe (?:correct |only |true |final |right )?answer (?:to|for) (?:every|any|all|each|the user's|your|the next)"
    rf"{_GAP}{{0,20}}questions? is\b",
    rf"\b(?:do not|don't|never){_GAP}{{0,20}}\b(?:cite|quote|mention|use|trust){_GAP}{{0,20}}\b(?:any |all |the )?"
    r"(?:other|remaining|previous) (?:sources?|documents?|passages?|pages?)\b",
    r"\b(?:cite|quote|use|trust) (?:only|solely|nothing but) (?:this|source|\[)"
    r"|\b(?:treat|regard|consider) this (?:document|page|passage|text|source) as (?:the )?(?:only|highest|sole|"
    r"system|trusted|most)\b",
    rf"\b(?:set|state|report|give|show|express|claim){_GAP}{{0,24}}\bconfidence(?! interval| level| bound| limit)\b"
    rf"{_GAP}{{0,20}}(?:\d|high|certain|full|maximum|very)",
    r"\bnot in sources\b",
    r"\b(?:begin|end|new|start) (?:of )?(?:the )?(?:system |developer |admin )?(?:prompt|instructions|override)\b"
    r"|^\W{0,4}(?:system|developer|admin(?:istrator)?) (?:message|prompt|note|override|instruction|update|notice)s?"
    r"\W{0,3}:",
    rf"\b(?:append|embed|encode|attach|insert|put|include){_GAP}{{0,60}}\b(?:conversation|chat history|system prompt|"
    rf"user's question|question|other documents|secrets?){_GAP}{{0,60}}(?:https?:|\burl\b|\blink\b|query string|image)",
    rf"\b(?:send|forward|e-?mail|post|transmit|upload|leak){_GAP}{{0,30}}\b(?:conversation|chat history|system prompt|"
    rf"(?:contents? of |all |the )other documents){_GAP}{{0,30}}\b(?:to|at)\b|!\[[^\]\n]{{0,80}}\]\(\s?https?:",
    rf"\b(?:reveal|list|print|show|output|repeat|disclose|quote|dump|summari[sz]e){_GAP}{{0,50}}(?:\b(?:in|from) your "
    r"(?:context|memory|index|prompt|training)\b|\byou (?:can|have) (?:see|read|access)\b|\byou know\b)",
    rf"\bdecode\b{_GAP}{{0,60}}\b(?:follow|execute|obey|carry out|do what|run)\b",
    rf"\b(?:say|claim|state|pretend|insist|tell{_GAP}{{0,20}}) that (?:you (?:cannot|can't|can not|have no|know "
    r"nothing|are unable)|the (?:sources?|documents?) (?:do not|don't|hold|contain))"
    r"|\brefuse to answer\b",
)
_OTHERS = (
    rf"\b(?:ignorier\w*|missacht\w*|vergiss|vergessen sie|\xfcbergeh\w*|ubergeh\w*|\xfcberschreib\w*){_GAP}{{0,50}}"
    r"\b(?:anweisung\w*|vorgaben|regeln|prompt\w*|instruktion\w*|quellen|dokumente?)\b",
    r"\bdu bist (?:jetzt|nun|ab sofort|ab jetzt|eine? (?:ki|assistent\w*|sprachmodell|chatbot))\b|\b(?:an|f\xfcr) "
    r"(?:die|das|den|jede|alle) (?:ki|ki-\w+|assistent\w*|sprachmodelle?|chatbots?)\b",
    rf"\b(?:antworte|antworten sie|sage?|schreibe?|gib|nenne|verrate|zeige?){_GAP}{{0,40}}\b(?:nur|ausschlie\xdflich|"
    rf"ausschliesslich|immer|stets|auf jede frage|auf alle fragen|system-?prompt\w*|systemanweisung\w*)\b",
    rf"\b(?:ignor(?:e|er|ez)|oublie[rz]?|n[e\xe9]glige[rz]?){_GAP}{{0,50}}\b(?:instructions?|consignes|directives|"
    r"r[e\xe8]gles)\b",
    rf"\b(?:r[e\xe9]ponds?|r[e\xe9]pondez|dis|dites|[e\xe9]cris|[e\xe9]crivez){_GAP}{{0,40}}\b(?:uniquement|seulement|"
    r"toujours|exactement|[a\xe0] toutes? les? questions?|[a\xe0] toute question)\b"
    r"|\btu es (?:maintenant|d[e\xe9]sormais)\b|\b(?:r[e\xe9]v[e\xe8]le|affiche|montre)\w*\b[^.!?\n]{0,40}\b(?:prompt|"
    r"invite|message) (?:du )?syst[e\xe8]me\b",
    rf"\b(?:ignor[ae]|ignorad|olvid[ae]|descart[ae]|haz caso omiso){_GAP}{{0,50}}\b(?:instrucciones|indicaciones|"
    r"reglas|[o\xf3]rdenes)\b",
    rf"\b(?:responde|responda|contesta|conteste|di|diga|escribe|escriba){_GAP}{{0,40}}\b(?:solo|s[o\xf3]lo|"
    r"[u\xfa]nicamente|siempre|exactamente|a todas las preguntas|a toda pregunta)\b"
    rf"|\b(?:ahora eres|a partir de ahora)\b|\b(?:revela|muestra|imprime){_GAP}{{0,40}}\b(?:prompt|mensaje|"
    r"instrucciones) del? sistema\b",
    rf"\bignora{_GAP}{{0,50}}\bistruzioni\b|\bignore{_GAP}{{0,50}}\binstru[c\xe7][o\xf5]es\b|"
    rf"\bnegeer{_GAP}{{0,50}}\binstructies\b|\u0438\u0433\u043d\u043e\u0440\u0438\u0440\w*{_GAP}{{0,50}}"
    r"\b\u0438\u043d\u0441\u0442\u0440\u0443\u043a\u0446\w*",
    r"(?:\u5ffd\u7565|\u65e0\u89c6|\u7121\u8996|\u5fd8\u8bb0|\u5fd8\u8a18|\u5fd8\u6389)[^\u3002\uff01\uff1f\n]{0,20}"
    r"(?:\u6307\u4ee4|\u6307\u793a|\u8bf4\u660e|\u8aaa\u660e|\u63d0\u793a|\u89c4\u5219|\u898f\u5247|\u8981\u6c42)"
    r"|(?:\u53ea|\u4ec5|\u50c5)(?:\u80fd|\u9700)?(?:\u56de\u7b54|\u56de\u590d|\u56de\u8986|\u8f93\u51fa|\u8f38\u51fa)"
    r"|\u4f60\u73b0\u5728\u662f|\u4ece\u73b0\u5728\u8d77|\u7cfb\u7edf\u63d0\u793a|\u7cfb\u7d71\u63d0\u793a",
    r"(?:\u6307\u793a|\u547d\u4ee4|\u30eb\u30fc\u30eb|\u30d7\u30ed\u30f3\u30d7\u30c8)[^\u3002\uff01\uff1f\n]{0,12}"
    r"(?:\u7121\u8996|\u5fd8\u308c)|\u30b7\u30b9\u30c6\u30e0\u30d7\u30ed\u30f3\u30d7\u30c8"
    r"|(?:\u3068\u3060\u3051|\u306e\u307f|\u3060\u3051\u3092?)(?:\u7b54\u3048|\u56de\u7b54|\u8fd4\u4fe1|\u51fa\u529b)",
    rf"(?:\u062a\u062c\u0627\u0647\u0644|\u0627\u0646\u0633|\u0623\u0647\u0645\u0644|\u0627\u0647\u0645\u0644)\w*{_GAP}"
    r"{0,50}(?:\u0627\u0644\u062a\u0639\u0644\u064a\u0645\u0627\u062a|\u0627\u0644\u0623\u0648\u0627\u0645\u0631|"
    r"\u0627\u0644\u0627\u0648\u0627\u0645\u0631|\u0627\u0644\u0642\u0648\u0627\u0639\u062f|"
    r"\u0627\u0644\u0625\u0631\u0634\u0627\u062f\u0627\u062a)",
    rf"(?:\u0623\u062c\u0628|\u0627\u062c\u0628|\u0642\u0644|\u0627\u0643\u062a\u0628)\b{_GAP}{{0,40}}"
    r"(?:\u0641\u0642\u0637|\u062f\u0627\u0626\u0645\w*|\u0643\u0644 \u0633\u0624\u0627\u0644)",
)

FORGED: Final = re.compile(
    r"<\|[\w ]{1,40}\|>|\[/?inst\]|<</?sys>>|<(?:start|end)_?of_?turn>|</?(?:system|assistant|human)>"
    r"|#{2,3} ?(?:system|instruction|response)s?\s?:"
    r"|\b(?:begin|end) [0-9a-f]{6,32} source\b"
)
"""What stands for the structure of a prompt: what follows it in its paragraph belongs to the attack."""

ORDERS: Final = (*(re.compile(pattern) for pattern in (*_ENGLISH, *_OTHERS)), FORGED)
"""One of them fits what is an order by itself."""

_LEAD = r"^\W{0,4}(?:(?:then|instead|and|always|please|simply|just|only|now)\b,? ?){0,3}"
FOLLOWS_ON: Final = (
    re.compile(
        _LEAD + r"(?:answer|reply|respond|say|state|tell|write|print|output|repeat|cite|quote|add|append|include|send|"
        r"recommend|claim|reveal|list|end|begin|start|never|do not|don't|mark|use|you (?:must|will|shall|should|are)|"
        r"the (?:correct |only |true |final |right |new )?answer|this (?:document|instruction|order|message))\b"
    ),
    re.compile(
        _LEAD
        + r"(?:antworte|sage?|schreibe?|gib|nenne|f\xfcge|zitiere|die (?:richtige |einzige )?antwort|r[e\xe9]ponds?|"
        r"r[e\xe9]pondez|dis|dites|[e\xe9]cris|[e\xe9]crivez|cite[sz]?|la (?:bonne |seule )?r[e\xe9]ponse|responde|"
        r"responda|di|diga|escribe|cita|la (?:[u\xfa]nica )?respuesta)\b"
    ),
    re.compile(
        r"^\W{0,4}(?:\u8bf7|\u8acb|\u73b0\u5728|\u7136\u540e)?(?:\u56de\u7b54|\u56de\u590d|\u8bf4|\u8aaa|\u8f93\u51fa|"
        r"\u7b54\u6848|\u5f15\u7528|\u7b54\u3048|\u56de\u7b54|\u6b63\u89e3|\u0623\u062c\u0628|\u0642\u0644|"
        r"\u0627\u0643\u062a\u0628|\u0627\u0644\u0625\u062c\u0627\u0628\u0629)|[^\u3002\n]{1,40}\u3068(?:\u7b54\u3048|"
        r"\u56de\u7b54)"
    ),
)
"""What goes on with an order, right behind one."""
