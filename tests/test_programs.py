"""What programs use: REST and MCP of a real server, by real clients, against the command's answer."""

import functools
import json
import logging
import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import desk
import httpx
import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from talking import Talk, over_http, run

from index import Index, Settings, generations
from qa import Assistant
from ui import server

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.queueing")  # its use of pandas

ONRECORD = [sys.executable, "-c", "from ui.cli import main; main()"]
COP29 = "What did Aliyev say about COP29?"
QUESTIONS = (COP29, "What did Kairat Sarybay say about COP29?", "What did Angela Merkel say about COP29?")
READING = {"ask", "search", "speakers", "articles", "article"}


serving = functools.partial(desk.serving, mcp=True)


@pytest.fixture(scope="module")
def url(seed_archive: Path) -> Iterator[str]:
    with serving(seed_archive) as url:
        yield url


@pytest.fixture(scope="module")
def printed(seed_archive: Path) -> dict[str, dict[str, Any]]:
    """What `onrecord ask --json` prints for each of the questions."""

    def ask(question: str) -> dict[str, Any]:
        command = [*ONRECORD, "ask", question, "--json", "--archive", str(seed_archive)]
        outcome = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
        return json.loads(outcome.stdout)

    return {question: ask(question) for question in QUESTIONS}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """An archive that may be changed, of articles in a folder beside it."""
    (tmp_path / "articles").mkdir()
    write(tmp_path, "mill", "“The mill will be built anew,” Mayor Ann Poe said.", date="2024-03-01", outlet="Ledger")
    write(tmp_path, "dam", "“The dam is broken,” farmer Ida Holm said.", date="2024-03-04", outlet="Gazette")
    Index.refresh(tmp_path / "articles", at=tmp_path / "archive", settings=Settings(workers=1))
    return tmp_path / "archive"


def write(folder: Path, name: str, text: str, **facts: str) -> None:
    (folder / "articles" / f"{name}.json").write_text(json.dumps({"text": text} | facts), "utf-8")


def curl(address: str, *query: str) -> str:
    """Ask as the README shows; where there is no curl, say so and ask otherwise."""
    if shutil.which("curl") is None:
        warnings.warn("no curl on this machine; httpx asks in its place", stacklevel=1)
        return httpx.get(address, params=[tuple(part.split("=", 1)) for part in query]).text
    options = [option for part in query for option in ("--data-urlencode", part)]
    command = ["curl", "--silent", "--fail", address, "--get", *options]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout


def test_curl_gets_the_commands_answer(url: str, printed: dict[str, Any]) -> None:
    answer = curl(f"{url}/api/ask", f"question={COP29}")
    assert json.loads(answer) == printed[COP29]
    assert printed[COP29]["citations"]
    assert json.loads(curl(f"{url}/api/ask", f"question={COP29}", "since=2025-01-16"))["status"] == "not_found"
    assert json.loads(curl(f"{url}/api/ask", f"question={COP29}", "outlets=A", "outlets=News.Az"))["citations"]


def test_speakers_and_languages_restrict_what_answers(url: str) -> None:
    def ask(**query: str) -> dict[str, Any]:
        return httpx.get(f"{url}/api/ask", params={"question": "What was said about COP29?"} | query).json()

    everybody, sarybay = ask(), ask(speakers="sarybay")
    assert len({citation["speaker"] for citation in everybody["citations"]}) > 1
    assert {citation["speaker"] for citation in sarybay["citations"]} == {"Kairat Sarybay"}
    assert ask(languages="en") == everybody
    assert ask(languages="tr")["detail"] == "The archive has no article of the language tr; its languages are en."
    assert "its outlets are " in ask(outlets="Nope")["detail"]
    assert ask(speakers="Napoleon") == {"detail": "Nobody of the name Napoleon speaks in the archive."}
    assert httpx.get(f"{url}/api/search", params={"query": "COP29", "languages": "tr"}).status_code == 422
    assert httpx.get(f"{url}/api/articles", params={"languages": "tr"}).json() == {"total": 0, "articles": []}


