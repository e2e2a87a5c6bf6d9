"""What a real server refuses: too much, too slowly, too often, too many at once; and what it does not."""

import functools
import json
import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import desk
import httpx
import pytest
from loky import cpu_count
from talking import over_http

from index import Settings
from index.errors import SettingsError
from qa import Assistant
from ui import operations, page

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.queueing")  # its use of pandas

COP29 = "What did Aliyev say about COP29?"
MEGABYTE = 1_000_000
MINUTE = 60
FORM = "Content-Type: multipart/form-data; boundary=b"
PART = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
REMOTE = {"X-Forwarded-For": "203.0.113.7"}  # as a proxy on this machine says where a request comes from
ANOTHER = {"X-Forwarded-For": "203.0.113.8"}

serving = functools.partial(desk.serving, mcp=True)


@pytest.fixture(scope="module")
def small(seed_archive: Path) -> Iterator[str]:
    """A server with small limits."""
    with serving(seed_archive, max_request_mb=1, max_uploads_mb=3, max_upload_mb=2, max_header_kb=8) as url:
        yield url


@contextmanager
def connected(url: str) -> Iterator[socket.socket]:
    place = urlsplit(url)
    with closing(socket.create_connection((str(place.hostname), place.port or 0), timeout=MINUTE)) as connection:
        yield connection


def told(connection: socket.socket) -> str:
    """Return what is received until the server closes the connection."""
    received = b""
    with suppress(ConnectionResetError):  # what was sent meanwhile was not read
        while piece := connection.recv(65_536):
            received += piece
    return received.decode()


def told_while_sending(connection: socket.socket, piece: bytes, pause: float = 0.0) -> str:
    """Send a piece again and again until the server closes the connection; return what is received."""
    ended = threading.Event()

    def send() -> None:
        with suppress(OSError):
            while not ended.wait(pause):
                connection.sendall(piece)

    thread = threading.Thread(target=send)
    thread.start()
    try:
        return told(connection)
    finally:
        ended.set()
        thread.join()


def head(path: str, *headers: str, method: str = "POST", keep: bool = False) -> bytes:
    kept = () if keep else ("Connection: close",)
    return "\r\n".join((f"{method} {path} HTTP/1.1", "Host: localhost", *kept, *headers, "", "")).encode()


def pieces(count: int, size: int = 100_000) -> Iterator[bytes]:
    for _ in range(count):
        yield b"x" * size


def test_a_body_that_is_too_large_is_refused_before_it_is_sent(small: str) -> None:
    for path in ("/api/refresh", "/mcp", "/gradio_api/queue/join", "/nothing"):
        with connected(small) as connection:
            connection.sendall(head(path, "Content-Type: application/json", "Content-Length: 1000001"))
            answer = told(connection)
        assert answer.startswith("HTTP/1.1 413 ")
        assert answer.endswith('{"detail":"a request here may have 1 MB; send less at once"}')
        assert "x-content-type-options: nosniff" in answer.lower()


def test_a_body_of_unknown_length_is_refused_once_it_is_too_large(small: str) -> None:
    with connected(small) as connection:
        connection.sendall(head("/api/refresh", "Content-Type: application/json", "Transfer-Encoding: chunked"))
        answer = told_while_sending(connection, b"186a0\r\n" + b"x" * 100_000 + b"\r\n")
    assert answer.startswith("HTTP/1.1 413 ")
    assert answer.endswith("0\r\n\r\n") or answer.endswith(
        '{"detail":"a request here may have 1 MB; send less at once"}'
    )
    within = httpx.post(f"{small}/api/refresh", content=pieces(9), timeout=MINUTE)
    assert within.status_code == 422  # it came through and is no JSON


