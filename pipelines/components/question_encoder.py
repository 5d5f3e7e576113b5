"""The question as vectors: one for the dense search, one a word piece for the late interaction."""

from haystack import component

from pipelines.ports import Embedder, EncodedText


@component
class QuestionEncoder:
    """Encodes a question once for all that need its vectors."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    @component.output_types(encoded=EncodedText)
    def run(self, question: str) -> dict[str, EncodedText]:
        """`encoded`: the question's vector and token vectors; a few milliseconds."""
        return {"encoded": self._embedder.encode_question(question)}