def test_a_wrong_method_or_address_is_told(url: str) -> None:
    for method, path in (("GET", "/api/refresh"), ("POST", "/api/ask"), ("DELETE", "/api/articles/0")):
        answer = httpx.request(method, f"{url}{path}")
        assert (answer.status_code, set(answer.headers["allow"].split(", "))) == (
            405,
            {"POST"} if path == "/api/refresh" else {"GET"},
        )
        assert answer.json()["detail"].startswith("use ")
    unknown = httpx.get(f"{url}/api/nothing")
    assert (unknown.status_code, "openapi" in unknown.json()["detail"]) == (404, True)


def test_more_outlets_than_anybody_chooses_are_refused(url: str) -> None:
    answer = httpx.get(f"{url}/api/articles", params={"outlets": ["A"] * 51})
    assert answer.status_code == 422


def test_earlier_questions_complete_a_follow_up(url: str) -> None:
    query = ["question=And what did Kairat Sarybay say about it?", f"history={COP29}"]
    assert "COP29" in json.loads(curl(f"{url}/api/ask", *query))["understood"]


def test_openapi_lists_these_operations_and_no_others(url: str) -> None:
    schema = httpx.get(f"{url}/openapi.json").json()
    assert schema["info"]["title"] == "On Record"
    assert schema["info"]["version"] == version("onrecord")
    assert {(path, method) for path, methods in schema["paths"].items() for method in methods} == {
        ("/api/ask", "get"),
        ("/api/search", "get"),
        ("/api/speakers", "get"),
        ("/api/articles", "get"),
        ("/api/articles/{id}", "get"),
        ("/api/refresh", "post"),
    }
    for methods in schema["paths"].values():
        for operation in methods.values():
            assert "news archive" in operation["summary"] or "article" in operation["summary"]
            assert operation["responses"]["422"]["content"]["application/json"]["schema"]["$ref"].endswith("/Refusal")
    assert {httpx.get(f"{url}{page}").status_code for page in ("/docs", "/redoc")} == {404}


def test_anybody_can_check_a_quote_against_its_article(url: str) -> None:
    answer = httpx.get(f"{url}/api/ask", params={"question": COP29}).json()
    for citation in answer["citations"]:
        article = httpx.get(f"{url}/api/articles/{citation['article']['id']}").json()
        assert article["text"][citation["start"] : citation["end"]] == citation["quote"]
        assert citation["article"].items() <= article.items()
        said = [article["text"][s["start"] : s["end"]] for s in article["statements"]]
        assert any(words in citation["quote"] or citation["quote"] in words for words in said)


def test_articles_are_listed_newest_first_and_page_by_page(own: Path) -> None:
    with serving(own) as url:

        def listed(**query: object) -> tuple[int, list[str]]:
            found = httpx.get(f"{url}/api/articles", params=query).json()
            assert all("text" not in article for article in found["articles"])
            return found["total"], [article["outlet"] for article in found["articles"]]

        assert listed() == (2, ["Gazette", "Ledger"])
        assert listed(limit=1, offset=1) == (2, ["Ledger"])
        assert listed(until="2024-03-02") == (1, ["Ledger"])
        assert listed(since="2024-03-02") == (1, ["Gazette"])
        assert listed(outlets=["LEDGER", "None"]) == (1, ["Ledger"])
        assert listed(since="2024-03-05") == (0, [])


def test_speakers_and_passages_are_found(url: str) -> None:
    speakers = httpx.get(f"{url}/api/speakers", params={"like": "ali"}).json()["speakers"]
    assert [speaker["name"] for speaker in speakers] == ["Ilham Aliyev"]
    assert speakers[0]["statements"] > speakers[0]["articles"] == 1
    assert len(httpx.get(f"{url}/api/speakers", params={"limit": 1}).json()["speakers"]) == 1
    passages = httpx.get(f"{url}/api/search", params={"query": "carbon markets", "limit": 1}).json()["passages"]
    assert len(passages) == 1
    assert "carbon markets" in passages[0]["text"]


