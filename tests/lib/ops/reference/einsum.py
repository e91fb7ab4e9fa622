"""Writes einsum's own cases: diagonals, `...` and formulas without `->`, computed with NumPy, as einsum.json, and the gradients
that PyTorch has of them in float64, as einsum-gradients.json.

Run as: python einsum.py   (needs numpy and torch)
"""

import numpy as np
import torch

from cases import File, add_gradients, arithmetic, draw, spec, wide

out, slopes = File("einsum"), File("einsum-gradients")
FORMULAS = [
    # diagonals
    ("ii->i", [[3, 3]]),
    ("ii->", [[3, 3]]),
    ("ii->", [[0, 0]]),
    ("ii->i", [[1, 1]]),
    ("iii->i", [[2, 2, 2]]),
    ("iji->ij", [[2, 3, 2]]),
    ("iijj->ji", [[2, 2, 3, 3]]),
    ("ii,i->i", [[3, 3], [3]]),
    ("ii,ij->j", [[2, 2], [2, 3]]),
    ("bii,bi->b", [[2, 3, 3], [2, 3]]),
    # all other axes
    ("...->...", [[2, 3]]),
    ("...ij->...ji", [[2, 3]]),
    ("...ij->...ji", [[4, 2, 3]]),
    ("i...->...", [[2, 3, 4]]),
    ("i...->...i", [[2, 3, 4]]),
    ("i...j->j...i", [[2, 3, 4]]),
    ("...ii->...i", [[2, 3, 3]]),
    ("...ij,...jk->...ik", [[2, 3], [3, 4]]),
    ("...ij,...jk->...ik", [[5, 2, 3], [5, 3, 4]]),
    ("...ij,...jk->...ik", [[5, 2, 3], [3, 4]]),
    ("...ij,...jk->...ik", [[5, 1, 2, 3], [4, 3, 2]]),
    ("...ij,jk->...ik", [[2, 2, 2, 3], [3, 4]]),
    ("...i,...i->...", [[2, 1, 3], [1, 4, 3]]),
    ("...,...->...", [[3, 1], [4]]),
    ("...,...,...->...", [[2], [2], []]),
    ("...a,...a->...a", [[1, 3], [2, 3]]),
    ("...i->...", [[0, 3]]),
    # without an arrow
    ("ij,jk", [[2, 3], [3, 4]]),
    ("ji", [[2, 3]]),
    ("ba,cb", [[2, 3], [4, 2]]),
    ("ii", [[3, 3]]),
    ("i,i", [[3], [3]]),
    ("bA,Ac", [[2, 3], [3, 4]]),
    ("...ij,...jk", [[5, 2, 3], [3, 4]]),
    ("i...", [[2, 3]]),
    ("z...a", [[2, 3, 4]]),
    ("", [[]]),
    (",", [[], []]),
    # blanks
    (" i j , j k -> i k ", [[2, 3], [3, 4]]),
]
for formula, shapes in FORMULAS:
    xs = [draw(shape) for shape in shapes]
    out.add("einsum", [formula, [spec(x) for x in xs]], np.einsum(formula.replace(" ", ""), *map(wide, xs)), "float32", formula)
for dtype in ["float64", "int32", "bool"]:
    x, y = draw([3, 3], dtype), draw([2, 3], dtype)
    out.add("einsum", ["ii,...i", [spec(x), spec(y)]], np.einsum("ii,...i", wide(x), wide(y)), arithmetic(dtype), dtype)
out.write()
# After the values, so that these stay as they were drawn.
for formula, shapes in FORMULAS:
    def product(formula, xs):
        # PyTorch wants a letter or dots.
        return torch.einsum(formula.replace(" ", "") if formula.strip(" ,") else ",".join(["..."] * len(xs)), *xs)

    add_gradients(slopes, "einsum", [formula, [np.asarray(draw(shape)) for shape in shapes]], product, formula)
slopes.write()
