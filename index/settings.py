"""Settings: one model, read from arguments and from the environment (prefix `ONRECORD_`)."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import platformdirs
from pydantic import BeforeValidator, Field, IPvAnyNetwork, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from index.errors import SettingsError

PREFIX = "ONRECORD_"
_WORKERS = 256


def _paths(given: object) -> object:
    """Split paths that are written as in PATH."""
    return [path for path in given.split(os.pathsep) if path] if isinstance(given, str) else given


def _place(given: dict[str, Any]) -> Path:
    """Return where the default archive lies, or what this machine keeps of one that lies in an engine."""
    if given.get("store") != "milvus":
        return Path(platformdirs.user_data_dir("onrecord", appauthor=False)) / "archive"
    known = hashlib.sha256(str(given.get("milvus")).encode()).hexdigest()[:8]
    return Path(platformdirs.user_cache_dir("onrecord", appauthor=False)) / f"{given.get('milvus_archive')}-{known}"


def _workers(given: object) -> object:
    """Tell a number of processes from the address of a cluster."""
    if isinstance(given, str) and re.fullmatch(r"ray://[^/@\s]+:\d{1,5}", given):
        return given
    if not isinstance(given, bool) and re.fullmatch(r"\d{1,3}", str(given)) and int(str(given)) <= _WORKERS:
        return int(str(given))
    raise ValueError(f"{given} is neither a number of processes from 0 to {_WORKERS} nor ray://HOST:PORT")


def _networks(given: object) -> object:
    """Split networks that are written with commas between."""
    return [network.strip() for network in given.split(",") if network.strip()] if isinstance(given, str) else given


class Settings(BaseSettings):
    """Everything that can be set, with its bounds and what it is for."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    store: Literal["faiss", "milvus"] = Field(
        default="faiss",
        description="where the archive lies; faiss: in a folder of this machine; milvus: in a server that several "
        "machines share, each of which copies all but the vectors into its folder",
    )
    milvus: str = Field(
        default="http://127.0.0.1:19530", pattern=r"^(https?|tcp)://[^/@]+$", description="the address of that server"
    )
    milvus_token: SecretStr | None = Field(default=None, description="what it asks for: user:password, or an API key")
    milvus_archive: str = Field(
        default="onrecord",
        pattern=r"^[a-z][a-z0-9_]{0,63}$",
        description="the archive's name there; several may lie in one server",
    )
    milvus_seconds: int = Field(
        default=20, ge=1, le=600, description="for so long it is asked again while it does not answer"
    )
    archive: Path = Field(default_factory=_place, description="where the default archive lies")
    encoder: str = Field(
        default="all-MiniLM-L6-v2",
        min_length=1,
        description="the sentence encoder: the packaged default, all-MiniLM-L6-v2-static (packaged too: much faster, "
        "finds less), multilingual-e5-small (packaged too, for other languages than English), a folder, or a model "
        "hub's name",
    )
    passage_tokens: int = Field(
        default=160,
        ge=32,
        le=8192,
        description="tokens of a passage at most, headline and date included; the encoder's own limit holds too",
    )
    passage_overlap: int = Field(
        default=1, ge=0, le=8, description="sentences that a passage shares with the one before it"
    )
    batch_size: int = Field(
        default=32, ge=1, le=1024, description="passages encoded at once, by an encoder other than the packaged one"
    )
    precision: Literal["auto", "float32"] = Field(
        default="auto",
        description="auto: the packaged encoder reads passages with weights of 8 bits where that gives nearly the same "
        "vectors, three times faster",
    )
    workers: Annotated[int | str, BeforeValidator(_workers)] = Field(
        default=0,
        description="processes that read articles while indexing, 256 at most; 0: one per core; ray://HOST:PORT: a Ray "
        "cluster reads and encodes them",
    )
    threads: int = Field(
        default=0,
        ge=0,
        le=256,
        description="cores that encode while indexing; 0: all; a question takes one",
    )
    max_file_mb: int = Field(default=100, ge=1, le=4096, description="larger files are not read (megabytes)")
    max_article_chars: int = Field(
        default=20_000_000, ge=10_000, le=1_000_000_000, description="longer articles are not read (characters)"
    )
    max_records: int = Field(
        default=1_000_000, ge=1, le=100_000_000, description="records of a file at most; those after it are not read"
    )
    max_pages: int = Field(default=5_000, ge=1, le=1_000_000, description="PDFs of more pages are not read")
    max_unpacked_mb: int = Field(
        default=250, ge=1, le=65_536, description="DOCX files that unpack to more are not read (megabytes)"
    )
    candidates: int = Field(default=30, ge=5, le=500, description="passages that each of the two searches contributes")
    fusion_k: int = Field(default=60, ge=1, le=1000, description="rank fusion's constant: larger levels the ranks out")
    max_quotes: int = Field(default=5, ge=1, le=50, description="quotes in an answer at most")
    care: Literal["balanced", "careful"] = Field(
        default="balanced", description="careful: answers less often, and is wrong less often when it does"
    )
    threshold: float | None = Field(
        default=None,
        ge=0.0,
        le=1.0,
        description="an answer less probable than this is not given; none: what `care` has for the kind of question",
    )
    host: str = Field(default="127.0.0.1", description="the address that the page is served on")
    port: int = Field(default=7860, ge=0, le=65535, description="the page's port; 0: any free one")
    auth: SecretStr | None = Field(
        default=None, description="who may use what is served: user:password, or user:HASH; none: whoever reaches it"
    )
    auth_file: Path | None = Field(
        default=None, description="a file with a line user:HASH for each who may use what is served"
    )
    language: Literal["auto", "en", "az", "ru", "tr"] = Field(
        default="auto",
        description="the language of the page's own words; auto: what a visitor's browser asks for, else English",
    )
    mcp: bool = Field(default=False, description="whether /mcp serves assistants, too")
    read_only: bool = Field(default=False, description="whether what is served may only be read, never refreshed")
    folders: Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_paths)] = Field(
        default=(),
        description="folders on this machine from which the page may add articles; none: it may not",
    )
    max_upload_mb: int = Field(default=50, ge=1, le=4096, description="larger files are not uploaded (megabytes)")
    max_uploads_mb: int = Field(
        default=500, ge=1, le=65_536, description="files uploaded at once may have so much in all (megabytes)"
    )
    max_request_mb: int = Field(
        default=10, ge=1, le=1024, description="larger requests are refused, uploads apart (megabytes)"
    )
    max_header_kb: int = Field(
        default=64, ge=8, le=1024, description="requests with a longer address and headers are refused (kilobytes)"
    )
    max_rate: int = Field(
        default=120,
        ge=0,
        le=100_000,
        description="questions, searches, uploads and refreshes that one address may send in a minute, "
        "this machine apart; 0: any number",
    )
    max_waiting: int = Field(
        default=16, ge=0, le=1000, description="questions that may wait at once while as many as cores are answered"
    )
    request_seconds: int = Field(
        default=30, ge=1, le=3600, description="seconds that a client has to send a request; large ones get more"
    )
    proxies: Annotated[tuple[IPvAnyNetwork, ...], NoDecode, BeforeValidator(_networks)] = Field(
        default=(),
        description="addresses or networks of proxies that are believed where a request comes from "
        "(X-Forwarded-For), with commas between; none: nobody is",
    )
    keep_alive_seconds: int = Field(
        default=5, ge=1, le=3600, description="seconds after which a connection that nobody uses is closed"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="warning", description="what is logged while serving; info: each question and request, not its text"
    )
    log_json: bool = Field(default=False, description="whether the log has a JSON object on each line")

    @classmethod
    def load(cls, **given: Any) -> Self:
        """Return the settings of the environment, overridden by those given that are not None.

        Raises SettingsError if one is unknown, in the environment too, or out of bounds.
        """
        known = {PREFIX + name.upper() for name in cls.model_fields}
        unknown = sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known)
        if unknown:
            raise SettingsError(
                f"{', '.join(unknown)}: no such setting; unset it, or use one of {', '.join(sorted(known))}"
            )
        try:
            return cls(**{name: value for name, value in given.items() if value is not None})
        except ValidationError as error:
            wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            raise SettingsError(f"{wrong}; change the option or the variable {PREFIX}…") from error