@pytest.mark.parametrize(
    ("path", "status", "hint"),
    [
        ("/api/ask", 422, "question: Field required"),
        ("/api/ask?question=%20%20", 422, "nothing is asked"),
        (f"/api/ask?question={'x' * 1001}", 422, "at most 1000 characters"),
        ("/api/ask?question=Who&since=yesterday", 422, "write it as 2025-01-31"),
        ("/api/ask?question=Who&since=1736899200", 422, "write it as 2025-01-31"),
        ("/api/ask?question=Who&since=2025-02-01&until=2025-01-01", 422, "is after"),
        ("/api/ask?question=Who&outlet=Ledger", 422, "outlet: Extra"),
        ("/api/search?query=dam&limit=51", 422, "less than or equal to 50"),
        ("/api/articles/0123456789", 404, "no article has the id"),
    ],
)
def test_what_cannot_be_answered_says_why(url: str, path: str, status: int, hint: str) -> None:
    outcome = httpx.get(f"{url}{path}")
    assert outcome.status_code == status
    assert list(outcome.json()) == ["detail"]
    assert hint in outcome.json()["detail"]


def test_a_refresh_reads_what_is_new_in_the_known_sources_only(own: Path, tmp_path: Path) -> None:
    with serving(own) as url:
        write(tmp_path, "ferry", "“The ferry sails at dawn,” Captain Olga Brandt said.")
        elsewhere = httpx.post(f"{url}/api/refresh", json={"sources": [str(tmp_path)]})
        assert elsewhere.status_code == 422
        assert "is no source of this archive" in elsewhere.json()["detail"]
        with generations.writing(own):
            busy = httpx.post(f"{url}/api/refresh")
        assert busy.status_code == 409
        report = httpx.post(f"{url}/api/refresh", timeout=120).json()
        assert (report["added"], report["articles"], report["changed"]) == (1, 3, True)
        again = httpx.post(f"{url}/api/refresh", json={"sources": [str(tmp_path / "articles")]}, timeout=120).json()
        assert (again["unchanged"], again["changed"]) == (3, False)
        question = {"question": "What did Olga Brandt say about the ferry?"}
        assert httpx.get(f"{url}/api/ask", params=question).json()["status"] == "answered"


def test_an_archive_that_is_gone_is_told(own: Path) -> None:
    with serving(own) as url:
        (own / "CURRENT").unlink()
        outcome = httpx.get(f"{url}/api/ask", params={"question": "Who spoke?"})
    assert outcome.status_code == 503
    assert "make one: onrecord index" in outcome.json()["detail"]


class Broken(Assistant):
    """An assistant with a fault."""

    def search(self, *_: object, **__: object) -> list[Any]:
        raise ZeroDivisionError("a secret path")


def test_what_nobody_foresaw_is_logged_and_not_told(seed_archive: Path, caplog: pytest.LogCaptureFixture) -> None:
    with serving(seed_archive, Broken) as url, caplog.at_level(logging.ERROR, "onrecord"):
        outcome = httpx.get(f"{url}/api/search", params={"query": "dam"})
        tool = over_http(url, lambda session: session.call_tool("search", {"query": "dam"}))
    assert outcome.status_code == 500
    for told in (outcome.text, tool.content[0].text):
        assert "whoever runs this page finds the reason in its log" in told
        assert "secret" not in told
    assert caplog.text.count("ZeroDivisionError: a secret path") == 2


def test_ten_who_ask_at_once_are_all_answered_rightly(url: str, printed: dict[str, Any]) -> None:
    asked = [QUESTIONS[number % len(QUESTIONS)] for number in range(10)]
    with ThreadPoolExecutor(10) as pool:
        answers = pool.map(lambda q: httpx.get(f"{url}/api/ask", params={"question": q}, timeout=120).json(), asked)
    assert list(answers) == [printed[question] for question in asked]


