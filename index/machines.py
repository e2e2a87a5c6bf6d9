"""Machines: a Ray cluster makes what an archive keeps of articles; this process reads files, counts and stores.

A machine gets articles and gives back all that is made of them; it writes nothing. So whatever is made twice, as what a
machine that was lost had in hand, is stored once, by the one process that holds the writer's place. Asked is Ray's
client server (ray://HOST:10001), as a process that is itself a part of a cluster is ended by Ray where that is lost.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import os
import platform
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from index import making, sentences
from index.article import Article
from index.errors import MachinesError, OnRecordError
from index.fingerprint import fingerprint
from index.making import Analysis, Begun, Parts
from index.settings import Settings

_TOGETHER = 4  # articles that a machine is given at once: some 0.5 s of work
_AHEAD = 3  # times as many are given out as processors can begin with
_RETRIES = 3  # of what a machine that was lost had in hand
_LOOK = 2.0  # seconds between looks whether any machine is left
_LOST = 30.0  # seconds without any, after which none is waited for
_TRIES = 3  # to connect
_ANSWER = 10.0  # seconds in which the cluster's port must answer
_FAREWELL = 15.0  # seconds in which it must answer when it is left
_LINE = 300  # characters of what an error of Ray's says


class Order(NamedTuple):
    """What machines must know besides an article, and be like."""

    encoder: str
    precision: str
    batch_size: int
    passage_tokens: int
    passage_overlap: int
    fingerprint: str

    @classmethod
    def of(cls, settings: Settings) -> Order:
        """Return what they must know of `settings`; passwords are not among it."""
        known = {name: getattr(settings, name) for name in cls._fields[:-1]}
        return cls(**known, fingerprint=fingerprint(settings, anew=False))

    def settings(self) -> Settings:
        """Return settings, whatever the environment of the machine says."""
        return Settings.model_construct(**{name: getattr(self, name) for name in self._fields[:-1]})


class Whole(NamedTuple):
    """All that is made of an article."""

    parts: Parts
    analysis: Analysis


class Machines:
    """A cluster, for one refresh: see `index.making.Makers`. It is asked when the first articles are given out."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._ray: Any = None
        self._make: Any = None
        self._order: Order | None = None

    @property
    def wanted(self) -> int:
        """How many articles keep all processors busy that the cluster has now."""
        if self._ray is None:
            return 1
        with self._told():
            return max(1, _AHEAD * _TOGETHER * self._processors())

    def begin(self, articles: Sequence[Article], settings: Settings) -> list[Begun]:
        """Give out `articles`; raises MachinesError if the cluster cannot be asked, as do the functions given."""
        if not articles:
            return []
        if self._ray is None:
            self._connect()
        self._order = self._order or Order.of(settings)
        groups = [articles[i : i + _TOGETHER] for i in range(0, len(articles), _TOGETHER)]
        return [begun for group in groups for begun in self._given_out(group)]

    def rest(self) -> None:
        """Leave the cluster, which ends what it has in hand."""
        if self._ray is not None:
            waited = threading.Timer(_FAREWELL, _hang_up)
            waited.daemon = True
            waited.start()
            with contextlib.suppress(Exception):  # it may be gone
                self._ray.shutdown()
            waited.cancel()
            self._ray = None

    stop = rest

    def _given_out(self, articles: Sequence[Article]) -> Iterator[Begun]:
        with self._told():
            pending = self._make.remote(articles, self._order)
        made = functools.cache(functools.partial(self._made, pending))  # of all of them, once the first is asked for
        for place, article in enumerate(articles):
            yield Begun(article, functools.partial(_parts, made, place), functools.partial(_analysis, made, place))

    def _made(self, pending: Any) -> list[Whole]:
        """Wait for what was made; raises MachinesError if that cannot be."""
        alone_since = None
        with self._told():
            while True:
                try:
                    made: list[Whole] = self._ray.get(pending, timeout=_LOOK)
                    return made
                except self._ray.exceptions.GetTimeoutError:
                    alone_since = None if self._processors() else alone_since or time.monotonic()
                    if alone_since and time.monotonic() - alone_since >= _LOST:
                        raise MachinesError("it has no machine left that works") from None

    def _processors(self) -> int:
        return int(self._ray.cluster_resources().get("CPU", 0))

    def _connect(self) -> None:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is sent to those who make Ray
        host, _, port = self._address.removeprefix("ray://").rpartition(":")
        try:
            import grpc  # noqa: F401, PLC0415 - an optional extra
            import ray  # noqa: PLC0415
        except ImportError as error:
            raise MachinesError(f"{error.name} is not installed; run: pip install 'onrecord[machines]'") from error
        with self._told():
            socket.create_connection((host.strip("[]"), int(port)), timeout=_ANSWER).close()
            for tries_left in reversed(range(_TRIES)):
                try:
                    ray.init(self._address, logging_level=logging.CRITICAL, log_to_driver=False)
                    break
                except ConnectionAbortedError:  # the head forks a server for this process, which fails at times
                    if not tries_left:
                        raise
            logging.getLogger("ray.util.client.logsclient").setLevel(logging.CRITICAL)  # what the head logs, too
            self._ray = ray
            self._make = ray.remote(num_cpus=1, max_retries=_RETRIES)(make)

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Raise MachinesError for whatever goes wrong with the cluster: Ray, gRPC and sockets raise many kinds."""
        try:
            yield
        except Exception as error:
            cause = getattr(error, "cause", None) or error  # what a machine raised
            what = str(cause) if isinstance(cause, OnRecordError) else f"{type(cause).__name__}: {_line(cause)}"
            raise MachinesError(
                f"the cluster at {self._address} cannot index ({what}); nothing was changed; see to it, then try again"
            ) from error


def make(articles: Sequence[Article], order: Order) -> list[Whole]:
    """Make all that is kept of `articles`; done by a machine of the cluster.

    Raises MachinesError, with the machine's name, if it is not like the one that asks.
    """
    try:
        _compare(order)
        return [_whole(article, order.settings()) for article in articles]
    except OnRecordError as error:
        raise MachinesError(f"{platform.node()}: {error}") from error


@functools.cache
def _compare(order: Order) -> None:
    if fingerprint(order.settings(), anew=False) != order.fingerprint:
        raise MachinesError(
            "On Record, Python, a package or the encoder is not the same on it as on the machine that asks; install "
            "the same on all"
        )


def _whole(article: Article, settings: Settings) -> Whole:
    spans = sentences.split(article.text, article.language)
    analysis = making.analyse(article.text, spans, article.language)
    parts = making.cut(article, spans, settings)
    texts = {passage.vector: passage.encoded for passage in parts.passages}
    rows = making.encode(list(texts.values()), settings, threads=1) if texts else ()
    return Whole(parts._replace(vectors=dict(zip(texts, rows, strict=True))), analysis)


def _hang_up() -> None:
    """Close the connection to a cluster, for whose answer Ray waits without an end where it is left."""
    from ray.util import client  # noqa: PLC0415 - an optional extra

    asked: Any = client.ray
    with contextlib.suppress(Exception):  # it is closed
        asked.get_context().client_worker.channel.close()


def _parts(made: Callable[[], list[Whole]], place: int) -> Parts:
    return made()[place].parts


def _analysis(made: Callable[[], list[Whole]], place: int) -> Analysis:
    return made()[place].analysis


def _line(error: BaseException) -> str:
    """Return what an error says, as one line that is not too long; of a machine's traceback it is the last."""
    said = str(error).strip()
    return " ".join((said.rpartition("\n")[2] if "Traceback" in said else said).split())[:_LINE]
