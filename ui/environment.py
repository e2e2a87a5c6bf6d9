"""The surroundings of a run: libraries keep quiet, and nothing is fetched that was not asked for."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index import Settings


def hush() -> None:
    """Keep the libraries' warnings, logs and progress bars from the user; On Record's own log stays."""
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
        os.environ.setdefault("PYTHONWARNINGS", "ignore")  # the processes that read articles, too
    logging.getLogger().addHandler(logging.NullHandler())  # else Python prints what no one handles
    log = logging.getLogger("onrecord")
    log.addHandler(logging.StreamHandler())
    log.propagate = False


def stay_local(settings: Settings) -> None:
    """Forbid the model hub's client to look outside, unless the encoder setting names a model there."""
    from index import encoder  # noqa: PLC0415

    if settings.encoder in encoder.PACKAGED or Path(settings.encoder).is_dir():
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