async def over_stdio(at: Path, talk: Talk) -> Any:
    command, *arguments = ONRECORD
    arguments += ["mcp", "--archive", str(at)]
    client: AbstractAsyncContextManager[Any] = stdio_client(
        StdioServerParameters(command=command, args=arguments, env=dict(os.environ))
    )
    async with client as (read, write), ClientSession(read, write) as session:
        await session.initialize()
        return await talk(session)


@pytest.mark.parametrize("way", ["stdio", "http"])
def test_an_mcp_client_gets_the_commands_answer(
    way: str, seed_archive: Path, url: str, printed: dict[str, Any]
) -> None:
    async def talk(session: ClientSession) -> None:
        tools = {tool.name: tool for tool in (await session.list_tools()).tools}
        assert set(tools) == {*READING, "refresh"}
        assert {name for name, tool in tools.items() if tool.annotations.readOnlyHint} == READING
        assert "word for" in tools["ask"].description
        for question, expected in printed.items():
            result = await session.call_tool("ask", {"question": question})
            assert result.structuredContent == json.loads(result.content[0].text) == expected
            for citation in expected["citations"]:
                article = await session.call_tool("article", {"id": citation["article"]["id"]})
                text = article.structuredContent["text"]
                assert text[citation["start"] : citation["end"]] == citation["quote"]
        for name, arguments in (("search", {"query": "carbon"}), ("speakers", {}), ("articles", {}), ("refresh", {})):
            result = await session.call_tool(name, arguments)  # the client checks it against its schema
            assert not result.isError
        for name, arguments, hint in (
            ("ask", {"question": " "}, "nothing is asked"),
            ("ask", {"question": "Who?", "since": 1736899200}, "since"),
            ("article", {"id": "0123"}, "no article has the id"),
            ("refresh", {"sources": ["/"]}, "is no source"),
            ("forget", {}, "no such tool"),
        ):
            result = await session.call_tool(name, arguments)
            assert result.isError
            assert hint in result.content[0].text

    if way == "stdio":
        run(over_stdio, seed_archive, talk)
    else:
        over_http(url, talk)


def test_stdout_carries_nothing_but_the_protocol(own: Path, tmp_path: Path) -> None:
    write(tmp_path, "ferry", "“The ferry sails at dawn,” Captain Olga Brandt said.")
    facts = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    requests = [
        {"id": 1, "method": "initialize", "params": facts},
        {"method": "notifications/initialized"},
        {"id": 2, "method": "tools/call", "params": {"name": "refresh", "arguments": {}}},
        {"id": 3, "method": "tools/call", "params": {"name": "ask", "arguments": {"question": "Who is on the ferry?"}}},
    ]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([*ONRECORD, "mcp", "--archive", str(own)], encoding="utf-8", **pipes) as program:
        replies = []
        for request in requests:
            program.stdin.write(json.dumps({"jsonrpc": "2.0"} | request) + "\n")
            program.stdin.flush()
            if "id" in request:
                replies.append(json.loads(program.stdout.readline()))
        rest, stderr = program.communicate(timeout=60)
    assert [reply["id"] for reply in replies] == [1, 2, 3]
    assert replies[1]["result"]["structuredContent"]["added"] == 1
    assert (rest, stderr, program.returncode) == ("", "", 0)


def test_no_archive_is_told_before_the_protocol_begins(tmp_path: Path) -> None:
    command = [*ONRECORD, "mcp", "--archive", str(tmp_path / "none")]
    outcome = subprocess.run(command, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL, check=False)
    assert (outcome.returncode, outcome.stdout) == (1, "")
    assert outcome.stderr.startswith("onrecord: no archive at")


def test_without_being_asked_for_there_is_no_mcp(seed_archive: Path) -> None:
    settings = Settings(archive=seed_archive, port=0)
    running = server.start(Assistant.open(seed_archive, settings), settings)
    assert httpx.post(f"{running.url}mcp", json={}).status_code in (404, 405)
    running.stop()
