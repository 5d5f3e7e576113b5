"""Which precision an encoder runs in: the quickest on the processor, found once."""

import json
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipelines.models import encoder_precision
from pipelines.models.encoder_precision import Precision, quickest
from pipelines.models.encoder_quantization import LONGEST, samples
from tests.pipelines.models.test_embedder import CONVERTED

INT8_FAILS = "int8 can't be made"


class Processor:
    """A core that says what it is, and encoders that run so many passes a second on it."""

    def __init__(self, name: str = "one", capable: Sequence[str] = ("FP32", "BF16"), **rates: float) -> None:
        self.rates = {Precision(each): rate for each, rate in rates.items()}
        self.measured: list[Precision] = []
        self._told = {"FULL_DEVICE_NAME": name, "OPTIMIZATION_CAPABILITIES": list(capable)}

    def get_property(self, _device: str, name: str) -> Any:
        return self._told[name]


@pytest.fixture(autouse=True)
def _encoders(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rates are the processor's word; everything else is as it is."""

    def compiled(core: Processor, folder: Path, precision: Precision) -> Any:
        if precision not in core.rates:
            raise OSError(INT8_FAILS)
        return SimpleNamespace(core=core, precision=precision)

    def rate(model: Any, batches: list[Any]) -> float:
        assert len(batches) == 2
        model.core.measured.append(model.precision)
        return float(model.core.rates[model.precision])

    monkeypatch.setattr(encoder_precision, "compiled", compiled)
    monkeypatch.setattr(encoder_precision, "_rate", rate)


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(next(CONVERTED.glob("gt_all*/tokenizer.json"))))


@pytest.mark.parametrize(
    ("rates", "taken"),
    [
        ({"f32": 20, "bf16": 45, "int8": 50}, "bf16"),  # a matrix unit: int8 isn't made
        ({"f32": 52, "bf16": 31, "int8": 124}, "int8"),
        ({"f32": 52, "bf16": 31, "int8": 60}, "f32"),  # too little for what it costs in exactness
        ({"f32": 50, "bf16": 60, "int8": 70}, "bf16"),
        ({"f32": 52, "bf16": 31}, "f32"),  # int8 can't be made
    ],
)
def test_the_quickest_is_taken_where_it_pays(
    tmp_path: Path, tokenizer: Any, rates: dict[str, float], taken: str
) -> None:
    assert quickest(Processor(**rates), tmp_path / "model", tokenizer) == taken


def test_a_processor_that_names_no_bf16_is_not_asked_for_it(tmp_path: Path, tokenizer: Any) -> None:
    processor = Processor(capable=["FP32"], f32=20, int8=50)
    assert quickest(processor, tmp_path / "model", tokenizer) is Precision.INT8
    assert processor.measured == [Precision.F32, Precision.INT8]


def test_int8_is_not_made_where_it_could_gain_little(tmp_path: Path, tokenizer: Any) -> None:
    processor = Processor(f32=20, bf16=45, int8=50)
    quickest(processor, tmp_path / "model", tokenizer)
    assert processor.measured == [Precision.F32, Precision.BF16]


def test_what_was_found_is_kept_and_not_measured_again(tmp_path: Path, tokenizer: Any) -> None:
    quickest(Processor(f32=52, bf16=31, int8=124), tmp_path / "model", tokenizer)
    again = Processor(f32=52, bf16=200, int8=1)
    assert quickest(again, tmp_path / "model", tokenizer) is Precision.INT8
    assert again.measured == []


def test_another_processor_is_measured_anew(tmp_path: Path, tokenizer: Any) -> None:
    quickest(Processor("one", f32=52, bf16=31, int8=124), tmp_path / "model", tokenizer)
    assert quickest(Processor("other", f32=20, bf16=45, int8=50), tmp_path / "model", tokenizer) is Precision.BF16
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("kept", ["", "{", "[]", '{"precision": "int4"}', '{"precision": null}'])
def test_what_is_no_choice_is_chosen_again(tmp_path: Path, tokenizer: Any, kept: str) -> None:
    quickest(Processor(f32=52, bf16=31, int8=124), tmp_path / "model", tokenizer)
    (file,) = tmp_path.iterdir()
    file.write_text(kept, encoding="utf-8")
    assert quickest(Processor(f32=52, bf16=31, int8=124), tmp_path / "model", tokenizer) is Precision.INT8
    assert json.loads(file.read_text(encoding="utf-8"))["batches_per_second"] == {"f32": 52, "bf16": 31, "int8": 124}


def test_the_samples_are_passages_and_questions_in_several_scripts(tokenizer: Any) -> None:
    texts = samples()
    assert len(texts) > 50
    assert any("年" in text for text in texts)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    lengths = [len(tokenizer.encode(text).ids) for text in texts]
    assert min(lengths) < 20
    assert sum(length > LONGEST / 2 for length in lengths) > 30
