"""Settings of ingestion, read from the environment once. Each field's comment: meaning, range, default."""

from typing import Annotated

from pydantic import AfterValidator, Field

from ingest.recognition import languages_to_recognise
from ingest.virus_scan import scanner_address
from pipelines.addresses import redis_address
from pipelines.settings import PipelineSettings

RecognisedLanguages = Annotated[str, AfterValidator(languages_to_recognise)]
ScannerAddress = Annotated[str, AfterValidator(scanner_address)]
RedisAddress = Annotated[str, AfterValidator(redis_address)]


class IngestSettings(PipelineSettings):
    """What ingestion can be told, beside the engine's own settings."""

    redis_url: RedisAddress | None = Field(default=None, repr=False)
    """Queue, throttles and caches. A redis://, rediss:// or unix:// address. Unset: an own Redis in TCBOT_HOME."""

    max_file_mb: Annotated[int, Field(ge=1, le=4096)] = 100
    """The largest file that is taken, in MB. 1 to 4096."""

    parse_timeout_seconds: Annotated[float, Field(ge=1, le=3600)] = 300
    """How long the parsing of one file may take. 1 to 3600."""

    parse_memory_mb: Annotated[int, Field(ge=256, le=65536)] = 2048
    """How much memory the parsing of one file may take, in MB. 256 to 65536."""

    ocr: bool = True
    """Whether pages that hold only images are read by text recognition. It takes the command tesseract to be installed;
    without it such pages are named and left out. 1 or 0."""

    ocr_languages: RecognisedLanguages = "eng"
    """The languages that text recognition knows, joined by +, as Tesseract names them: eng+deu. Each must be installed
    for Tesseract; `tcbot doctor` lists what is."""

    clamd_url: ScannerAddress | None = Field(default=None, repr=False)
    """The virus scanner that each file is shown to before it is opened: ClamAV's clamd at tcp://host:port or
    unix:///path. Unset: files aren't scanned."""
