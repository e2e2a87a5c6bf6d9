"""The engine: a Milvus server, asked again for a while when it does not answer, its refusals told in one line."""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import re
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any, TypeVar

from index.errors import ArchiveMovedError, EngineError, SettingsError
from index.settings import Settings

_MISSING = 100  # Milvus's code for a collection that is not there
_EXISTS = 1602  # an alias that is there already
_PERMANENT = frozenset((_MISSING, _EXISTS, 1100, 1101, 1401, 1600))  # no use to ask again: a mistake, or no access
_OLDEST = (2, 3)
"""The first server that has all that is used: arrays in rows, and their filters."""
_FIRST, _LONGEST = 0.1, 2.0  # seconds between tries
_SOON = 3.0  # seconds for a connection, and for what is tried once
_POLL = 0.2
_BATCH = 1_000  # rows read at once: a few megabytes
_PATIENCE = 3_600.0  # seconds that the server may take to write, build and load an index

T = TypeVar("T")
Field = tuple[str, str, Mapping[str, Any]]
"""A field's name, its kind and its bounds, as Milvus calls them."""


class Engine:
    """A server and how long it is waited for. Safe to use from several threads."""

    def __init__(self, address: str, token: str, seconds: float) -> None:
        self.address = address
        self._token = token
        self._seconds = seconds
        self._lock = threading.Lock()
        self._client: Any = None
        self._pymilvus, self._grpc, self._tenacity = _libraries()

    @classmethod
    def of(cls, settings: Settings) -> Engine:
        """Return the engine that `settings` name; raises SettingsError if its client is not installed."""
        token = settings.milvus_token.get_secret_value() if settings.milvus_token else ""
        return _engine(settings.milvus, token, settings.milvus_seconds)

    def call(self, what: str, *arguments: Any, patience: float | None = None, once: bool = False, **named: Any) -> Any:
        """Return what the client's method `what` does, tried again, unless `once`, while the server is away.

        One try may take as many seconds as `patience`; None: as many as are set for all tries.

        Raises ArchiveMovedError where a collection is not there, EngineError where the server refuses, or has not
        answered after the seconds that are set.
        """
        limit = patience or (min(self._seconds, _SOON) if once else self._seconds)
        tries = self._tenacity.Retrying(
            stop=self._tenacity.stop_after_delay(0 if once else self._seconds),
            wait=self._tenacity.wait_random_exponential(_FIRST, _LONGEST),
            retry=self._tenacity.retry_if_exception(self._passing),
            reraise=True,
        )
        with self._telling():
            return tries(lambda: getattr(self._connected(), what)(*arguments, timeout=limit, **named))

    def create(
        self,
        collection: str,
        fields: Iterable[Field],
        index: Mapping[str, Any] | None,
        description: str = "",
        *,
        once: bool = False,
    ) -> None:
        """Make an empty collection, with an index by inner product over its field `vector` if one is given."""
        client = self._pymilvus.MilvusClient
        schema = client.create_schema(auto_id=False, enable_dynamic_field=False, description=description)
        for name, kind, facts in fields:
            schema.add_field(name, self._pymilvus.DataType[kind], **_typed(facts, self._pymilvus.DataType))
        self.call("create_collection", collection, schema=schema, consistency_level="Bounded", once=once)
        if index:
            told = client.prepare_index_params()
            told.add_index("vector", metric_type="IP", **index)
            self.call("create_index", collection, told)

    def insert(self, collection: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write rows; where the server broke off, they are written over what it may have kept."""
        try:
            self._connected().insert(collection, rows, timeout=self._seconds)
        except (self._pymilvus.MilvusException, self._grpc.RpcError) as error:
            if not self._passing(error):
                raise self._told(error) from error
            self.call("upsert", collection, rows)

    def finish(self, collection: str) -> None:
        """Wait until all that was written lies on disk, is in the index, and can be searched.

        Rows may be pending for long after: the server parts what it holds anew, and serves the old parts meanwhile.
        """
        self.call("flush", collection, patience=_PATIENCE)
        while not _is_indexed(self.call("describe_index", collection, "vector")):
            time.sleep(_POLL)
        self.call("load_collection", collection, patience=_PATIENCE)

    def count(self, collection: str, consistency: str) -> int:
        """Return how many rows a collection has."""
        [told] = self.call("query", collection, filter="", output_fields=["count(*)"], consistency_level=consistency)
        return int(told["count(*)"])

    def rows_of(self, collection: str, keys: Iterable[int], *fields: str) -> Iterator[list[Any]]:
        """Yield the `fields` of the rows with these keys, in batches.

        Raises EngineError if one is not there.
        """
        for batch in batches(keys, _BATCH):
            for consistency in ("Bounded", "Strong"):
                rows = self.call(
                    "query",
                    collection,
                    filter=f"key in {batch}",
                    output_fields=["key", *fields],
                    consistency_level=consistency,
                )
                if len(rows) == len(batch):
                    break
            else:
                raise EngineError(f"{self.address} lacks {len(batch) - len(rows):,} rows; see that all its nodes run")
            yield rows

    def create_once(self, alias: str, collection: str) -> bool:
        """Give a collection an alias that no other has; tell whether it has it now. The server lets only one win."""
        try:
            self.call("create_alias", collection, alias)
        except EngineError as error:
            if getattr(error.__cause__, "code", None) != _EXISTS:
                raise
        return bool(self.call("describe_alias", alias)["collection_name"] == collection)

    def _connected(self) -> Any:
        with self._lock:
            if self._client is None:
                client = self._pymilvus.MilvusClient(self.address, token=self._token, timeout=min(self._seconds, _SOON))
                version = client.get_server_version()
                found = re.match(r"v?(\d+)\.(\d+)", version)
                if found and tuple(map(int, found.groups())) < _OLDEST:
                    raise EngineError(f"{self.address} is Milvus {version}; upgrade it to 2.3 or later")
                self._client = client
            return self._client

    def _passing(self, error: BaseException) -> bool:
        """Tell whether the server may do what it was asked a little later."""
        if isinstance(error, self._pymilvus.MilvusException):
            return error.code not in _PERMANENT
        codes = (self._grpc.StatusCode.UNAVAILABLE, self._grpc.StatusCode.DEADLINE_EXCEEDED)
        return isinstance(error, self._grpc.RpcError) and error.code() in codes

    @contextlib.contextmanager
    def _telling(self) -> Iterator[None]:
        """Raise what the client raises as an error of the archive."""
        try:
            yield
        except (self._pymilvus.MilvusException, self._grpc.RpcError) as error:
            raise self._told(error) from error

    def _told(self, error: Any) -> EngineError | ArchiveMovedError:
        said = str(getattr(error, "message", "") or getattr(error, "details", str)() or error).splitlines()[0]
        if getattr(error, "code", None) == _MISSING:
            return ArchiveMovedError("the archive has a newer generation than the one that was asked; ask again")
        if self._passing(error):
            return EngineError(
                f"{self.address} does not answer ({said}), nothing was changed; "
                "see that Milvus runs there, or set ONRECORD_MILVUS, then try again"
            )
        return EngineError(f"{self.address} refuses ({said}); see to ONRECORD_MILVUS_TOKEN, and to the server's log")


def batches(all_of_them: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield what is given in lists of `size`, the last one apart."""
    rest = iter(all_of_them)
    while batch := list(islice(rest, size)):
        yield batch


def _is_indexed(told: Mapping[str, Any]) -> bool:
    return int(told.get("indexed_rows", 0)) >= int(told.get("total_rows", 0))


def _typed(facts: Mapping[str, Any], kinds: Any) -> dict[str, Any]:
    return {name: kinds[fact] if name == "element_type" else fact for name, fact in facts.items()}


@cache
def _engine(address: str, token: str, seconds: float) -> Engine:
    return Engine(address, token, seconds)


def _libraries() -> tuple[Any, Any, Any]:
    os.environ.setdefault("PYTHON_DOTENV_DISABLED", "1")  # pymilvus would read a .env of the folder it runs in
    try:
        found = tuple(importlib.import_module(name) for name in ("pymilvus", "grpc", "tenacity"))
    except ImportError as error:
        raise SettingsError(
            f"ONRECORD_STORE=milvus needs {error.name}; run: pip install 'onrecord[milvus]', or unset it"
        ) from error
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL + 1)  # what it logs, `call` raises
    return found[0], found[1], found[2]
