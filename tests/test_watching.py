"""What supervisors see of a real server: health, metrics and logs; and what they never see."""

import json
import logging
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import bcrypt
import httpx
import pytest
from desk import serving
from prometheus_client.parser import text_string_to_metric_families
from talking import over_http

from index import Index, Settings
from qa import Assistant
from qa.stages import stage, timed
from ui import logs

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.queueing")  # its use of pandas

ONRECORD = [sys.executable, "-c", "from ui.cli import main; main()"]
COP29 = "What did Ilham Aliyev say about COP29?"
WALRUS = "What did Aliyev say about the walrus?"
ANN = ("ann", "open: sésame")
USER = f"ann:{bcrypt.hashpw(ANN[1].encode(), bcrypt.gensalt(4)).decode()}"
MINUTE = 60


@pytest.fixture
def own(seed_archive: Path, tmp_path: Path) -> Path:
    """An archive that may be changed."""
    return Path(shutil.copytree(seed_archive, tmp_path / "archive"))


@pytest.fixture(autouse=True)
def own_logs() -> Iterator[None]:
    """Leave the loggers as they were."""
    known = [logging.getLogger(name) for name in ("onrecord", "uvicorn")]
    before = [(log.handlers[:], log.propagate, log.level) for log in known]
    yield
    for log, (handlers, log.propagate, level) in zip(known, before, strict=True):
        log.handlers[:] = handlers
        log.setLevel(level)


def ask(url: str, question: str, **options: Any) -> httpx.Response:
    return httpx.get(f"{url}/api/ask", params={"question": question}, timeout=MINUTE, **options)


def metrics(url: str, **options: Any) -> dict[tuple[str, ...], float]:
    """Return the value of each metric, by its name and the values of its labels."""
    outcome = httpx.get(f"{url}/metrics", timeout=MINUTE, **options)
    assert outcome.headers["content-type"].startswith("text/plain; version=")
    families = text_string_to_metric_families(outcome.text)
    return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}


def test_questions_requests_and_stages_are_counted(seed_archive: Path) -> None:
    with serving(seed_archive) as url, serving(seed_archive) as other:
        assert ask(url, COP29).json()["status"] == "answered"
        assert ask(url, WALRUS).json()["status"] == "not_found"
        assert ask(url, " ").status_code == 422
        assert ask(url, COP29, headers={"Host": "evil.example"}).status_code == 403
        assert httpx.get(f"{url}/api/articles/none").status_code == 404
        seen, elsewhere = metrics(url), metrics(other)
    assert seen["onrecord_questions_total", "answered"] == seen["onrecord_questions_total", "not_found"] == 1
    assert seen["onrecord_requests_total", "ask", "200"] == 2
    assert seen["onrecord_requests_total", "ask", "422"] == seen["onrecord_requests_total", "ask", "403"] == 1
    assert seen["onrecord_requests_total", "article", "404"] == 1
    assert seen["onrecord_request_seconds_count", "ask"] == 4
    assert ("onrecord_questions_total", "answered") not in elsewhere
    stages = {
        name: seen["onrecord_stage_seconds_sum", name] for name in ("question", "retrieval", "evidence", "answer")
    }
    assert all(stages.values())
    assert seen["onrecord_stage_seconds_count", "retrieval"] == 2
    assert (
        sum(stages.values()) <= seen[("onrecord_question_seconds_sum",)] <= seen["onrecord_request_seconds_sum", "ask"]
    )


def test_the_archive_is_described_as_it_is_now(own: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "dam.txt").write_text("“The dam is broken,” farmer Ida Holm said.", "utf-8")
    with serving(own) as url:
        before = metrics(url)
        report = Index.refresh(tmp_path / "new", at=own, settings=Settings(archive=own, workers=1))
        after = metrics(url)
        (own / "CURRENT").unlink()
        gone = metrics(url)
    assert [seen[("onrecord_articles",)] for seen in (before, after)] == [1, 2]
    assert after[("onrecord_passages",)] == report.passages
    assert after[("onrecord_statements",)] == report.statements > before[("onrecord_statements",)]
    assert [report.generation in key for key in after if key[0] == "onrecord_archive_info"] == [True]
    assert not any(report.generation in key for key in before)
    assert after[("onrecord_archive_bytes",)] > before[("onrecord_archive_bytes",)] > 10_000
    assert [seen[("onrecord_archive_readable",)] for seen in (before, after, gone)] == [1, 1, 0]
    assert ("onrecord_articles",) not in gone


