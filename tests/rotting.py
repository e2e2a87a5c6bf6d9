"""Damage an archive byte by byte and ask it: python tests/rotting.py [--damages 20000] [--seed 1].

Each time one file of a small archive, the pointer and the manifest among them, gets a byte changed, some bytes
changed, or is cut short or made longer. Then the archive is opened and asked: it must refuse, naming what to run, or
answer as before. Prints how many damages were found and how many did no harm; exits with 1 at the first that did.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter
from pathlib import Path

from index import Index, Settings, generations
from index.errors import ArchiveError
from qa import Answer, Assistant

TEXTS = {
    "mill": "The mill burned down on Friday. “The mill will be built anew by May,” Mayor Ann Poe said on Monday.",
    "dam": "Farmer Ida Holm said that the dam had cost 40 million. “We shall never pay that,” she told reporters.",
    "tram": "The tram runs again. “Nobody was asked,” said Bo Lindt, who leads the riders' union in Delta.",
}
QUESTIONS = ("What did Ann Poe say about the mill?", "What did Ida Holm say about the dam?", "Who was asked?")
SETTINGS = Settings(workers=1)


def make(folder: Path) -> Path:
    """Make an archive in `folder` that also remembers a removed article."""
    (folder / "articles").mkdir(parents=True)
    for name, text in TEXTS.items():
        (folder / "articles" / f"{name}.txt").write_text(text, "utf-8")
    at = folder / "archive"
    Index.refresh(folder / "articles", at=at, settings=SETTINGS)
    (tram,) = [article.id for article in Index.open(at, SETTINGS).articles() if "tram" in article.text]
    Index.refresh(at=at, remove=[tram], settings=SETTINGS)
    return at


def ask(at: Path) -> list[Answer]:
    """Open the archive and ask it."""
    assistant = Assistant.open(at, SETTINGS)
    return [assistant.answer(question) for question in QUESTIONS]


def files(at: Path) -> list[Path]:
    """Return the files that are read when an archive is asked."""
    of_generation = (path for path in generations.current(at).rglob("*") if path.is_file() and path.name != "lease")
    return [at / "CURRENT", *sorted(of_generation)]


def damage(content: bytes, chance: random.Random) -> tuple[str, bytes]:
    """Return what is done to a file's content, and what becomes of it."""
    at = chance.randrange(len(content)) if content else 0
    match chance.choice(("bit", "byte", "block", "cut", "more")) if content else "more":
        case "bit":
            return "bit", content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :]
        case "byte":
            return "byte", content[:at] + bytes([(content[at] + chance.randrange(1, 256)) % 256]) + content[at + 1 :]
        case "block":
            zeros = bytes(min(512, len(content) - at))
            return "block", content[:at] + zeros + content[at + len(zeros) :]
        case "cut":
            return "cut", content[:at]
        case _:
            return "more", content + chance.randbytes(chance.randrange(1, 64))


def rot(at: Path, damages: int, seed: int) -> dict[str, Counter[str]]:
    """Damage the archive so often; return for each kind of file how many damages were found, how many harmless.

    Raises AssertionError where a damage does harm.
    """
    chance, before, outcomes = random.Random(seed), ask(at), {}
    paths = files(at)
    for _ in range(damages):
        path = chance.choice(paths)
        content = path.read_bytes()
        kind, damaged = damage(content, chance)
        if damaged == content:
            continue  # zeros over zeros
        path.write_bytes(damaged)
        count = outcomes.setdefault(path.suffix or path.name, Counter())
        try:
            after = ask(at)
        except ArchiveError as error:
            assert "onrecord" in str(error), f"{path}, {kind}: the message does not say what to run: {error}"
            count["found"] += 1
        else:
            assert after == before, f"{path}, {kind}: other answers"
            count["harmless"] += 1
        finally:
            path.write_bytes(content)
    return outcomes


def main() -> None:
    """Damage an archive, and tell how that went."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--damages", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        outcomes = rot(make(Path(scratch)), given.damages, given.seed)
    for kind, counts in sorted(outcomes.items()):
        print(f"{kind:12} {counts['found']:6} found, {counts['harmless']:6} harmless")
    total = sum(outcomes.values(), Counter())
    print(f"{total.total()} damages: {total['found']} found, {total['harmless']} harmless, 0 wrong answers")


if __name__ == "__main__":
    main()
