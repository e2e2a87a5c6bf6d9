"""Products: the cosines of unit vectors, worked out by the thread that asks for them.

NumPy's `@` lets the threads of its library for linear algebra help with all but small products. For some milliseconds
after each these spin, waiting for the next, and so take a core from what is to run then: the encoder, the other search.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


def cosines(rows: Vectors, vector: Vectors) -> Vectors:
    """Return the cosine of each of `rows`, shape (n, dimension), with `vector`, shape (dimension,): shape (n,)."""
    found: Vectors = np.vecdot(rows, vector)
    return found


def all_cosines(rows: Vectors, others: Vectors) -> Vectors:
    """Return the cosine of each of `rows`, (n, dimension), with each of `others`, (m, dimension): shape (n, m)."""
    return cosines(rows[:, np.newaxis, :], others[np.newaxis, :, :])
