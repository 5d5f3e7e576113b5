"""Addresses as people write them in settings: checked, brought into one form, and shown without their passwords."""

from pathlib import Path
from urllib.parse import urlsplit

_DATABASES = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
    "sqlite": "sqlite",
}


def web_address(value: str) -> str:
    """The http(s) address without a slash at its end; raises `ValueError` for anything else."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("It must start with http:// or https:// and name a host.")
    return value.rstrip("/")


def web_addresses(value: str) -> str:
    """Some http(s) addresses, separated by commas, each as `web_address` gives it."""
    return ",".join(web_address(each.strip()) for each in value.split(","))


def redis_address(value: str) -> str:
    """The address of a Redis server (redis://, rediss:// or unix://); raises `ValueError` for anything else."""
    if urlsplit(value).scheme not in {"redis", "rediss", "unix"}:
        raise ValueError("It must start with redis://, rediss:// or unix://.")
    return value


def database_address(value: str) -> str:
    """The address as SQLAlchemy reads it: PostgreSQL by psycopg, or SQLite; raises `ValueError` for other databases."""
    scheme, separator, rest = value.partition("://")
    driver = _DATABASES.get(scheme)
    if not separator or driver is None or not rest:
        raise ValueError("It must start with postgresql:// or sqlite:/// and name a database.")
    return f"{driver}://{rest}"


def home_folder(value: Path) -> Path:
    """The folder as an absolute path, `~` resolved; raises `ValueError` where a file stands in its place."""
    folder = value.expanduser().absolute()
    if folder.exists() and not folder.is_dir():
        raise ValueError("There is a file of that name.")
    return folder


def vault_address(value: str) -> str:
    """A folder's absolute path, `~` resolved, or an address with a scheme as it is; raises `ValueError` for a file."""
    return value.rstrip("/") if "://" in value else str(home_folder(Path(value)))


def each_without_credentials(value: str) -> str:
    """`without_credentials` of each of some addresses that are separated by commas."""
    return ", ".join(without_credentials(each) for each in value.split(","))


def without_credentials(value: str) -> str:
    """The same text with whatever stands before its last @ (a user's name, a password) replaced by ***."""
    before, at, after = value.rpartition("@")
    if not at:
        return value
    scheme, separator, _ = before.partition("://")
    return f"{scheme}{separator}***@{after}" if separator else f"***@{after}"
