"""Health: whether the archive can be opened and read, for whoever supervises the server."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import JSONResponse

from index import Index, generations
from index.errors import ArchiveDamagedError, ArchiveMismatchError, EngineError, NoArchiveError, OnRecordError
from ui.guard import is_stranger

_REASONS: Mapping[type[Exception], str] = MappingProxyType(
    {
        NoArchiveError: "there is no archive any more; make one: onrecord index FOLDER",
        ArchiveMismatchError: "the archive was made with other settings or by another version; run: onrecord doctor",
        EngineError: "the server that holds the archive's vectors does not answer; see to it",
        ArchiveDamagedError: "a part of the archive is missing or damaged; run: onrecord doctor",
        Exception: "the archive cannot be read; run: onrecord doctor",
    }
)


class Health:
    """Tells whether `archive` can be read."""

    def __init__(self, archive: Index) -> None:
        self._archive = archive

    def answer(self, request: Request) -> JSONResponse:
        """Return 200 with generation and number of articles, or 503 with a reason; strangers get only the status."""
        try:
            facts, status = self._facts(), 200
        except (OnRecordError, OSError, sqlite3.Error) as error:
            reason = next(_REASONS[kind] for kind in type(error).__mro__ if kind in _REASONS)
            facts, status = {"status": "unavailable", "reason": reason}, 503
        if is_stranger(request.scope):
            facts = {"status": facts["status"]}
        return JSONResponse(facts, status, {"Cache-Control": "no-store"})

    def _facts(self) -> dict[str, object]:
        snapshot = self._archive.snapshot()
        folder = generations.current(self._archive.at)
        for name, file in snapshot.manifest.files.items():
            if (folder / name).stat().st_size != file.size:
                raise ArchiveDamagedError(f"{name} was cut short; run: onrecord doctor")
        snapshot.db.period()
        self._archive.ask(lambda newest: newest.vectors.ready())
        return {"status": "ok", "generation": snapshot.generation, "articles": snapshot.manifest.counts["articles"]}
