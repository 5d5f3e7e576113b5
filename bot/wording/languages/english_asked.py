"""What is said to the bot itself in English, and what is asked about the documents as such: patterns by kind.

A pattern has to fit a whole message, without its marks and polite words. `DOC` stands for a document's name, `SINCE`
for a day.
"""

from typing import Final

_FILES: Final = "(?:documents|files|docs|sources|pdfs)"
_UNITS: Final = "(?:pages|slides|sheets|rows|sections|parts)"
_HAVE: Final = "(?:do|can|did) you (?:have|know|hold|see|read|use|answer from|access)(?: access to)?(?: here)?"

ENGLISH_ASKED: Final[dict[str, tuple[str, ...]]] = {
    "greeting": (
        r"(?:hi+|hello+|hey+|hiya|howdy|yo|gm|greetings|bonjour|bonsoir|salut|hola|ciao|olá"
        r"|good day|good (?:morning|afternoon|evening)|morning|evening)"
        r"(?: there| all| everyone| everybody| team| bot| tcbot| again)*",
        r"how are you(?: doing)?(?: today)?|how(?: is|s| s) it going|what s up|you there"
        r"|anybody (?:there|here)|how do you do|are you (?:there|here|online|awake)",
    ),
    "thanks": (
        r"(?:many |no |ok |okay |great |perfect |cool |nice |super )*(?:thanks|thank you|thankyou|thank u|"
        r"thanx|thx|ty|cheers|tysm|gracias|muchas gracias|grazie|obrigado|merci beaucoup)"
        r"(?: (?:so much|very much|a lot|a bunch|a million|again|all|everyone|bot|tcbot|man|mate|for (?:that|this|it"
        r"|the help|your help|the (?:quick )?answer|everything)|that (?:helps|helped|s (?:great|perfect|helpful|"
        r"all))))*",
        r"(?:much|really) appreciated|i appreciate it|(?:that|this) (?:helps|helped)(?: a lot| me)?"
        r"|(?:that s |that is |very |really |so )+(?:helpful|great|perfect)|well done|good (?:bot|job|answer)|"
        r"nice one",
    ),
    "fine": (
        r"(?:ok|okay|k|alright|all right|got it|understood|i see|cool|great|nice|perfect|awesome|super|fine|sure|"
        r"noted|lol|haha|sorry|no problem"
        r"|will do|never ?mind|no worries|forget it|my bad|sounds good|makes sense)(?: then| thanks)?",
    ),
    "bye": (
        r"(?:bye|goodbye|bye bye|good night|see (?:you|ya)(?: (?:later|soon|tomorrow))?|have a (?:nice|good) "
        r"(?:day|evening|weekend))",
    ),
    "who": (
        r"(?:who|what) (?:are|r) you|what is your name|what s your name|who made you|introduce yourself"
        r"|who am i (?:talking|speaking|writing) (?:to|with)"
        r"|are you (?:a |an )?(?:bot|robot|human|person|real|ai|machine|"
        r"chatgpt|gpt|claude|copilot|llm)(?: or (?:a |an )?(?:bot|human|person|ai))?",
    ),
    "help": (
        r"(?:i need |need )?(?:some )?help(?: me)?|"
        r"what can (?:you do|i do(?: here| with you)?|i ask(?: you)?)(?: for me| here)?|how (?:do|"
        r"can) i use (?:you|this)"
        r"|how do (?:you work|i ask (?:you )?(?:a question|something|questions))|how can you help(?: me)?"
        r"|what (?:are|is) you(?: good)? for|what do you do|how does "
        r"(?:this|it) work",
    ),
    "documents": (
        rf"(?:what|which) {_FILES} {_HAVE}",
        rf"(?:what|which) {_FILES} (?:are (?:there|here|available|known|indexed|shared)(?: here)?|can i ask "
        rf"(?:you )?about|exist)",
        rf"(?:list|show)(?: me)? (?:all )?(?:of )?(?:the |your |our |my |available )*{_FILES}(?: (?:you have|here|"
        rf"that you have|there are))?",
        rf"(?:what|which) (?:are )?(?:the|your) (?:available )?{_FILES}|do you have (?:any )?{_FILES}",
        r"what do you know(?: about)?|what (?:can|should) i ask (?:you )?about|what are your sources",
        rf"how many {_FILES} (?:{_HAVE}|are (?:there|here|available|indexed|shared)(?: here)?)",
        rf"(?:what|which|how many) {_FILES} (?:have been|were|are) (?:shared|uploaded|added|indexed)(?: here"
        r"| with (?:you|us))?",
    ),
    "length": (
        rf"how many {_UNITS} (?:does|do|has|have|are|is)(?: there)?(?: in)? DOC(?: have| has| contain| got| "
        rf"comprise)?",
        rf"how many {_UNITS} in DOC|(?:the )?(?:page count|length in pages) of DOC|how many {_UNITS} (?:long )?is DOC|"
        rf"(?:the )?number of {_UNITS} (?:in|of) DOC|what is the page count of "
        rf"DOC|how long is DOC (?:document|file|pdf|deck|presentation|report)",
        r"how long is (?:the )?(?:document|file|pdf|deck|presentation) DOC",
    ),
    "sharer": (
        r"who (?:has |had )?(?:shared|uploaded|added|posted|sent|provided) DOC(?: here| with (?:you|us))?",
        r"(?:who|where) (?:did|do) you (?:get|have) DOC from|(?:who|where) (?:did|does) DOC come from|by whom was "
        r"DOC (?:shared|uploaded|added)",
    ),
    "changed": (
        r"when (?:was|has|is) DOC (?:been )?(?:last )?(?:changed|updated|shared|uploaded|added|modified|replaced|"
        r"edited)(?: last)?",
        r"when (?:did|does) DOC (?:last )?(?:change|get updated|get changed)(?: last)?",
        r"(?:when|since when) (?:did|do) you (?:get|have|know) DOC|how (?:recent|current) is DOC|is DOC up to date",
        r"(?:(?:what|when) (?:is|was) )?(?:the )?(?:last|latest) (?:update|change|edit|version) (?:of|to|in) DOC",
    ),
    "new": (
        rf"what(?: is|s| s| has)? (?:new|changed)(?: here)?(?: SINCE)?|any(?:thing| {_FILES})? new(?: "
        rf"{_FILES})?(?: SINCE)?",
        rf"(?:what|which) (?:new )?{_FILES} (?:are new|were (?:added|shared|changed|updated|uploaded)|came|"
        rf"changed|have (?:been (?:added|shared|changed)|changed))"
        r"(?: here)?(?: SINCE)?",
        rf"what (?:was|were|has been) (?:added|shared|uploaded|changed)(?: here)? SINCE|(?:the )?(?:latest|newest|"
        rf"most recent) {_FILES}|(?:what|which) is the (?:latest|newest|most recent) (?:document|file|pdf)",
        rf"(?:what|which) (?:are the )?(?:new|newest|latest|most recent) {_FILES}"
        r"(?: (?:do you have|are there))?(?: SINCE)?"
        rf"|(?:list|show)(?: me)? (?:the )?(?:new|newest|latest) {_FILES}(?: SINCE)?|new {_FILES}(?: SINCE)?",
    ),
    "summary": (
        r"(?:summari[sz]e|sum up|outline) DOC(?: for me)?"
        r"(?: (?:in|with) (?:\w+|a few) (?:sentences?|words|lines|points|bullets?(?: points)?)| briefly| shortly)?"
        r"|what is DOC(?: all)? about|what s DOC about|"
        r"what(?: is|s| s) (?:written )?in DOC|(?:tl dr|tldr)(?: of| for)? DOC|what "
        r"(?:does|do) DOC (?:cover|contain)",
        r"(?:give me |write |show me |i need |make )?(?:a |an |the )?(?:short |brief |quick )?(?:summary|overview|"
        r"outline|table of contents|(?:key|main) points)"
        r"(?: of| for) DOC",
    ),
}
ENGLISH_POLITE: Final = (
    r"(?:please|pls|can you|could you|would you|tell me|so|and|hey|hi|hello|ok|tcbot|bot|do you know|i want to "
    r"know|kindly)"
)
ENGLISH_ARTICLES: Final = r"(?:the|our|your|my|this|that|a|an|document|file|pdf|called|named|of)"
ENGLISH_IT: Final = r"(?:it|this|that|(?:this|that|the) (?:document|file|one|pdf))"
ENGLISH_DAYS: Final[dict[str, int]] = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
}  # fmt: skip
ENGLISH_SINCE: Final[dict[str, int]] = {
    "today": 0, "yesterday": 1, "this week": 7, "last week": 7, "the last week": 7, "this month": 31, "last "
    "month": 31,
    "the last month": 31, "recently": 7, "lately": 7, "the last days": 7, "the last few days": 7,
}  # fmt: skip
ENGLISH_SINCE_WORD: Final = r"(?:since |from |in |after |on )?"
