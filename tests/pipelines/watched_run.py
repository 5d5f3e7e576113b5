"""Run as a program: uses every library that is known to phone home, and prints who was contacted, as JSON.

Argument: a folder for the converted model, or `--loud`, which runs Haystack without what keeps it quiet and so shows
that the watch sees it.
"""

import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

contacted: list[str] = []


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Notes every look-up and connection to another machine, and refuses it."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in {"socket.connect", "socket.sendto"}:
        host = arguments[1][0] if isinstance(arguments[1], tuple) else None
    else:
        return
    if host in {None, "", b"", "127.0.0.1", "::1", "localhost"}:
        return
    contacted.append(f"{event} {host}")
    raise ConnectionRefusedError(f"watched: {host}")


def run_a_pipeline() -> None:
    """Haystack reports runs of pipelines."""
    from haystack import Pipeline
    from haystack.components.builders import PromptBuilder

    pipeline = Pipeline()
    pipeline.add_component("prompt", PromptBuilder("{{ question }}"))
    pipeline.run({"prompt": {"question": "How long is the notice period?"}})


def embed_a_text(converted: Path) -> None:
    """A first start: transformers loads the model, OpenVINO converts it, its tokenizer and encoder take a text."""
    from pipelines.models.embedder import OpenVinoEmbedder, packaged_model

    (encoded,) = OpenVinoEmbedder(packaged_model(), converted).encode(["The notice period is four weeks."])
    if encoded.vector.shape != (384,):
        raise SystemExit(f"The vector has the shape {encoded.vector.shape}.")


def main() -> None:
    sys.addaudithook(watch)
    if "--loud" in sys.argv:
        run_a_pipeline()
    else:
        from pipelines.privacy import contact_nobody

        contact_nobody()
        run_a_pipeline()
        embed_a_text(Path(sys.argv[1]))
    deadline = time.monotonic() + 5
    while threading.active_count() > 1 and time.monotonic() < deadline:
        time.sleep(0.1)  # reports leave in threads
    print(json.dumps(contacted))


if __name__ == "__main__":
    main()
