"""Where the sample documents are, and what `tcbot demo` asks of them."""

from dataclasses import dataclass
from importlib import resources
from pathlib import Path

HANDBOOK = "Employee Handbook.pdf"
MANUAL = "TD-40 Operating Manual.pdf"
CONTRACT = "Supply and Maintenance Agreement.pdf"

SAMPLES: tuple[Path, ...] = tuple(
    Path(str(resources.files("bot.samples").joinpath(name))) for name in (HANDBOOK, MANUAL, CONTRACT)
)
"""The built documents as files on disk: a handbook, a technical manual, a contract."""


@dataclass(frozen=True, slots=True)
class DemoQuestion:
    """A question of the demo. `document` and the physical `page` hold the answer, `words` stand on that page.

    Where nothing in the samples answers the question, `document` and `page` are None and `words` is empty.
    """

    text: str
    document: str | None = None
    page: int | None = None
    words: str = ""


DEMO_QUESTIONS: tuple[DemoQuestion, ...] = (
    DemoQuestion(
        "How many days of unused vacation can I carry over, and when do they expire?",
        HANDBOOK,
        7,
        "Employees may carry over up to 5 days of unused vacation",
    ),
    DemoQuestion(
        "What is the tightening torque of the pump head screws on a TD-40/10?",
        MANUAL,
        5,
        "Pump head screws, TD-40/4 and TD-40/10",
    ),
    DemoQuestion(
        "What is the liability limit of each party in a contract year?",
        CONTRACT,
        3,
        "limited to £250,000 or 150 percent",
    ),
    DemoQuestion("Which company cars may employees choose from?"),
)
"""Three questions, one for each sample, and a fourth that sounds just as likely but that no sample answers."""