def test_refreshes_are_counted_by_their_outcome(own: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "mill.txt").write_text("“The mill will be built anew,” Mayor Ann Poe said.", "utf-8")
    Index.refresh(tmp_path / "new", at=own, settings=Settings(archive=own, workers=1))
    with serving(own) as url:
        (tmp_path / "new" / "dam.txt").write_text("“The dam is broken,” farmer Ida Holm said.", "utf-8")
        for _ in range(2):
            assert httpx.post(f"{url}/api/refresh", timeout=2 * MINUTE).status_code == 200
        (own / "CURRENT").unlink()
        assert httpx.post(f"{url}/api/refresh", timeout=2 * MINUTE).status_code == 503
        seen = metrics(url)
    assert {key[1]: seen[key] for key in seen if key[0] == "onrecord_refreshes_total"} == {
        "changed": 1,
        "unchanged": 1,
        "failed": 1,
    }


def test_refreshes_that_the_page_begins_are_counted_too(own: Path) -> None:
    def count(url: str) -> float:
        return sum(value for key, value in metrics(url).items() if key[0] == "onrecord_refreshes_total")

    with serving(own) as url:
        fns = {fn["api_name"]: fn["id"] for fn in httpx.get(f"{url}/config").json()["dependencies"]}
        for number, name in enumerate(("refresh", "rebuild"), start=1):
            event = {"session_hash": "s", "data": [], "fn_index": fns[name]}
            assert httpx.post(f"{url}/gradio_api/queue/join", json=event).status_code == 200
            ends = time.monotonic() + 2 * MINUTE
            while count(url) < number and time.monotonic() < ends:
                time.sleep(0.1)
        seen = metrics(url)
    assert {key[1]: seen[key] for key in seen if key[0] == "onrecord_refreshes_total"} == {"unchanged": 1, "changed": 1}


def test_health_says_whether_the_archive_can_be_read_and_why_not(own: Path) -> None:
    with serving(own) as url:
        well = httpx.get(f"{url}/health")
        assert (well.status_code, well.json()) == (
            200,
            {"status": "ok", "generation": (own / "CURRENT").read_text().strip(), "articles": 1},
        )
        pointer = (own / "CURRENT").read_bytes()
        (own / "CURRENT").unlink()
        gone = httpx.get(f"{url}/health")
        (own / "CURRENT").write_bytes(b"../elsewhere\n")
        strange = httpx.get(f"{url}/health")
        (own / "CURRENT").write_bytes(pointer)
        assert httpx.get(f"{url}/health").status_code == 200
        vectors = own / "generations" / pointer.decode().strip() / "vectors.faiss"
        vectors.write_bytes(vectors.read_bytes()[:-1])
        short = httpx.get(f"{url}/health")
    for outcome, why in ((gone, "there is no archive"), (strange, "damaged"), (short, "damaged")):
        assert outcome.status_code == 503
        assert outcome.json()["status"] == "unavailable"
        assert why in outcome.json()["reason"]
        assert str(own) not in outcome.text
        assert "elsewhere" not in outcome.text


def test_strangers_are_told_whether_it_is_well_and_nothing_else(own: Path) -> None:
    with serving(own, auth=USER) as url:
        for auth in (None, ("ann", "a wrong guess")):
            assert httpx.get(f"{url}/health", auth=auth).json() == {"status": "ok"}
            assert httpx.get(f"{url}/metrics", auth=auth).status_code == 401
        assert httpx.get(f"{url}/health", auth=ANN).json()["articles"] == 1
        assert metrics(url, auth=ANN)[("onrecord_articles",)] == 1
        for path in ("/health", "/metrics"):
            assert httpx.get(f"{url}{path}", auth=ANN, headers={"Host": "evil.example"}).status_code == 403
        (own / "CURRENT").unlink()
        down = httpx.get(f"{url}/health")
    assert (down.status_code, down.json()) == (503, {"status": "unavailable"})


