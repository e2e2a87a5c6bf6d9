"""The operations over HTTP: what is read is a GET with a query, the one that changes something a POST."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import version
from inspect import cleandoc
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

from fastapi import FastAPI, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field
from starlette.routing import Match
from starlette.types import StatelessLifespan

from index import Report
from index.errors import ArchiveBusyError, NotInArchiveError, OnRecordError
from qa import Answer
from ui.service import (
    Articles,
    Asking,
    BadRequestError,
    FailedError,
    Listing,
    Naming,
    Opening,
    Passages,
    ReadOnlyError,
    Refreshing,
    Searching,
    Service,
    Speakers,
    UnknownArticleError,
    WholeArticle,
    complaint,
)

Handler = TypeVar("Handler", bound=Callable[..., BaseModel])

_STATUS: Mapping[type[OnRecordError], int] = MappingProxyType(
    {
        ReadOnlyError: 403,
        UnknownArticleError: 404,
        ArchiveBusyError: 409,
        BadRequestError: 422,
        NotInArchiveError: 422,
        FailedError: 500,
        OnRecordError: 503,
    }
)


_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class Refusal(BaseModel):
    """What went wrong."""

    detail: str = Field(description="for people to read")


def app(service: Service, lifespan: StatelessLifespan[FastAPI] | None = None) -> FastAPI:
    """Return the application that offers the operations of `service` below /api, described at /openapi.json."""
    rest = FastAPI(
        title="On Record",
        version=version("onrecord"),
        summary="Ask a news archive who said what; get verbatim quotes.",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        exception_handlers={OnRecordError: _failed, RequestValidationError: _invalid},
    )

    def offers(
        path: str, operation: Callable[..., object], *problems: int, method: str = "GET"
    ) -> Callable[[Handler], Handler]:
        summary, _, more = cleandoc(operation.__doc__ or "").partition("\n\n")
        return rest.api_route(
            path,
            methods=[method],
            operation_id=operation.__name__,
            summary=summary,
            description=more.partition("Raises ")[0].strip() or None,
            responses={status: {"model": Refusal} for status in (422, *problems, 500, 503)},
        )

    @offers("/api/ask", service.ask)
    def ask(asking: Annotated[Asking, Query()]) -> Answer:
        return service.ask(asking)

    @offers("/api/search", service.search)
    def search(searching: Annotated[Searching, Query()]) -> Passages:
        return service.search(searching)

    @offers("/api/speakers", service.speakers)
    def speakers(naming: Annotated[Naming, Query()]) -> Speakers:
        return service.speakers(naming)

    @offers("/api/articles", service.articles)
    def articles(listing: Annotated[Listing, Query()]) -> Articles:
        return service.articles(listing)

    @offers("/api/articles/{id}", service.article, 404)
    def article(opening: Annotated[str, Path(alias="id", max_length=100)]) -> WholeArticle:
        return service.article(Opening(id=opening))

    @offers("/api/refresh", service.refresh, 403, 409, method="POST")
    def refresh(refreshing: Refreshing | None = None) -> Report:
        return service.refresh(refreshing or Refreshing())

    @rest.api_route("/api/{path:path}", methods=list(_METHODS), include_in_schema=False)
    def nothing(request: Request) -> JSONResponse:
        others = (route for route in rest.routes if isinstance(route, APIRoute) and route.include_in_schema)
        fitting = (route for route in others if route.matches(request.scope)[0] is Match.PARTIAL)
        if methods := sorted({method for route in fitting for method in route.methods or ()}):
            return JSONResponse({"detail": f"use {' or '.join(methods)}"}, 405, {"Allow": ", ".join(methods)})
        return JSONResponse({"detail": "there is no such address; /openapi.json lists those there are"}, 404)

    return rest


async def _failed(_: Request, error: Any) -> JSONResponse:
    status = next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)
    return JSONResponse({"detail": str(error)}, status)


async def _invalid(_: Request, error: Any) -> JSONResponse:
    wrong = [(tuple(entry["loc"])[1:], entry["msg"]) for entry in error.errors()]
    return JSONResponse({"detail": complaint(wrong)}, 422)
