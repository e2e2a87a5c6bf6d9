"""Metrics: what the server did and what the archive holds, as Prometheus reads it; nothing of what people asked."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from index import Index
from index.errors import OnRecordError

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
_COUNTED = ("articles", "passages", "statements")


class Metrics:
    """The metrics of one server. Safe to use from several threads."""

    def __init__(self, archive: Index) -> None:
        self._registry = registry = CollectorRegistry()
        registry.register(_Holdings(archive))
        ProcessCollector(registry=registry)
        self._requests = Counter(
            "onrecord_requests", "Requests; status none: the client left.", ["operation", "status"], registry=registry
        )
        self._request_seconds = _histogram(registry, "request", "Seconds until a request was answered.", "operation")
        self._questions = Counter(
            "onrecord_questions",
            "Questions, the examples that the page tries among them.",
            ["outcome"],
            registry=registry,
        )
        self._question_seconds = _histogram(registry, "question", "Seconds from question to answer, waiting included.")
        self._stage_seconds = _histogram(registry, "stage", "Seconds in a stage of answering.", "stage")
        self._refreshes = Counter("onrecord_refreshes", "Refreshes by the server.", ["outcome"], registry=registry)

    def request(self, operation: str, status: str, seconds: float) -> None:
        """Count a request."""
        self._requests.labels(operation, status).inc()
        self._request_seconds.labels(operation).observe(seconds)

    def question(self, outcome: str, seconds: float, stages: Mapping[str, float]) -> None:
        """Count a question and the seconds of each stage of answering it."""
        self._questions.labels(outcome).inc()
        self._question_seconds.observe(seconds)
        for stage, spent in stages.items():
            self._stage_seconds.labels(stage).observe(spent)

    def refresh(self, outcome: str) -> None:
        """Count a refresh."""
        self._refreshes.labels(outcome).inc()

    def exposed(self, accept: str) -> tuple[bytes, str]:
        """Return all metrics and their content type, as a header `accept` wants them."""
        encode, content_type = choose_encoder(accept)
        return encode(self._registry), content_type


def _histogram(registry: CollectorRegistry, name: str, what: str, *labels: str) -> Histogram:
    return Histogram(f"onrecord_{name}_seconds", what, labels, buckets=_SECONDS, registry=registry)


class _Holdings(Collector):
    """What an archive holds when it is asked."""

    def __init__(self, archive: Index) -> None:
        self._archive = archive

    def describe(self) -> Iterable[Metric]:
        """Name nothing beforehand, so that nothing is read before it is asked for."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Yield the archive's state; only that it cannot be read, if it cannot."""
        try:
            snapshot = self._archive.snapshot()
        except OnRecordError:
            yield GaugeMetricFamily("onrecord_archive_readable", "Whether the archive can be opened.", 0)
            return
        manifest = snapshot.manifest
        yield GaugeMetricFamily("onrecord_archive_readable", "Whether the archive can be opened.", 1)
        facts = {"generation": snapshot.generation, "version": manifest.version, "encoder": manifest.encoder.name}
        yield InfoMetricFamily("onrecord_archive", "The archive's current generation.", facts)
        made = manifest.created.timestamp()
        yield GaugeMetricFamily("onrecord_archive_created_timestamp_seconds", "When it was made.", made)
        for counted in _COUNTED:
            yield GaugeMetricFamily(f"onrecord_{counted}", f"Its {counted}.", manifest.counts[counted])
        size = _size(self._archive.at)
        yield GaugeMetricFamily("onrecord_archive_bytes", "Its size on disk, all generations and uploads.", size)


def _size(folder: Path) -> int:
    size = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):  # a refresh may just have removed it
            size += path.lstat().st_size if path.is_file() else 0
    return size
