"""What a model wants to stand before a question and before a passage, so that it tells one from the other."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONFIG = "config_sentence_transformers.json"
_OF_QUESTIONS = ("query",)
_OF_PASSAGES = ("document", "passage", "corpus")


@dataclass(frozen=True, slots=True)
class Prompts:
    """The words before a question and before a passage, such as "query: " and "passage: "; empty where it has none."""

    question: str = ""
    passage: str = ""


def prompts_of(model: str) -> Prompts:
    """Those that a sentence-transformers model names: in its folder, or in the hub's files on this machine.

    The names are those that sentence-transformers takes for queries and documents. A model whose card asks for
    prompts and whose files name none runs without: write them into its config_sentence_transformers.json.
    """
    named = _config(model).get("prompts")
    prompts = named if isinstance(named, dict) else {}
    first = (
        next((str(prompts[kind]) for kind in kinds if prompts.get(kind)), "") for kinds in (_OF_QUESTIONS, _OF_PASSAGES)
    )
    return Prompts(*first)


def _config(model: str) -> dict[str, Any]:
    path = Path(model) / CONFIG
    if not Path(model).is_dir():
        from huggingface_hub import try_to_load_from_cache

        fetched = try_to_load_from_cache(model, CONFIG)
        path = Path(fetched) if isinstance(fetched, str) else path
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}
