"""Products: the same cosines that NumPy's own product gives."""

import numpy as np

from index.products import all_cosines, cosines


def test_the_cosines_are_those_of_the_product() -> None:
    chance = np.random.default_rng(7)
    rows = chance.normal(size=(3_000, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    few = rows[:7]
    assert np.allclose(cosines(rows, rows[5]), rows @ rows[5], atol=1e-6)
    assert np.allclose(all_cosines(few, rows), few @ rows.T, atol=1e-6)
    assert cosines(rows, rows[5]).dtype == all_cosines(few, rows).dtype == np.float32
    assert cosines(rows[:0], rows[5]).shape == (0,)
    assert all_cosines(few, rows[:0]).shape == (7, 0)
