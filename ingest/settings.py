"""Settings of ingestion, read from the environment once. Each field's comment: meaning, range, default."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from ingest.reading.personal_policy import Policy
from ingest.reading.recognition import languages_to_recognise
from ingest.reading.virus_scan import scanner_address
from pipelines.addresses import redis_address, vault_address
from pipelines.settings import PipelineSettings

RecognisedLanguages = Annotated[str, AfterValidator(languages_to_recognise)]
ScannerAddress = Annotated[str, AfterValidator(scanner_address)]
RedisAddress = Annotated[str, AfterValidator(redis_address)]


class IngestSettings(PipelineSettings):
    """What ingestion can be told, beside the engine's own settings."""

    redis_url: RedisAddress | None = Field(default=None, repr=False)
    """Queue, throttles and caches. A redis://, rediss:// or unix:// address. Unset: an own Redis in TCBOT_HOME."""

    vault_url: Annotated[str, AfterValidator(vault_address)] | None = Field(default=None, repr=False)
    """Where originals are kept, encrypted: a folder, or a bucket such as s3://bucket/folder (extra s3; credentials and
    endpoint by AWS's own variables), or any address of fsspec. Unset: the folder originals in TCBOT_HOME."""

    retention_days: Annotated[int, Field(ge=1, le=36500)] | None = None
    """After how many days a document is forgotten, counted from its last version. 1 to 36500. Unset: never."""

    audit_days: Annotated[int, Field(ge=1, le=36500)] | None = None
    """After how many days entries of the audit are removed, by the daily sweep. 1 to 36500. Unset: never."""

    questions_days: Annotated[int, Field(ge=1, le=36500)] | None = None
    """After how many days questions are deleted with their answers and what people thought of them, by the daily sweep.
    1 to 36500. Unset: never."""

    max_file_mb: Annotated[int, Field(ge=1, le=4096)] = 100
    """The largest file that is taken, in MB. 1 to 4096."""

    parse_timeout_seconds: Annotated[float, Field(ge=1, le=3600)] = 300
    """How long the parsing of one file may take. 1 to 3600."""

    parse_memory_mb: Annotated[int, Field(ge=256, le=65536)] = 2048
    """How much memory the parsing of one file may take, in MB. 256 to 65536."""

    parse_confinement: Literal["best", "required"] = "best"
    """What happens where the kernel can't hold native code that takes over a reader of files (Landlock, seccomp). best:
    files are read all the same, and `tcbot doctor` and the log name what is missing; required: nothing starts. best or
    required."""

    job_lease_seconds: Annotated[float, Field(ge=2, le=600)] = 30
    """After how long a silence of its worker a file is given to another one. 2 to 600."""

    job_attempts: Annotated[int, Field(ge=1, le=20)] = 3
    """How often a file may crash its reader or its worker before it is put aside. 1 to 20."""

    fetch_timeout_seconds: Annotated[float, Field(ge=1, le=86400)] = 600
    """How long a worker may take to fetch one file from where originals are kept. 1 to 86400."""

    embed_timeout_seconds: Annotated[float, Field(ge=1, le=86400)] = 7200
    """How long a worker may take to turn one file's text into vectors. 1 to 86400."""

    index_timeout_seconds: Annotated[float, Field(ge=1, le=86400)] = 1200
    """How long a worker may take to make one file searchable once it is embedded. 1 to 86400."""

    ocr: bool = True
    """Whether pages that hold only images are read by text recognition. It takes the command tesseract to be installed;
    without it such pages are named and left out. 1 or 0."""

    ocr_languages: RecognisedLanguages = "eng"
    """The languages that text recognition knows, joined by +, as Tesseract names them: eng+deu. Each must be installed
    for Tesseract; `tcbot doctor` lists what is."""

    personal_data: Policy = "off"
    """What becomes of files in which patterns find e-mail addresses, phone numbers, IBANs, numbers of cards, of social
    security, tax or identity. warn: the sharer is told how many, and where; mask: also, and the index holds their kind
    in their place; block: the file is refused. Names and places aren't found. off, warn, mask or block."""

    clamd_url: ScannerAddress | None = Field(default=None, repr=False)
    """The virus scanner that each file is shown to before it is opened: ClamAV's clamd at tcp://host:port or
    unix:///path. Unset: files aren't scanned."""