def test_uploads_have_limits_of_their_own(small: str) -> None:
    def upload(*megabytes: float) -> httpx.Response:
        files = [("files", (f"{n}.txt", b"x" * int(size * MEGABYTE))) for n, size in enumerate(megabytes)]
        return httpx.post(f"{small}/gradio_api/upload", files=files, timeout=MINUTE)

    assert len(upload(1.5, 1.2).json()) == 2
    assert "maximum allowed size" in upload(2.5).text
    outcome = upload(1.5, 1.2, 1.2)
    assert (outcome.status_code, outcome.json()) == (413, {"detail": "a request here may have 3 MB; send less at once"})

    def chunked() -> Iterator[bytes]:
        for _ in range(10):
            yield PART
            yield from pieces(9)
            yield b"\r\n"

    kind = dict([FORM.split(": ")])
    outcome = httpx.post(f"{small}/gradio_api/upload", content=chunked(), headers=kind, timeout=MINUTE)
    assert (outcome.status_code, outcome.json()) == (413, {"detail": "a request here may have 3 MB; send less at once"})


def test_who_may_not_upload_has_no_larger_limit(seed_archive: Path) -> None:
    with serving(seed_archive, max_request_mb=1, read_only=True) as url:
        files = {"files": ("a.txt", b"x" * 2 * MEGABYTE)}
        assert httpx.post(f"{url}/gradio_api/upload", files=files, timeout=MINUTE).status_code == 413


@pytest.mark.parametrize("long", [9_000, 40_000])
def test_an_address_or_headers_that_are_too_long_are_refused(small: str, long: int) -> None:
    for request in (
        head(f"/api/articles?x={'x' * long}", method="GET"),
        head("/api/articles", f"X-Long: {'x' * long}", method="GET"),
    ):
        for step in (len(request), 5_000):
            with connected(small) as connection:
                for start in range(0, len(request), step):
                    connection.sendall(request[start : start + step])
                    if select.select([connection], [], [], 0.05)[0]:
                        break
                answer = told(connection)
            assert answer.startswith("HTTP/1.1 431 ")
            assert "may have 8 KB; ask in fewer words" in answer
    assert httpx.get(f"{small}/api/articles?since=2020-01-01", headers={"X-Long": "x" * 6_000}).status_code == 200


def test_a_client_that_sends_byte_by_byte_is_cut_off(seed_archive: Path) -> None:
    late = "the request took more than 1 seconds to come; send it faster"
    with serving(seed_archive, request_seconds=1) as url:
        for begun, piece in (
            (b"GET /api/articles HTTP/1.1\r\n", b"X-A: a\r\n"),
            (head("/api/refresh", "Content-Type: application/json", "Content-Length: 900000"), b" "),
            (head("/mcp", "Content-Type: application/json", "Transfer-Encoding: chunked"), b"1\r\n \r\n"),
            (head("/gradio_api/upload", FORM, "Content-Length: 9999") + PART, b"x"),
            (head("/health", method="GET", keep=True) + b"GET /health HTTP/1.1\r\n", b"X-A: a\r\n"),
        ):
            with connected(url) as connection:
                connection.sendall(begun)
                answer = told_while_sending(connection, piece, 0.1)
            assert "HTTP/1.1 408 " in answer
            assert late in answer
        with connected(url) as connection:
            assert late in told(connection)  # which never began
        assert httpx.get(f"{url}/api/articles").status_code == 200


def test_a_connection_that_nobody_uses_is_closed(seed_archive: Path) -> None:
    with serving(seed_archive, keep_alive_seconds=1) as url, connected(url) as connection:
        connection.sendall(head("/health", method="GET", keep=True))
        assert told(connection).startswith("HTTP/1.1 200 ")


class Slow(Assistant):
    """An assistant that answers when it may."""

    may = threading.Event()
    begun = threading.Semaphore(0)

    def answer(self, *args: Any, **kwargs: Any) -> Any:
        self.begun.release()
        assert self.may.wait(2 * MINUTE)
        return super().answer(*args, **kwargs)


@pytest.fixture
def slow() -> Iterator[type[Slow]]:
    """An assistant that waits for `may`."""

    class Own(Slow):
        may, begun = threading.Event(), threading.Semaphore(0)

    yield Own
    Own.may.set()


