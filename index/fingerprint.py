"""The fingerprint: one hash of everything that what is made of an article depends on, the article apart."""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from pathlib import Path

from index import encoder
from index.manifest import SCHEMA
from index.settings import Settings

_MADE_FROM = (".py", ".toml", ".onnx", ".sql")


def fingerprint(settings: Settings, *, anew: bool) -> str:
    """Return the SHA-256, in hexadecimal digits, of all that statements and vectors depend on.

    That is this package's code, language data and graphs, every installed package and its version, Python and the kind
    of machine, the encoder and its precision, and the passage settings. `anew` tells a build that begins with nothing
    from a refresh: it takes over nothing from one. Raises EncoderError if the encoder cannot be loaded.
    """
    model = encoder.load(settings.encoder)
    facts = (
        SCHEMA,
        anew,
        platform.python_version(),
        platform.machine(),
        _packages(),
        (model.name, model.weights_sha256, model.config_sha256(), model.dimension, model.max_tokens),
        model.rounds(exact=settings.precision == "float32"),
        settings.passage_tokens,
        settings.passage_overlap,
    )
    digest = hashlib.sha256(json.dumps(facts).encode())
    _add(digest, resources.files("index"))
    return digest.hexdigest()


def _packages() -> list[str]:
    """Return the packages that are installed; those that Ray carries along lie on the path only where it is used."""
    path = [folder for folder in sys.path if Path(folder).name != "thirdparty_files"]
    return sorted({f"{package.name} {package.version}" for package in metadata.distributions(path=path)})


def _add(digest: hashlib._Hash, folder: Traversable) -> None:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            _add(digest, entry)
        elif entry.name.endswith(_MADE_FROM):
            content = entry.read_bytes()
            digest.update(f"\n{entry.name} {len(content)}\n".encode())
            digest.update(content)