@contextmanager
def command(*arguments: str | Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run `onrecord serve`; give its address and the program."""
    given = [*ONRECORD, "serve", "--port", "0", *map(str, arguments)]
    with subprocess.Popen(given, stderr=subprocess.PIPE, encoding="utf-8") as program:
        try:
            line = program.stderr.readline()
            yield re.search(r"http://\S+/", line)[0].rstrip("/"), program
        finally:
            program.terminate()


def ask_every_way(url: str) -> str:
    """Ask by REST, by MCP and as the page does, one of them with a question that is too long; return what it showed."""
    assert ask(url, WALRUS, auth=ANN).status_code == 200
    assert ask(url, f"walrus {'x' * 1000}", auth=ANN).status_code == 422
    assert ask(url, WALRUS, auth=("ann", "guessed walrus")).status_code == 401
    over_http(url, lambda session: session.call_tool("ask", {"question": WALRUS}), *ANN)
    event = httpx.post(f"{url}/gradio_api/call/ask", json={"data": [WALRUS, "", "", []]}, auth=ANN).json()["event_id"]
    assert "not_found" in httpx.get(f"{url}/gradio_api/call/ask/{event}", auth=ANN, timeout=MINUTE).text
    shown = [httpx.get(f"{url}{path}", auth=ANN).text for path in ("/metrics", "/health")]
    assert 'onrecord_questions_total{outcome="not_found"} 3.0' in shown[0]
    return "".join(shown)


def test_every_line_of_the_log_is_json_and_says_nothing_of_what_was_asked(seed_archive: Path, tmp_path: Path) -> None:
    users = tmp_path / "users"
    users.write_text(USER, "utf-8")
    users.chmod(0o600)
    options = ("--archive", seed_archive, "--mcp", "--auth", users, "--log-json", "--log-level", "debug")
    with command(*options) as (url, program):
        shown = ask_every_way(url)
        program.terminate()
        stderr = program.stderr.read()
    lines = [json.loads(line) for line in stderr.splitlines()]
    assert all({"time", "level", "logger", "message"} <= set(line) for line in lines)
    [first, *_] = [line for line in lines if line["message"] == "question"]
    assert (first["level"], first["status"]) == ("info", "not_found")
    assert first["seconds"] > 0
    assert first["generation"] == (seed_archive / "CURRENT").read_text().strip()
    assert set(first["stages"]) == {"question", "retrieval", "evidence", "answer"}
    assert ("ask", "401") in {(line.get("operation"), line.get("status")) for line in lines}
    assert any(line["message"].startswith("wrong user or password") for line in lines)
    for secret in ("walrus", "Aliyev", "sésame", "guess", "Basic", "ann"):
        assert secret not in stderr.replace("channel", "")
        assert secret not in shown.replace("channel", "")


def test_it_is_quiet_unless_told_otherwise(seed_archive: Path) -> None:
    with command("--archive", seed_archive) as (url, program):
        assert ask(url, COP29).status_code == 200
        program.terminate()
        assert program.stderr.read() == ""
    with command("--archive", seed_archive, "--log-level", "info") as (url, program):
        assert ask(url, COP29).status_code == 200
        assert httpx.get(f"{url}/theme.css").status_code == 200
        program.terminate()
        told = program.stderr.read()
    assert re.search(r'^\S+ info question operation="question" status="answered" seconds=', told, re.MULTILINE)
    assert "COP29" not in told
    assert 'operation="page"' not in told


class Broken(Assistant):
    """An assistant with a fault that tells what was asked."""

    def answer(self, *args: Any, **_: Any) -> Any:
        try:
            raise KeyError(args[0])
        except KeyError as error:
            raise ValueError(f"no answer to {args[0]}") from error


@pytest.mark.parametrize("as_json", [True, False])
def test_a_fault_is_logged_by_where_it_is_and_not_in_its_own_words(
    seed_archive: Path, as_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.start("warning", as_json)
    with serving(seed_archive, Broken) as url:
        assert ask(url, WALRUS).status_code == 500
        seen = metrics(url)
    told = capsys.readouterr().err
    assert seen["onrecord_questions_total", "failed"] == seen["onrecord_requests_total", "ask", "500"] == 1
    assert re.search(r"KeyError.*test_watching\.py:\d+ in answer.*ValueError", told, re.DOTALL)
    assert "walrus" not in told
    assert len(told.splitlines()) == 1 or not as_json


def test_a_log_line_cannot_be_forged(capsys: pytest.CaptureFixture[str]) -> None:
    logs.start("info", False)
    logging.getLogger("onrecord").warning("from %s", "10.0.0.1\n2026-01-01 error all is lost\x1b[2J")
    [line] = capsys.readouterr().err.splitlines()
    assert "\x1b" not in line


def test_stages_count_their_own_time_once_and_each_thread_for_itself() -> None:
    def work(pause: float) -> dict[str, float]:
        with timed() as spent, stage("outer"):
            time.sleep(pause)
            with stage("inner"):
                time.sleep(3 * pause)
            with stage("inner"):
                time.sleep(3 * pause)
        return spent

    begun = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        short, long = pool.map(work, (0.01, 0.1))
    whole = time.perf_counter() - begun
    for spent, pause in ((short, 0.01), (long, 0.1)):
        assert set(spent) == {"outer", "inner"}
        assert spent["inner"] >= 6 * pause * 0.99
        assert spent["outer"] >= pause * 0.99
        assert sum(spent.values()) <= whole
    with stage("unwatched"), timed() as spent:
        threading.Event().wait(0.001)
    assert spent == {}