def test_who_waits_long_for_an_answer_is_not_cut_off(seed_archive: Path, slow: type[Slow]) -> None:
    with serving(seed_archive, slow, request_seconds=1, keep_alive_seconds=1) as url, ThreadPoolExecutor() as pool:
        asked = pool.submit(httpx.get, f"{url}/api/ask", params={"question": COP29}, timeout=2 * MINUTE)
        called = pool.submit(over_http, url, lambda session: session.call_tool("ask", {"question": COP29}))
        for _ in range(2):
            slow.begun.acquire(timeout=MINUTE)
        time.sleep(2.5)
        slow.may.set()
        assert asked.result().json()["status"] == "answered"
        assert called.result().structuredContent["status"] == "answered"


def test_only_so_many_questions_wait_at_once(seed_archive: Path, slow: type[Slow]) -> None:
    places = cpu_count() + 1
    with serving(seed_archive, slow, max_waiting=1) as url, ThreadPoolExecutor() as pool:
        ask = functools.partial(httpx.get, f"{url}/api/ask", params={"question": COP29}, timeout=2 * MINUTE)
        waiting = [pool.submit(ask) for _ in range(places)]
        for _ in range(places):
            assert slow.begun.acquire(timeout=MINUTE)
        event = {"data": [COP29, "", "", []]}
        for refused in (
            ask(),
            httpx.get(f"{url}/api/search", params={"query": "dam"}),
            httpx.post(f"{url}/gradio_api/call/ask", json=event),
        ):
            assert refused.status_code == 503
            assert int(refused.headers["retry-after"]) >= 1
            assert refused.json() == {"detail": "too many questions are waiting already; ask again in a moment"}
        assert httpx.get(f"{url}/health").status_code == 200
        assert httpx.get(f"{url}/api/articles").status_code == 200
        slow.may.set()
        assert {outcome.result().status_code for outcome in waiting} == {200}
        assert ask().status_code == 200
        assert httpx.post(f"{url}/gradio_api/call/ask", json=event).status_code == 200


def test_the_pages_questions_wait_in_the_same_line(seed_archive: Path, slow: type[Slow]) -> None:
    at_once, places = 4, cpu_count() + 1  # the page answers four at the same time
    with serving(seed_archive, slow, max_waiting=1) as url:
        fields = {"data": [COP29, "", "", []]}
        for _ in range(at_once):
            assert httpx.post(f"{url}/gradio_api/call/ask", json=fields).status_code == 200
            assert slow.begun.acquire(timeout=MINUTE)
        statuses = [httpx.post(f"{url}/gradio_api/call/ask", json=fields).status_code for _ in range(places + 1)]
        assert statuses == [200] * places + [503]
        slow.may.set()


