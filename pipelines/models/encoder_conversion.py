"""A sentence-transformers model as files that OpenVINO reads: encoder.xml, its weights and tokenizer.json."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ENCODER = "encoder.xml"
TOKENIZER = "tokenizer.json"


class CannotConvertError(RuntimeError):
    """The model isn't one that `OpenVinoEmbedder` understands; `TorchEmbedder` takes it."""


def convert(model: str, name: str, folder: Path) -> None:
    """Writes the model of this name into `folder`, or leaves nothing there. Some 30 s; imports torch."""
    import openvino
    import torch
    from sentence_transformers import SentenceTransformer

    loaded = SentenceTransformer(model, device="cpu")
    if not _is_plain(loaded):
        raise CannotConvertError(f"{name} isn't an encoder with mean pooling and nothing more")
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
        raise CannotConvertError(f"{name} can't be converted: {type(error).__name__}") from error
    with published(folder) as partial:
        tokenizer.save(str(partial / TOKENIZER))
        openvino.save_model(converted, partial / ENCODER)


def _is_plain(loaded: Any) -> bool:
    """Whether `TokenStates`, the mean and a length of 1 are all that the model does to a text."""
    kinds = [type(module).__name__ for module in loaded]
    if kinds[:2] != ["Transformer", "Pooling"] or set(kinds[2:]) - {"Normalize"} or loaded.default_prompt_name:
        return False
    return bool(loaded[1].get_config_dict().get("pooling_mode", "mean") == "mean")


@contextmanager
def published(folder: Path) -> Iterator[Path]:
    """A folder to write into that becomes `folder` in one step; where another process was faster, its result stands."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", suffix=".partial", dir=folder.parent))
    try:
        yield partial
        try:
            partial.rename(folder)
        except OSError:
            if not (folder / ENCODER).exists():
                raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def fingerprint(model: str) -> str:
    """Changes when the weights do, so that a cached conversion is never used for another model."""
    import openvino

    weights = sorted(Path(model).glob("*.safetensors")) if Path(model).is_dir() else []
    parts = [model if not weights else "", openvino.__version__]
    parts += [f"{path.name}:{path.stat().st_size}:{path.stat().st_mtime_ns}" for path in weights]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
