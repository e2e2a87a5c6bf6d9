"""What somebody did not say is not quoted as if it were said."""

from pathlib import Path

import pytest

from index import Index, Settings
from index.attribution import attribute
from qa import Assistant, Status
from qa.candidates import unsaid


@pytest.mark.parametrize(
    "text",
    [
        "Ann Poe never said that the bridge was unsafe.",
        "Poe has never claimed that the bridge was unsafe.",
        "Ida Tarn declined to say whether the bridge was safe.",
        "Ida Tarn refused to comment on the bridge.",
        "Dole did not say when the bridge would open.",
        "Dole didn't mention the bridge.",
        "Ann Poe wouldn’t tell reporters whether the bridge was safe.",
        "Ann Poe stopped short of saying that the bridge was unsafe.",
        "Bo Dole failed to explain why the bridge was shut.",
        "Bo Dole no longer says that the bridge is safe.",
        "Neither Ann Poe nor Bo Dole said the bridge was safe.",
        "Ann Poe never called the bridge “a disgrace”.",
    ],
)
def test_what_was_not_said_is_told_from_what_was(text: str) -> None:
    statements = attribute(text)
    assert statements
    assert all(unsaid(text, statement) for statement in statements)


@pytest.mark.parametrize(
    "text",
    [
        "Ann Poe said the bridge was not safe.",
        "Ann Poe said she would never call the bridge safe.",
        "“I never said that the bridge was unsafe,” Ann Poe said.",
        "Ann Poe denied saying that the bridge was unsafe.",
        "Ann Poe does not believe that the bridge is safe.",
        "Ann Poe did not rule out closing the bridge.",
        "Ann Poe did not hesitate to say that the bridge was safe.",
        "Ann Poe refused to close the bridge.",
        "Ann Poe did not answer at once: “The bridge is safe.”",
    ],
)
def test_what_holds_a_negation_may_be_said_nevertheless(text: str) -> None:
    statements = attribute(text)
    assert statements
    assert not any(unsaid(text, statement) for statement in statements)


def test_what_was_not_said_is_not_quoted(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Ann Poe never said that the bridge was unsafe. Bo Dole declined to say whether the bridge was safe.\n\n"
        "Ida Tarn did not say when the bridge would open, but said that the bridge was a blessing.",
        "utf-8",
    )
    settings = Settings(archive=tmp_path / "archive", workers=1)
    Index.refresh(tmp_path / "a.txt", at=settings.archive, settings=settings)
    assistant = Assistant.open(settings.archive, settings)
    for name in ("Ann Poe", "Bo Dole"):
        assert assistant.answer(f"What did {name} say about the bridge?").status is Status.NOT_FOUND
    assert assistant.answer("What did Ida Tarn say about the bridge?").citations
    quoted = {citation.speaker for citation in assistant.answer("Who spoke about the bridge?").citations}
    assert quoted == {"Ida Tarn"}