def test_one_address_may_ask_only_so_often(seed_archive: Path) -> None:
    with serving(seed_archive, max_rate=5, proxies="127.0.0.1") as url:
        fns = {fn["api_name"]: fn["id"] for fn in httpx.get(f"{url}/config").json()["dependencies"]}
        event = {"session_hash": "s", "data": [None] * 7}
        call = {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "tools/call",
            "params": {"name": "search", "arguments": {"query": "x"}},
        }
        speaks = {"Accept": "application/json, text/event-stream"}

        def post(path: str, content: object, **headers: str) -> httpx.Response:
            return httpx.post(f"{url}{path}", json=content, headers=REMOTE | headers, timeout=MINUTE)

        ways: list[Callable[[], httpx.Response]] = [
            lambda: httpx.get(f"{url}/api/search", params={"query": "COP29"}, headers=REMOTE, timeout=MINUTE),
            lambda: post("/mcp", call, **speaks),
            lambda: post("/gradio_api/queue/join", event | {"fn_index": fns["respond"]}),
            lambda: post("/gradio_api/queue/join", event | {"fn_index": str(fns["respond"])}),
            lambda: post("/gradio_api/call/ask", {"data": ["", "", "", []], "fn_index": fns["head"]}),
        ]
        assert [way().status_code for way in ways] == [200] * 5
        for way in (*ways, lambda: post("/api/refresh", {}), lambda: post("/gradio_api/upload", {})):
            refused = way()
            assert refused.status_code == 429
            assert 1 <= int(refused.headers["retry-after"]) <= 60
            assert "only 5 questions, searches, uploads and refreshes a minute" in refused.json()["detail"]
        for path in ("/", "/config", "/theme.css", "/health", "/metrics", "/api/articles", "/api/speakers"):
            assert httpx.get(f"{url}{path}", headers=REMOTE).status_code == 200
        for _ in range(10):
            assert post("/gradio_api/queue/join", event | {"fn_index": fns["look"]}).status_code == 200
            assert post("/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}, **speaks).status_code == 200
        asked = {"query": "COP29"}
        assert httpx.get(f"{url}/api/search", params=asked, headers=ANOTHER).status_code == 200
        assert {httpx.get(f"{url}/api/search", params=asked).status_code for _ in range(10)} == {200}  # this machine


def test_where_a_request_comes_from_is_believed_only_of_a_proxy_that_is_named(seed_archive: Path) -> None:
    for proxies in ("", "192.0.2.0/24, ::1"):
        with serving(seed_archive, max_rate=2, proxies=proxies) as url:
            asked = {"params": {"query": "dam"}, "timeout": MINUTE}
            froms = [
                {header: f"203.0.113.{n}"} for n, header in enumerate(("X-Forwarded-For", "Forwarded", "X-Real-IP"))
            ]
            statuses = [httpx.get(f"{url}/api/search", headers=headers, **asked).status_code for headers in froms]
            assert statuses == [200, 200, 429]  # all of them count as this machine's one proxy
            assert {httpx.get(f"{url}/api/search", **asked).status_code for _ in range(4)} == {200}


@pytest.mark.parametrize("proxies", ["proxy.example", "*", "127.0.0.1/8, x"])
def test_a_proxy_is_named_by_its_address(proxies: str) -> None:
    with pytest.raises(SettingsError, match="ONRECORD_"):
        Settings.load(proxies=proxies)


def test_without_a_rate_nobody_is_refused(seed_archive: Path) -> None:
    with serving(seed_archive, max_rate=0) as url:
        for _ in range(10):
            assert httpx.get(f"{url}/api/search", params={"query": "dam"}, headers=REMOTE).status_code == 200


def test_what_costs_something_is_on_the_page_by_these_names(seed_archive: Path, tmp_path: Path) -> None:
    built = page.build(Assistant.open(seed_archive, Settings(archive=seed_archive, folders=str(tmp_path))))
    assert set(operations._HANDLERS) <= {fn.name for fn in built.fns.values()}


@pytest.mark.parametrize("body", [b"", b"[", b"[]", b"[" * 100_000, b'{"fn_index": "x"}', b'{"fn_index": 99}', b"\xff"])
def test_what_is_no_event_is_left_to_gradio_to_refuse(seed_archive: Path, body: bytes) -> None:
    costs = operations.Costs(page.build(Assistant.open(seed_archive, Settings(archive=seed_archive))))
    for path in ("/gradio_api/queue/join", "/mcp", "/gradio_api/run/predict"):
        assert costs.of({"method": "POST", "path": path}, body) is None
    event = json.dumps({"data": [], "fn_index": None}).encode()
    assert costs.of({"method": "POST", "path": "/gradio_api/call/v2/ask/"}, event) == "ask"
    assert costs.of({"method": "POST", "path": "/gradio_api/run/ask"}, event) == "ask"


@pytest.mark.parametrize("name", ["max_request_mb", "max_uploads_mb", "max_header_kb", "request_seconds"])
def test_limits_have_bounds(name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.load(**{name: 0})
