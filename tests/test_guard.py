"""Who is let in, by a real server and a real browser."""

import logging
import os
import pty
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import bcrypt
import httpx
import pytest
from desk import serving
from mcp import ClientSession
from playwright.sync_api import Browser, expect
from talking import over_http

from index import Index, Settings
from index.errors import SettingsError
from ui import guard

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.queueing")  # its use of pandas

ONRECORD = [sys.executable, "-c", "from ui.cli import main; main()"]
COP29 = "What did Ilham Aliyev say about COP29?"
SECRET = "open: sésame"
ANN = ("ann", SECRET)
EVERYWHERE = (
    ("GET", "/"),
    ("GET", "/config"),
    ("GET", "/theme.css"),
    ("GET", "/static/img/logo.svg"),
    ("GET", "/assets/index.js"),
    ("GET", "/gradio_api/info"),
    ("GET", "/gradio_api/heartbeat/1"),
    ("GET", "/gradio_api/file=/etc/hostname"),
    ("POST", "/gradio_api/upload"),
    ("POST", "/gradio_api/queue/join"),
    ("POST", "/gradio_api/call/ask"),
    ("GET", "/openapi.json"),
    ("GET", "/api/ask?question=Who"),
    ("GET", "/api/articles"),
    ("POST", "/api/refresh"),
    ("GET", "/mcp"),
    ("POST", "/mcp"),
    ("GET", "/nothing"),
)


def quick(user: str, password: str, kind: bytes = b"2b") -> str:
    """Return the line of a user, with a hash that is quick to check."""
    return f"{user}:{bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).replace(b'$2b', b'$' + kind, 1).decode()}"


@pytest.fixture(scope="module")
def guarded(seed_archive: Path) -> Iterator[str]:
    with serving(seed_archive, auth=quick(*ANN), mcp=True) as url:
        yield url


@pytest.fixture(scope="module")
def unguarded(seed_archive: Path) -> Iterator[str]:
    with serving(seed_archive, mcp=True) as url:
        yield url


@pytest.mark.parametrize(("method", "path"), EVERYWHERE)
def test_nothing_is_served_without_the_right_password(guarded: str, method: str, path: str) -> None:
    outcome = httpx.request(method, f"{guarded}{path}")
    assert outcome.status_code == 401
    assert outcome.headers["www-authenticate"].startswith("Basic ")
    assert list(outcome.json()) == ["detail"]


@pytest.mark.parametrize(
    "authorization",
    ["", "Basic", "Basic ???", "Basic YW5u", "Bearer YW5uOm9wZW4=", "Basic YW5uOpY=", "Basic YW5uOm9wZW4="],
)
def test_what_is_no_credentials_is_no_way_in(seed_archive: Path, authorization: str) -> None:
    with serving(seed_archive, auth=quick(*ANN)) as url:
        assert httpx.get(url, headers={"Authorization": authorization}).status_code == 401


def test_the_right_password_opens_everything(guarded: str) -> None:
    for path in ("/", "/config", "/theme.css", "/gradio_api/info", "/openapi.json", "/api/articles"):
        assert httpx.get(f"{guarded}{path}", auth=ANN).status_code == 200

    async def talk(session: ClientSession) -> set[str]:
        return {tool.name for tool in (await session.list_tools()).tools}

    assert "ask" in over_http(guarded, talk, *ANN)


def test_a_browser_that_knows_the_password_works_and_obeys_the_policy(browser: Browser, guarded: str) -> None:
    user, password = ANN
    context = browser.new_context(http_credentials={"username": user, "password": password})
    page, told = context.new_page(), []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    policy = page.goto(guarded).headers["content-security-policy"]
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy
    box = page.get_by_role("textbox", name="Question")
    box.fill(COP29)
    box.press("Enter")
    expect(page.locator(".answer blockquote")).to_have_count(2)
    for tab in page.get_by_role("tab").all():
        tab.click()
    page.evaluate("new Promise(done => requestIdleCallback(done))")
    context.close()
    assert [text for text in told if re.search("security policy|refused|error", text, re.IGNORECASE)] == []


def test_a_browser_that_does_not_know_it_sees_nothing(browser: Browser, guarded: str) -> None:
    context = browser.new_context(http_credentials={"username": "ann", "password": "guessed"})
    page = context.new_page()
    assert page.goto(guarded).status == 401
    assert "On Record" not in page.content()
    context.close()


def test_every_answer_tells_browsers_to_keep_to_themselves(guarded: str, unguarded: str) -> None:
    for outcome in (httpx.get(guarded), httpx.get(unguarded), httpx.get(f"{unguarded}/api/articles")):
        assert outcome.headers["x-content-type-options"] == "nosniff"
        assert outcome.headers["x-frame-options"] == "DENY"
        assert outcome.headers["referrer-policy"] == "no-referrer"
        assert "server" not in outcome.headers


