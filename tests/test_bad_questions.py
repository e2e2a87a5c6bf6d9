"""Whatever is asked: an answer, a search result or a refusal that says why, in bounded time; never an error page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest
from desk import serving
from hanging import HANG, ends
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import Filter, Settings
from index.errors import OnRecordError
from index.snapshot import Snapshot
from qa import Assistant, evidence, followup, forms, period, question
from qa.evidence import Gathered
from qa.models import Answer
from qa.question import Question

ODD = [
    "",
    " ",
    "\n\t",
    "\0",
    "\x01\x02\x1f\x7f\x85",
    "?",
    "!!!",
    "¿",
    "…",
    "-",
    "'",
    '"',
    "“",
    "\\",
    "%",
    "%%%s",
    "{0}",
    "${x}",
    "' OR 1=1 --",
    "'; DROP TABLE articles; --",
    '" UNION SELECT * FROM files',
    "NEAR(a b, 3)",
    "a AND",
    "NOT",
    "OR OR",
    "text:bridge^2",
    "title:*",
    "a*",
    "(a",
    "[a TO b]",
    "a~2",
    "+a -b",
    "speaker:",
    '"a',
    "/a/",
    "<script>alert(1)</script>",
    "\u202eabc\u202c",
    "\ufeffWhat?",
    "\u200b",
    "\u2028",
    "a\u0301" * 300,
    "İ",
    "ß",
    "ﬁ",
    "\ufffe",
    "\U0010ffff",
    "🙂" * 50,
    "Что сказал Алиев?",
    "Əliyev nə dedi?",
    "阿利耶夫说了什么？",
    "ماذا قال علييف؟",
    "อาลีเยฟพูดว่าอะไร",
    "अलीयेव ने क्या कहा?",
    "Τι είπε;",
    "What did say?",
    "What did the say?",
    "What did 's say?",
    "What did Aliyev's's say?",
    "According to , x",
    "x, y says",
    "in 's view, x",
    ": x",
    "A on",
    "on A",
    "Who said",
    "Who else but",
    "What about ?",
    "And ?",
    "And",
    "When was that?",
    "Tell me more",
    "since",
    "in",
    "in 2024",
    "between and",
    "since the",
    "What is the latest",
    "What is the latest on ?",
    "What did Aliyev say on 9999-12-31?",
    "What did Aliyev say after 9999-12-31?",
    "What did Aliyev say before 0001-01-01?",
    "What did Aliyev say on 0000-00-00?",
    "What did Aliyev say on 31 February 2024?",
    "What did Aliyev say in the last 999 years?",
    "What did Aliyev say in the past 999 centuries?",
    "What did Aliyev say between 9999-12-31 and 0001-01-01?",
    "What did Aliyev say since last last week?",
    "What did Aliyev say in May 9999?",
    "What did Aliyev say 0 days ago?",
]
LONG = [
    "x" * 100_000,
    "(" * 100_000,
    ", " * 50_000,
    "“" * 100_000,
    "?" * 100_000,
    "word " * 20_000,
    "2024-01-01 " * 9_000,
    "did " * 25_000,
    "according to " * 8_000,
    " " * 100_000,
    "\0" * 100_000,
    "What did Aliyev say? " * 5_000,
]
HALVES = ["\ud800", "What did \udfff say about COP29?", "\ude00\ud83d"]
# Words that the ways to ask are made of, in any order.
WORDS = st.sampled_from(
    "what who when did has said say says about on the latest since before after between and in of for according to "
    "view 's ’s Aliyev Ann Poe COP29 he she it that more else but May 2024 last week 9999-12-31 0001-01-01 31 999 "
    "years ago yesterday , . ? : ( ) “ ” \" ' - latest from How old is mayor".split()
)


@pytest.fixture(scope="module", autouse=True)
def read_once() -> Iterator[None]:
    """Have the evidence for what is understood alike gathered once: the network that reads it takes nearly all time."""
    gathered: dict[str, Gathered] = {}

    def gather(snapshot: Snapshot, asked: Question, restriction: Filter, only: frozenset[str]) -> Gathered:
        key = repr((snapshot.generation, asked, restriction, sorted(only)))
        if key not in gathered:
            gathered[key] = whole(snapshot, asked, restriction, only)
        return gathered[key]

    whole = evidence.gather
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evidence, "gather", gather)
        yield


@pytest.fixture(scope="module")
def assistant(seed_archive: Path) -> Assistant:
    return Assistant.open(seed_archive, Settings(archive=seed_archive, workers=1))


@pytest.fixture(scope="module")
def client(seed_archive: Path) -> Iterator[httpx.Client]:
    with serving(seed_archive) as url, httpx.Client(base_url=url, timeout=HANG) as client:
        yield client


def check(assistant: Assistant, answer: Answer) -> None:
    """Check that an answer can be sent and that each quote is the slice that it says it is."""
    assert answer.model_dump_json().encode("utf-8")
    for citation in answer.citations:
        assert citation.article.text[citation.start : citation.end] == citation.quote


def ask(assistant: Assistant, text: str, history: list[str] | None = None) -> None:
    """Ask and search; a refusal is an answer too if it says something."""
    with ends():
        try:
            check(assistant, assistant.answer(text, history or []))
            for passage in assistant.search(text):
                passage.model_dump_json()
        except OnRecordError as error:
            assert str(error)


@pytest.mark.parametrize("text", ODD, ids=ascii)
def test_an_odd_question_is_answered(assistant: Assistant, text: str) -> None:
    ask(assistant, text)
    ask(assistant, "And about the cost?", [text])
    ask(assistant, text, ["What did Aliyev say about COP29?", text])


@pytest.mark.parametrize("text", HALVES, ids=ascii)
def test_half_a_surrogate_pair_is_answered(assistant: Assistant, text: str) -> None:
    ask(assistant, text)
    ask(assistant, "And about the cost?", [text])


@pytest.mark.parametrize("text", LONG, ids=lambda text: ascii(text[:12]))
def test_a_question_of_100_kb_is_answered(assistant: Assistant, text: str) -> None:
    ask(assistant, text)
    ask(assistant, "And about the cost?", [text] * 12)


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_characters_are_answered(assistant: Assistant, text: str) -> None:
    ask(assistant, text)


@settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(WORDS, max_size=16).map(" ".join), st.lists(st.lists(WORDS, max_size=9).map(" ".join), max_size=3))
def test_any_order_of_the_words_of_questions_is_answered(assistant: Assistant, text: str, history: list[str]) -> None:
    ask(assistant, text, history)


def known(name: str) -> bool:
    return name in ("Aliyev", "Poe")


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.one_of(st.lists(WORDS, max_size=20).map(" ".join), st.text(max_size=80)), st.booleans())
def test_any_question_is_read_with_its_places_in_it(text: str, follows: bool) -> None:
    """The steps that read a question, where thousands are soon read; half a surrogate pair is no reason to fail."""
    today = date(2025, 6, 1)
    told = period.find(text, today, date(2024, 1, 1))
    if told.period and told.period.since and told.period.until:
        assert told.period.since <= told.period.until or told.period.relative
    read = question.read(text, ["What did Aliyev say about COP29?"] if follows else [], known)
    read.text.encode("utf-8")
    if read.who:
        assert 0 <= read.who.start < read.who.end <= len(read.text)
        assert read.asked_of("Ann Poe")
    for form in (forms.said(text), forms.about(text, known)):
        assert form is None or form.who.of(text)
    followup.complete(text, ["What did Aliyev say about COP29?"], known)


@pytest.mark.parametrize(
    "text", [text for text in ODD if "-12-31" in text or "-01-01" in text or "999" in text], ids=ascii
)
def test_a_period_at_the_end_of_time_is_none_or_holds(text: str) -> None:
    found = period.find(text, date(2025, 6, 1)).period
    assert found is None or (found.since or date.min) <= (found.until or date.max)


@pytest.mark.parametrize("text", HALVES, ids=ascii)
def test_half_a_surrogate_pair_is_read_as_a_character_that_is_damaged(text: str) -> None:
    read = question.read(text, [text])
    assert "\ufffd" in read.text
    assert question.whole(text).encode("utf-8")


def test_a_question_is_cut_at_a_word_where_no_question_is_longer() -> None:
    read = question.read("What did Ann Poe say about " + "the old bridge and " * 10_000)
    assert 900 < len(read.text) <= 1000
    assert read.text.startswith("What did Ann Poe say about the old bridge")
    assert read.speakers == ("Ann Poe",)


# Over HTTP


def say(response: httpx.Response) -> None:
    """Check that a response is an answer, or a refusal in words."""
    assert response.status_code in (200, 422), (response.status_code, response.text[:300])
    assert response.json() if response.status_code == 200 else response.json()["detail"].strip()


@pytest.mark.parametrize(
    "text", [*ODD, "x" * 1000, "(" * 1000, ", " * 500, "x" * 1001, "x" * 20_000], ids=lambda t: ascii(t[:40])
)
def test_an_odd_question_is_no_fault_of_the_server(client: httpx.Client, text: str) -> None:
    with ends():
        say(client.get("/api/ask", params={"question": text}))
        say(client.get("/api/search", params={"query": text}))
    if len(text) <= 1000:
        say(client.get("/api/ask", params={"question": "And the cost?", "history": [text] * 3, "outlets": text}))
        say(client.get("/api/speakers", params={"like": text}))


@pytest.mark.parametrize(
    "query",
    [
        "question=%00",
        "question=%FF%FE",
        "question=%ED%A0%80",
        "question=%",
        "question=%zz",
        "question",
        "",
        "question=a&question=b",
        "question=a&since=9999-12-31",
        "question=a&until=0001-01-01",
        "question=a&since=0000-00-00",
        "question=a&since=%00",
        "question=a&since=2024-02-30",
        "question=a&since=2025-01-01&until=2024-01-01",
        "question=a&speakers=%FF",
        "question=a&speakers=",
        "question=a&outlets=%00",
        "question=a&languages=%ED%A0%80",
        "question=a&languages=",
        "question=a&nothing=1",
        "question=a&since=٢٠٢٤-٠١-٠١",
    ],
)
def test_an_odd_request_is_no_fault_of_the_server(client: httpx.Client, query: str) -> None:
    say(client.get(f"/api/ask?{query}"))
    say(client.get(f"/api/search?{query.replace('question', 'query')}&limit=1"))


@pytest.mark.parametrize("number", ["0", "-1", "1e9", "99999999999999999999999", "NaN", "", "٣", "1_0", " 1", "0x1"])
def test_an_odd_number_is_no_fault_of_the_server(client: httpx.Client, number: str) -> None:
    say(client.get("/api/search", params={"query": "a", "limit": number}))
    say(client.get("/api/articles", params={"limit": 1, "offset": number}))
    say(client.get("/api/speakers", params={"limit": number}))


@pytest.mark.parametrize("name", ["%00", "..%2f..", "%FF", "' OR 1=1", "a" * 101, "🙂", "%E2%80%AE"])
def test_an_odd_id_is_of_no_article(client: httpx.Client, name: str) -> None:
    response = client.get(f"/api/articles/{name}")
    assert response.status_code in (404, 422), response.text[:300]
    assert response.json()["detail"]


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=120))
def test_any_characters_are_no_fault_of_the_server(client: httpx.Client, text: str) -> None:
    say(client.get("/api/ask", params={"question": text}))
    say(client.get("/api/search", params={"query": text, "languages": text[:5], "outlets": text}))