def test_who_fails_often_waits_and_who_is_known_does_not(seed_archive: Path) -> None:
    users = "\n".join((quick(*ANN), quick("bob", "other")))
    file = seed_archive.parent / "users"
    file.write_text(users, "utf-8")
    file.chmod(0o600)
    with serving(seed_archive, auth_file=file) as url:
        page = f"{url}/api/articles"
        assert httpx.get(page, auth=ANN).status_code == 200
        assert [httpx.get(page).status_code for _ in range(20)] == [401] * 20  # to be asked is no failure
        assert [httpx.get(page, auth=("ann", f"guess {n}")).status_code for n in range(10)] == [401] * 10
        for credentials in (("ann", "guess"), ("nobody", "guess"), ("bob", "other")):
            limited = httpx.get(page, auth=credentials)
            assert limited.status_code == 429
            assert 1 <= int(limited.headers["retry-after"]) <= 60
        assert httpx.get(page, auth=ANN).status_code == 200


@pytest.mark.parametrize("kind", [b"2a", b"2b", b"2y"])
def test_a_file_of_hashes_lets_its_users_in(tmp_path: Path, kind: bytes, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "users"
    file.write_text(f"# the desk\n\n{quick('ann', SECRET, kind)}\n{quick('bob', 'other', kind)}\n", "utf-8")
    file.chmod(0o600)
    users = guard.Users.of(Settings(auth_file=file, auth=quick("cem", "third")))
    assert caplog.text == ""
    assert users is not None
    assert all(users.admit(*known) for known in (ANN, ("bob", "other"), ("cem", "third")))
    assert not any(users.admit(*other) for other in (("ann", "other"), ("dee", "other"), ("", ""), ("ann", "x" * 100)))
    file.chmod(0o644)
    guard.Users.of(Settings(auth_file=file))
    assert "can be read by others" in caplog.text


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        ("", "names nobody"),
        ("# nobody\n", "names nobody"),
        (f"ann:{SECRET}\n", "line 1 is not user:HASH"),
        (f"{quick(*ANN)}\nbob:$apr1$x$y\n", "line 2 is not user:HASH"),
        (f"{quick('', 'x')}\n", "line 1 is not user:HASH"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_will_not_do_is_refused(tmp_path: Path, content: str | None, hint: str) -> None:
    if content is not None:
        (tmp_path / "users").write_text(content, "utf-8")
    with pytest.raises(SettingsError, match=hint) as refused:
        guard.Users.of(Settings(auth_file=tmp_path / "users"))
    assert "onrecord password" in str(refused.value)
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("given", ["", SECRET.replace(":", ""), f":{SECRET}", "ann:", f"ann:{'x' * 73}"])
def test_credentials_that_will_not_do_are_refused_and_not_shown(given: str) -> None:
    with pytest.raises(SettingsError) as refused:
        guard.Users.of(Settings(auth=given))
    assert "sésame" not in str(refused.value)


def test_a_clear_password_is_hashed_and_leaves_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_AUTH", ":".join(ANN))
    settings = guard.sealed(Settings.load())
    assert "ONRECORD_AUTH" not in os.environ
    assert settings.auth is not None
    assert settings.auth.get_secret_value().startswith("ann:$2b$")
    assert not any(word in repr(settings) for word in ("sésame", "ann", "$2b$"))
    users = guard.Users.of(settings)
    assert users is not None
    assert users.admit(*ANN)


@contextmanager
def command(*arguments: str | Path, **environment: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [*ONRECORD, *map(str, arguments)],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as program:
        try:
            yield program
        finally:
            program.terminate()


def test_the_command_asks_for_the_password_and_logs_none(seed_archive: Path) -> None:
    with command("serve", "--port", "0", "--archive", seed_archive, ONRECORD_AUTH=":".join(ANN)) as program:
        line = program.stderr.readline()
        url = re.search(r"http://\S+/", line)[0]
        assert httpx.get(url).status_code == 401
        assert httpx.get(url, auth=("ann", "a wrong guess")).status_code == 401
        assert httpx.get(url, auth=ANN).status_code == 200
        program.terminate()
        stderr = line + program.stderr.read()
    assert "wrong user or password from 127.0.0.1" in stderr
    assert "sésame" not in stderr
    assert "guess" not in stderr


def test_serving_a_network_without_a_password_is_warned_about(seed_archive: Path) -> None:
    with command("serve", "--host", "0.0.0.0", "--port", "0", "--archive", seed_archive) as program:
        assert program.stderr.readline().startswith("warning: whoever reaches 0.0.0.0")
        assert "http://localhost:" in program.stderr.readline()
    with command(
        "serve", "--host", "0.0.0.0", "--port", "0", "--archive", seed_archive, ONRECORD_AUTH=quick(*ANN)
    ) as program:
        assert program.stderr.readline().startswith("On Record is at")


def typed(*lines: str) -> subprocess.CompletedProcess[str]:
    """Run `onrecord password ann` at a terminal in which these lines are typed; its stderr is what is seen there."""
    terminal, end = pty.openpty()
    pipes: dict[str, Any] = {"stdin": end, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([*ONRECORD, "password", "ann"], encoding="utf-8", start_new_session=True, **pipes) as program:
        seen = ""
        for line in lines:
            while (letter := program.stderr.read(1)) and not f"{seen}{letter}".endswith(("Password: ", "again: ")):
                seen += letter
            seen += letter
            os.write(terminal, f"{line}\n".encode())
        stdout, stderr = program.communicate(timeout=60)
        os.close(terminal)
        os.close(end)
    return subprocess.CompletedProcess([], program.returncode, stdout, seen + stderr)


def test_the_command_makes_a_line_that_lets_in(tmp_path: Path) -> None:
    outcome = typed(SECRET, SECRET)
    assert outcome.returncode == 0
    assert SECRET not in outcome.stdout + outcome.stderr
    file = tmp_path / "users"
    file.write_text(outcome.stdout, "utf-8")
    file.chmod(stat.S_IRUSR)
    users = guard.Users.of(Settings(auth_file=file))
    assert users is not None
    assert users.admit(*ANN)


def test_a_password_typed_differently_is_asked_again() -> None:
    outcome = typed(SECRET, "something else", SECRET, SECRET)
    assert outcome.returncode == 0
    assert outcome.stdout.startswith("ann:$2b$")


def test_only_this_machines_own_names_are_served_on_it(unguarded: str, seed_archive: Path) -> None:
    for host in ("localhost", "127.0.0.1:7860", "[::1]:1", "LOCALHOST:80"):
        assert httpx.get(f"{unguarded}/api/articles", headers={"Host": host}).status_code == 200
    for host in ("evil.example", "127.0.0.1.evil.example:7860", "localhost@evil.example", ""):
        for path in ("/", "/api/articles", "/mcp", "/gradio_api/info"):
            refused = httpx.get(f"{unguarded}{path}", headers={"Host": host})
            assert refused.status_code in (400, 403)
            assert "articles" not in refused.text
    with serving(seed_archive, host="0.0.0.0") as url:
        assert httpx.get(f"{url}/api/articles", headers={"Host": "desk.example"}).status_code == 200


def test_other_sites_pages_change_nothing_and_read_nothing(unguarded: str) -> None:
    for headers in (
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ):
        for path in ("/api/refresh", "/mcp", "/gradio_api/upload", "/gradio_api/queue/join"):
            assert httpx.post(f"{unguarded}{path}", headers=headers).status_code == 403
        for path in ("/api/articles", "/gradio_api/info"):
            assert "access-control-allow-origin" not in httpx.get(f"{unguarded}{path}", headers=headers).headers
    own = {"Sec-Fetch-Site": "same-origin", "Origin": unguarded}
    assert httpx.post(f"{unguarded}/api/refresh", headers=own).status_code == 200


def test_read_only_means_that_nothing_is_changed(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "mill.txt").write_text("“The mill will be built anew,” Mayor Ann Poe said.", "utf-8")
    Index.refresh(tmp_path / "articles", at=tmp_path / "archive", settings=Settings(workers=1))
    with serving(tmp_path / "archive", read_only=True, mcp=True) as url:
        refused = httpx.post(f"{url}/api/refresh")
        assert refused.status_code == 403
        assert "read only" in refused.json()["detail"]
        assert httpx.post(f"{url}/gradio_api/upload", files={"files": b"x"}).status_code == 413
        answer = httpx.get(f"{url}/api/ask", params={"question": "What did Ann Poe say about the mill?"})
        assert answer.json()["status"] == "answered"

        async def talk(session: ClientSession) -> tuple[set[str], Any]:
            names = {tool.name for tool in (await session.list_tools()).tools}
            return names, await session.call_tool("refresh", {})

        names, called = over_http(url, talk)
        assert "refresh" not in names
        assert called.isError
        assert "no such tool" in called.content[0].text


def test_wrong_passwords_are_logged_without_their_words(seed_archive: Path, caplog: pytest.LogCaptureFixture) -> None:
    with serving(seed_archive, auth=quick(*ANN)) as url, caplog.at_level(logging.DEBUG):
        httpx.get(url, auth=("anna", "nearly sésame"))
        httpx.get(url, auth=ANN)
    assert "wrong user or password from 127.0.0.1" in caplog.text
    assert not any(word in caplog.text for word in ("sésame", "anna"))
