"""Writes the reference values of the operations, computed with NumPy and PyTorch, as JSON beside this file.

Run as: python generate.py   (needs numpy and torch; made with numpy 2 and torch 2.13, CPU)

cases.py says what a case is; layouts.py adds every kind of input that is not met here.
"""

import json
import math

import numpy as np
import torch

from cases import (
    F, NUMPY, File, arithmetic, draw, floating, layouts, nchw, nhwc, promote, same_pad, spec, torch64, two, wide,
)

# element-wise functions of one tensor ---------------------------------------------------------------------------
unary = File("unary")
FLOAT = {
    "exp": (np.exp, -2, 2),
    "expm1": (np.expm1, -2, 2),
    "log": (np.log, 0.001, 4),
    "log1p": (np.log1p, -0.9, 4),
    "sin": (np.sin, -7, 7),
    "cos": (np.cos, -7, 7),
    "sqrt": (np.sqrt, 0, 9),
    "rsqrt": (lambda a: 1 / np.sqrt(a), 0.1, 9),
    "reciprocal": (lambda a: 1 / a, 0.1, 9),
    "tanh": (np.tanh, -3, 3),
    "sigmoid": (torch64(torch.sigmoid), -6, 6),
    "softplus": (torch64(F.softplus), -6, 6),
    "erf": (torch64(torch.erf), -3, 3),
    "gelu": (torch64(F.gelu), -3, 3),
    "elu": (torch64(F.elu), -3, 3),
    "leakyRelu": (torch64(lambda t: F.leaky_relu(t, 0.2)), -3, 3),
}
SAME = {
    "neg": (np.negative, -3, 3),
    "abs": (np.abs, -3, 3),
    "sign": (np.sign, -3, 3),
    "floor": (np.floor, -3, 3),
    "ceil": (np.ceil, -3, 3),
    "round": (np.round, -3, 3),
    "relu": (lambda a: np.maximum(a, 0), -3, 3),
    "square": (np.square, -3, 3),
}
for op, (f, low, high) in {**FLOAT, **SAME}.items():
    result = floating if op in FLOAT else arithmetic
    for arg, a, note in layouts("float32", low, high):
        unary.add(op, [arg], f(wide(a)), result("float32"), note)
    for dtype in ["float64", "int32", "bool"]:
        a = draw([2, 3], dtype, max(low, 1) if op in ("log", "rsqrt", "reciprocal") else low, high)
        if op in ("log", "rsqrt", "reciprocal") and dtype == "bool":
            a = np.ones([2, 3], np.bool_)
        unary.add(op, [spec(a)], f(wide(a)), result(dtype), dtype)
special = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 100, -100, 1e-20, -1e-20, 3e38, -3e38], np.float32)
with np.errstate(all="ignore"):
    for op in ["exp", "expm1", "log", "log1p", "sqrt", "tanh", "sigmoid", "softplus", "erf", "neg", "abs", "sign", "floor", "relu"]:
        f = (FLOAT | SAME)[op][0]
        expected = f(wide(special)).astype(np.float32)
        unary.add(op, [spec(special)], expected, "float32", "special values")
a = np.array([np.nan, 1, np.inf, -np.inf], np.float32)
unary.add("isNaN", [spec(a)], np.isnan(a), "bool")
unary.add("isFinite", [spec(a)], np.isfinite(a), "bool")
for dtype in ["float32", "int32", "bool"]:
    a = np.array([0, 1, 0, 1]).astype(NUMPY[dtype])
    unary.add("logicalNot", [spec(a)], np.logical_not(a), "bool", dtype)
halves = np.array([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 0.49999997], np.float32)
unary.add("round", [spec(halves)], np.round(halves), "float32", "halves to even")
a = draw([3, 4], low=-4, high=4)
unary.add("clip", [spec(a), {"min": -1, "max": 2}], np.clip(a, -1, 2), "float32")
unary.add("clip", [spec(a), {"min": 0}], np.clip(a, 0, None), "float32", "min only")
i = draw([5], "int32", -5, 5)
unary.add("clip", [spec(i), {"max": 2}], np.clip(i, None, 2), "int32", "int32")
unary.add("leakyRelu", [spec(a), {"negativeSlope": 0.01}], torch64(lambda t: F.leaky_relu(t, 0.01))(a), "float32", "slope")
unary.add("elu", [spec(a), {"alpha": 0.5}], torch64(lambda t: F.elu(t, 0.5))(a), "float32", "alpha")
unary.add("gelu", [spec(a), {"approximate": True}], torch64(lambda t: F.gelu(t, approximate="tanh"))(a), "float32", "approximate")
for source in NUMPY:
    for target in NUMPY:
        a = draw([4], source, -3, 3)
        expected = (a != 0) if target == "bool" else np.trunc(wide(a)) if target == "int32" else wide(a)
        unary.add("cast", [spec(a), target], expected, target, f"{source} to {target}")
unary.write()

# element-wise functions of two tensors --------------------------------------------------------------------------
binary = File("binary")
ARITHMETIC = {
    "add": (np.add, arithmetic),
    "sub": (np.subtract, arithmetic),
    "mul": (np.multiply, arithmetic),
    "div": (np.divide, floating),
    "pow": (np.power, floating),
    "maximum": (np.maximum, arithmetic),
    "minimum": (np.minimum, arithmetic),
    "mod": (np.mod, arithmetic),
    "equal": (np.equal, None),
    "notEqual": (np.not_equal, None),
    "less": (np.less, None),
    "lessEqual": (np.less_equal, None),
    "greater": (np.greater, None),
    "greaterEqual": (np.greater_equal, None),
}
SHAPES = [
    ([3, 4], [3, 4], "same shape"),
    ([3, 4], [4], "row"),
    ([3, 4], [3, 1], "column"),
    ([3, 1], [1, 4], "outer"),
    ([2, 1, 3], [4, 1], "three axes"),
    ([3, 4], [], "number tensor"),
    ([], [2], "number on the left"),
    ([1], [1], "size 1"),
    ([0], [1], "empty"),
    ([2, 0], [0], "empty axis"),
]
DTYPES = [("float64", "float64"), ("int32", "int32"), ("bool", "bool"), ("int32", "float32"), ("float32", "float64"), ("bool", "int32")]


def dividing(op, a):
    """Divisors away from 0, and values that make comparisons meet equals."""
    if op in ("div", "mod"):
        return np.where(a == 0, 1, a).astype(a.dtype)
    return a


for op, (f, result) in ARITHMETIC.items():
    low = 0.5 if op == "pow" else -2
    for sa, sb, note in SHAPES:
        a, b = draw(sa, low=low), dividing(op, draw(sb))
        binary.add(op, [spec(a), spec(b)], f(wide(a), wide(b)), result("float32", "float32") if result else "bool", note)
    a, b = draw([3, 2], low=low), dividing(op, draw([5, 3]))
    binary.add(op, [spec(a, axes=[1, 0]), spec(b, ranges=[[0, 4, 2]])], f(wide(a.T), wide(b[0:4:2])), result("float32", "float32") if result else "bool", "transposed, sliced")
    for da, db in DTYPES:
        a, b = draw([6], da, max(low, 1) if op == "pow" else -3, 3), draw([6], db, 1 if op == "pow" else -3, 3)
        if op in ("div", "mod"):
            b = np.ones([6], np.bool_) if db == "bool" else dividing(op, b)
        binary.add(op, [spec(a), spec(b)], f(wide(a), wide(b)), result(da, db) if result else "bool", f"{da}, {db}")
    a = draw([2, 2], low=low)
    binary.add(op, [spec(a), 2], f(wide(a), 2.0), result("float32", "float32") if result else "bool", "plain number")
a = np.array([-2, -1.5, 0, 3], np.float32)
for p in [0, 1, 2, 3, -1, -2]:
    with np.errstate(all="ignore"):
        binary.add("pow", [spec(a), p], np.power(wide(a), p), "float32", f"power {p}")
with np.errstate(all="ignore"):
    binary.add("pow", [spec(a), 0.5], np.power(wide(a), 0.5), "float32", "root")
nan = np.array([np.nan, 1, np.nan, 2], np.float32)
other = np.array([1, np.nan, np.nan, 2], np.float32)
for op in ["maximum", "minimum", "equal", "notEqual", "less", "greaterEqual"]:
    f, result = ARITHMETIC[op]
    binary.add(op, [spec(nan), spec(other)], f(wide(nan), wide(other)), "float32" if result else "bool", "NaN")
x, y = np.array([2**30, -(2**31), 65537], np.int32), np.array([4, -1, 65537], np.int32)
with np.errstate(all="ignore"):
    for op in ["add", "mul"]:
        binary.add(op, [spec(x), spec(y)], ARITHMETIC[op][0](x, y), "int32", "overflow wraps")
for c, a, b in [([3, 2], [3, 2], [3, 2]), ([3, 1], [2], []), ([2], [3, 2], [1]), ([0], [0], [])]:
    m, u, v = draw(c, "bool"), draw(a), draw(b)
    binary.add("where", [spec(m), spec(u), spec(v)], np.where(m, wide(u), wide(v)), "float32")
m, u, v = draw([4], "bool"), draw([4], "int32"), draw([4], "float64")
binary.add("where", [spec(m), spec(u), spec(v)], np.where(m, wide(u), wide(v)), "float64", "dtypes")
binary.add("where", [spec(m), spec(u), 7], np.where(m, wide(u), 7), "int32", "plain number")
for op, f in [("logicalAnd", np.logical_and), ("logicalOr", np.logical_or)]:
    for da, db in [("bool", "bool"), ("float32", "int32")]:
        a, b = draw([2, 3], da), draw([3], db)
        binary.add(op, [spec(a), spec(b)], f(a, b), "bool", f"{da}, {db}")
binary.write()

# reductions ----------------------------------------------------------------------------------------------------
reduce = File("reduce")


def lse(a, axis=None, keepdims=False):
    m = np.max(a, axis=axis, keepdims=True)
    r = np.log(np.sum(np.exp(a - m), axis=axis, keepdims=True)) + m
    return r if keepdims else np.squeeze(r, axis=axis) if axis is not None else r.reshape(())


REDUCE = {
    "sum": (np.sum, arithmetic, True),
    "mean": (np.mean, floating, False),
    "prod": (np.prod, arithmetic, True),
    "max": (np.max, promote, False),
    "min": (np.min, promote, False),
    "variance": (np.var, floating, False),
    "std": (np.std, floating, False),
    "logSumExp": (lse, floating, False),
    "any": (np.any, None, True),
    "all": (np.all, None, True),
}
AXES = [None, 0, 1, 2, -1, -2, [0, 1], [0, 2], [1, 2], [2, 0], [0, 1, 2]]
for op, (f, result, empty) in REDUCE.items():
    for axis in AXES:
        a = draw([2, 3, 4])
        ax = tuple(axis) if isinstance(axis, list) else axis
        args = [spec(a)] + ([axis] if axis is not None else [])
        reduce.add(op, args, f(wide(a), axis=ax), result("float32") if result else "bool", f"axis {axis}")
    a = draw([2, 3, 4])
    reduce.add(op, [spec(a), 1, {"keepDims": True}], f(wide(a), axis=1, keepdims=True), result("float32") if result else "bool", "keepDims")
    reduce.add(op, [spec(a), [0, 2], {"keepDims": True}], f(wide(a), axis=(0, 2), keepdims=True), result("float32") if result else "bool", "keepDims twice")
    a = draw([3, 2])
    reduce.add(op, [spec(a, axes=[1, 0]), 0], f(wide(a.T), axis=0), result("float32") if result else "bool", "transposed")
    a = draw([5, 4])
    reduce.add(op, [spec(a, ranges=[[1, 4], [0, 4, 3]]), 1], f(wide(a[1:4, 0:4:3]), axis=1), result("float32") if result else "bool", "sliced")
    for shape in ([], [1], [1, 1]):
        a = draw(shape)
        reduce.add(op, [spec(a)], f(wide(a)), result("float32") if result else "bool", f"shape {shape}")
    for dtype in ["float64", "int32", "bool"]:
        a = draw([3, 3], dtype)
        reduce.add(op, [spec(a), 0], f(wide(a), axis=0), result(dtype) if result else "bool", dtype)
    if empty:
        a = draw([0, 3])
        reduce.add(op, [spec(a), 0], f(wide(a), axis=0), result("float32") if result else "bool", "empty axis")
        reduce.add(op, [spec(a)], f(wide(a)), result("float32") if result else "bool", "no values")
    a = draw([0, 3])
    if op != "logSumExp":
        with np.errstate(all="ignore"):
            if op not in ("mean", "variance", "std"):
                reduce.add(op, [spec(a), 1], f(wide(a), axis=1), result("float32") if result else "bool", "empty result")
long = draw([1001])
reduce.add("sum", [spec(long)], np.sum(wide(long)), "float32", "long")
reduce.add("variance", [spec(draw([4, 3])), 0, {"correction": 1}], np.zeros(3), "float32")
last = reduce.cases.pop()
a = np.array(last["args"][0]["data"], np.float64).reshape(4, 3)
reduce.add("variance", last["args"], np.var(a, axis=0, ddof=1), "float32", "correction")
reduce.add("std", last["args"], np.std(a, axis=0, ddof=1), "float32", "correction")
big = np.array([[1000, 1000], [-1000, -1001], [np.inf, 0], [-np.inf, -np.inf]], np.float32)
expected = torch.logsumexp(torch.from_numpy(wide(big)), 1).numpy()
reduce.add("logSumExp", [spec(big), 1], expected, "float32", "large")
nan = np.array([[1, np.nan], [3, 2]], np.float32)
for op in ["max", "min", "sum"]:
    reduce.add(op, [spec(nan), 1], REDUCE[op][0](wide(nan), axis=1), "float32", "NaN")
for op, f in [("argmax", np.argmax), ("argmin", np.argmin)]:
    for shape, axis in [([2, 3, 4], None), ([2, 3, 4], 0), ([2, 3, 4], 1), ([2, 3, 4], -1), ([1], None), ([5], 0)]:
        a = draw(shape)
        reduce.add(op, [spec(a)] + ([axis] if axis is not None else []), f(a, axis=axis), "int32", f"axis {axis}")
    a = draw([3, 4])
    reduce.add(op, [spec(a), 1, {"keepDims": True}], f(a, axis=1)[:, None], "int32", "keepDims")
    ties = np.array([[1, 3, 3, 1], [2, 2, 2, 2]], np.int32)
    reduce.add(op, [spec(ties), 1], f(ties, axis=1), "int32", "ties")
    reduce.add(op, [spec(nan), 1], f(nan, axis=1), "int32", "NaN")
for op, f in [("softmax", torch.softmax), ("logSoftmax", torch.log_softmax)]:
    for shape, axis in [([2, 3, 4], -1), ([2, 3, 4], 0), ([2, 3, 4], 1), ([5], 0), ([1], 0), ([3, 1], 1), ([0, 3], 1)]:
        a = draw(shape, low=-4, high=4)
        reduce.add(op, [spec(a), axis], f(torch.from_numpy(wide(a)), axis).numpy(), "float32", f"axis {axis}")
    big = np.array([[1000, -1000, 0], [-1000, -1000, -1000]], np.float32)
    reduce.add(op, [spec(big)], f(torch.from_numpy(wide(big)), -1).numpy(), "float32", "large")
    for dtype in ["float64", "int32"]:
        a = draw([2, 3], dtype)
        reduce.add(op, [spec(a)], f(torch.from_numpy(wide(a)), -1).numpy(), floating(dtype), dtype)
for shape, axis in [([2, 3, 4], -1), ([2, 3, 4], 0), ([2, 3, 4], 1), ([5], 0), ([0], 0), ([1, 1], 0)]:
    a = draw(shape)
    reduce.add("cumsum", [spec(a), axis], np.cumsum(wide(a), axis=axis), "float32", f"axis {axis}")
    reverse = np.flip(np.cumsum(np.flip(wide(a), axis), axis=axis), axis)
    reduce.add("cumsum", [spec(a), axis, {"reverse": True}], reverse, "float32", "reverse")
    reduce.add("cumsum", [spec(a), axis, {"exclusive": True}], np.cumsum(wide(a), axis=axis) - wide(a), "float32", "exclusive")
reduce.write()

# moving values -------------------------------------------------------------------------------------------------
moving = File("moving")
a = draw([2, 3, 4])
for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [0, 2, 1], [-1, 0, 1]]:
    moving.add("transpose", [spec(a), order], np.transpose(a, order), "float32")
for dtype in NUMPY:
    b = draw([2, 3], dtype)
    moving.add("transpose", [spec(b)], b.T, dtype, dtype)
for shape in ([], [4], [0, 3], [1, 3]):
    b = draw(shape)
    moving.add("transpose", [spec(b)], b.T, "float32", f"shape {shape}")
for shape, to in [([2, 6], [3, 4]), ([2, 6], [-1]), ([2, 6], [4, -1]), ([], [1, 1]), ([0, 3], [3, 0]), ([1], []), ([2, 3], [2, 3])]:
    b = draw(shape)
    moving.add("reshape", [spec(b), to], b.reshape(to), "float32")
b = draw([3, 2])
moving.add("reshape", [spec(b, axes=[1, 0]), [6]], b.T.reshape(6), "float32", "transposed")
for shape, axis in [([3], 0), ([3], 1), ([3], -1), ([2, 3], 1), ([], 0), ([0], -1)]:
    b = draw(shape)
    moving.add("expandDims", [spec(b), axis], np.expand_dims(b, axis), "float32")
for shape, axis in [([1, 3, 1], None), ([1, 3, 1], 0), ([1, 3, 1], -1), ([1, 1], [0, 1]), ([2], None)]:
    b = draw(shape)
    ax = tuple(axis) if isinstance(axis, list) else axis
    moving.add("squeeze", [spec(b)] + ([axis] if axis is not None else []), np.squeeze(b, axis=ax), "float32")
for shape in ([2, 3], [], [0, 2]):
    b = draw(shape)
    moving.add("flatten", [spec(b)], b.ravel(), "float32")
for shape, to in [([3], [2, 3]), ([3, 1], [3, 4]), ([], [2, 2]), ([1], [0]), ([2, 1, 3], [2, 4, 3])]:
    b = draw(shape)
    moving.add("broadcastTo", [spec(b), to], np.broadcast_to(b, to), "float32")
for ranges in [[[1, 2]], [None, [1]], [1], [None, -1, [0, 4, 2]], [[-1, None, -1]], [[0, 99], [-2]], [None, None, [3, 0, -2]], [[1, 1]], [0, 1, 2], [[2, 0, -1], [2, None, -1]]]:
    index = tuple(slice(None) if r is None else r if isinstance(r, int) else slice(*(r + [None])[:3]) if len(r) < 3 and len(r) > 1 else slice(r[0], None) if len(r) == 1 else slice(*r) for r in ranges)
    moving.add("slice", [spec(a), ranges], a[index], "float32", str(ranges))
for dtype in NUMPY:
    b = draw([4], dtype)
    moving.add("slice", [spec(b), [[1, 3]]], b[1:3], dtype, dtype)
    moving.add("flip", [spec(b)], b[::-1], dtype, dtype)
moving.add("at", [spec(a), 1], a[1], "float32")
moving.add("at", [spec(a), [1, -1]], a[1, -1], "float32")
moving.add("at", [spec(a), [0, 1, 2]], a[0, 1, 2], "float32")
moving.add("flip", [spec(a), 1], np.flip(a, 1), "float32")
moving.add("flip", [spec(a), [0, -1]], np.flip(a, (0, -1)), "float32")
for shapes, axis in [(([2, 3], [1, 3]), 0), (([2, 3], [2, 1], [2, 2]), 1), (([2], [3]), -1), (([0, 2], [1, 2]), 0), (([2, 2],), 1), (([1, 2, 1], [1, 2, 3]), 2)]:
    parts = [draw(s) for s in shapes]
    moving.add("concat", [[spec(p) for p in parts], axis], np.concatenate(parts, axis), "float32", f"axis {axis}")
parts = [draw([2], "int32"), draw([2], "float64"), draw([1], "bool")]
moving.add("concat", [[spec(p) for p in parts]], np.concatenate([wide(p) for p in parts]), "float64", "dtypes")
for shape, count, axis in [([3], 2, 0), ([3], 2, 1), ([3], 2, -1), ([2, 2], 3, 1), ([], 4, 0), ([0], 2, 0)]:
    parts = [draw(shape) for _ in range(count)]
    moving.add("stack", [[spec(p) for p in parts], axis], np.stack(parts, axis), "float32", f"axis {axis}")
for shape, widths in [([3], [[1, 2]]), ([2, 2], [[0, 1], [2, 0]]), ([0], [[1, 1]]), ([1, 1], [[0, 0], [1, 1]])]:
    b = draw(shape)
    moving.add("pad", [spec(b), widths], np.pad(b, widths), "float32")
    moving.add("pad", [spec(b), widths, {"value": -1.5}], np.pad(b, widths, constant_values=-1.5), "float32", "value")
for shape, counts in [([2], [3]), ([2, 3], [2, 1]), ([2, 1], [1, 3]), ([2], [0]), ([0], [2])]:
    b = draw(shape)
    moving.add("tile", [spec(b), counts], np.tile(b, counts), "float32")
for shape, index, axis in [([5, 2], [3], 0), ([5, 2], [2, 2], 0), ([2, 5], [3], 1), ([2, 5, 2], [2, 2], -2), ([4], [], 0), ([4, 2], [0], 0)]:
    b, i = draw(shape), draw(index, "int32", 0, 3)
    moving.add("gather", [spec(b), spec(i), {"axis": axis}], np.take(b, i, axis), "float32", f"axis {axis}")
for dtype in NUMPY:
    b, i = draw([4, 2], dtype), draw([3], "int32", 0, 3)
    moving.add("gather", [spec(b), spec(i)], np.take(b, i, 0), dtype, dtype)
for shape, index, axis in [([3, 4], [3, 2], 1), ([4, 3], [2, 3], 0), ([2, 4, 2], [2, 3, 2], 1), ([4], [6], -1)]:
    b, i = draw(shape), draw(index, "int32", 0, 3)
    moving.add("takeAlongAxis", [spec(b), spec(i), {"axis": axis}], np.take_along_axis(b, i, axis), "float32", f"axis {axis}")
for shape, axis in [([6], 0), ([3, 4], -1), ([3, 4], 0), ([2, 3, 2], 1), ([0], 0), ([1], 0)]:
    b = draw(shape)
    moving.add("argsort", [spec(b), axis], np.argsort(b, axis, kind="stable"), "int32", f"axis {axis}")
    moving.add("sort", [spec(b), axis], np.sort(b, axis), "float32", f"axis {axis}")
    moving.add("sort", [spec(b), axis, {"descending": True}], -np.sort(-b, axis), "float32", "descending")
ties = np.array([2, 1, 2, 1, 2], np.int32)
moving.add("argsort", [spec(ties)], np.argsort(ties, kind="stable"), "int32", "ties")
moving.add("argsort", [spec(ties), -1, {"descending": True}], np.argsort(-ties, kind="stable"), "int32", "ties, descending")
nan = np.array([2, np.nan, 1], np.float32)
moving.add("sort", [spec(nan)], np.sort(nan), "float32", "NaN last")
moving.add("sort", [spec(nan), -1, {"descending": True}], np.array([np.nan, 2, 1]), "float32", "NaN first, descending")
for dtype in NUMPY:
    b = draw([5], dtype)
    moving.add("sort", [spec(b)], np.sort(b), dtype, dtype)
for shape, classes in [([4], 3), ([2, 2], 3), ([], 3), ([0], 3), ([1], 1)]:
    i = draw(shape, "int32", 0, classes - 1)
    moving.add("oneHot", [spec(i), classes], np.eye(classes)[i], "float32")
i = draw([3], "int32", 0, 2)
moving.add("oneHot", [spec(i), 3, {"dtype": "bool"}], np.eye(3)[i], "bool", "bool")
moving.write()

# products and windows ------------------------------------------------------------------------------------------
products = File("products")
for sa, sb in [([2, 3], [3, 4]), ([1, 1], [1, 1]), ([3], [3]), ([3], [3, 2]), ([2, 3], [3]), ([5, 2, 3], [5, 3, 2]), ([5, 2, 3], [3, 2]), ([2, 3], [5, 3, 2]), ([2, 1, 2, 3], [4, 3, 2]), ([3], [2, 3, 2]), ([2, 2, 3], [3]), ([0, 3], [3, 2]), ([2, 0], [0, 2]), ([2, 3], [3, 0]), ([0, 2, 3], [3, 2]), ([4, 17], [17, 9])]:
    x, y = draw(sa), draw(sb)
    products.add("matmul", [spec(x), spec(y)], np.matmul(wide(x), wide(y)), "float32", f"{sa} x {sb}")
for da, db in [("float64", "float64"), ("int32", "int32"), ("bool", "bool"), ("int32", "float32")]:
    x, y = draw([2, 3], da), draw([3, 2], db)
    products.add("matmul", [spec(x), spec(y)], np.matmul(wide(x), wide(y)), arithmetic(da, db), f"{da}, {db}")
x, y = draw([3, 2]), draw([4, 3])
products.add("matmul", [spec(x, axes=[1, 0]), spec(y, axes=[1, 0])], wide(x).T @ wide(y).T, "float32", "transposed")
for formula, shapes in [("ij,jk->ik", ([2, 3], [3, 4])), ("ij,jk->ki", ([2, 3], [3, 4])), ("bij,bjk->bik", ([2, 2, 3], [2, 3, 2])), ("i,j->ij", ([2], [3])), ("ij->ji", ([2, 3],)), ("ij->", ([2, 3],)), ("ij->j", ([2, 3],)), ("ij,ij->i", ([2, 3], [2, 3])), ("ij,ij->", ([2, 3], [2, 3])), ("i,i->", ([3], [3])), ("bhqd,bhkd->bhqk", ([2, 2, 3, 2], [2, 2, 4, 2])), ("ij,jk,kl->il", ([2, 3], [3, 2], [2, 4])), ("ab,cd->ac", ([2, 3], [2, 2])), ("i,i,i->i", ([3], [3], [3])), ("ij,j->i", ([0, 3], [3]))]:
    xs = [draw(s) for s in shapes]
    products.add("einsum", [formula, [spec(x) for x in xs]], np.einsum(formula, *[wide(x) for x in xs]), "float32", formula)

CONV = [
    ([1, 4, 4, 1], [3, 3, 1, 1], {}),
    ([2, 5, 6, 3], [3, 2, 3, 4], {}),
    ([2, 5, 6, 3], [3, 2, 3, 4], {"padding": "same"}),
    ([1, 7, 7, 2], [3, 3, 2, 2], {"strides": 2}),
    ([1, 7, 7, 2], [3, 3, 2, 2], {"strides": 2, "padding": "same"}),
    ([1, 6, 6, 2], [2, 2, 2, 2], {"strides": [2, 1], "padding": "same"}),
    ([1, 7, 7, 1], [3, 3, 1, 2], {"dilation": 2}),
    ([1, 7, 7, 1], [3, 3, 1, 2], {"dilation": [1, 2], "padding": "same"}),
    ([1, 4, 4, 1], [3, 3, 1, 1], {"padding": 1}),
    ([1, 4, 5, 1], [3, 3, 1, 1], {"padding": [2, 1], "strides": 2}),
    ([2, 3, 3, 2], [1, 1, 2, 3], {}),
    ([0, 4, 4, 1], [3, 3, 1, 2], {}),
    ([1, 3, 3, 1], [3, 3, 1, 1], {}),
]

for sx, sk, options in CONV:
    x, k = draw(sx), draw(sk)
    stride, dilation = two(options.get("strides", 1)), two(options.get("dilation", 1))
    padding = options.get("padding", "valid")
    t = nchw(x)
    if padding == "same":
        t = same_pad(t, sk[:2], stride, dilation)
    pad = [0, 0] if isinstance(padding, str) else two(padding)
    y = F.conv2d(t, torch.from_numpy(wide(k)).permute(3, 2, 0, 1), stride=stride, dilation=dilation, padding=pad)
    products.add("conv2d", [spec(x), spec(k), options], nhwc(y), "float32", json.dumps(options))
x, k = draw([1, 4, 4, 2], "float64"), draw([2, 2, 2, 1], "float64")
products.add("conv2d", [spec(x), spec(k)], nhwc(F.conv2d(nchw(x), torch.from_numpy(k).permute(3, 2, 0, 1))), "float64", "float64")
for sx, sk, options in [([2, 6, 3], [3, 3, 2], {}), ([1, 7, 2], [3, 2, 2], {"strides": 2, "padding": "same"}), ([1, 8, 1], [3, 1, 1], {"dilation": 2}), ([1, 5, 1], [3, 1, 2], {"padding": 1})]:
    x, k = draw(sx), draw(sk)
    s, d, padding = options.get("strides", 1), options.get("dilation", 1), options.get("padding", "valid")
    t = torch.from_numpy(wide(x)).permute(0, 2, 1)
    if padding == "same":
        t = same_pad(t, [sk[0]], [s], [d])
    y = F.conv1d(t, torch.from_numpy(wide(k)).permute(2, 1, 0), stride=s, dilation=d, padding=0 if isinstance(padding, str) else padding)
    products.add("conv1d", [spec(x), spec(k), options], y.permute(0, 2, 1).numpy(), "float32", json.dumps(options))
for sx, options in [([1, 4, 4, 1], {}), ([2, 5, 7, 3], {}), ([2, 5, 7, 3], {"padding": "same"}), ([1, 5, 5, 2], {"size": 3, "strides": 1}), ([1, 5, 5, 2], {"size": [3, 2], "strides": [2, 1]}), ([1, 4, 4, 1], {"size": 3, "strides": 2, "padding": 1}), ([1, 2, 2, 1], {"size": 1}), ([0, 4, 4, 1], {})]:
    x = draw(sx)
    size = two(options.get("size", 2))
    stride = two(options.get("strides", size))
    padding = options.get("padding", "valid")
    t = nchw(x)
    low, counted = t, torch.ones_like(t)
    if padding == "same":
        low, t, counted = same_pad(t, size, stride, [1, 1], -math.inf), same_pad(t, size, stride, [1, 1]), same_pad(counted, size, stride, [1, 1])
    elif not isinstance(padding, str):
        p = two(padding)
        widths = [p[1], p[1], p[0], p[0]]
        low, t, counted = F.pad(low, widths, value=-math.inf), F.pad(t, widths), F.pad(counted, widths)
    products.add("maxPool2d", [spec(x), options], nhwc(F.max_pool2d(low, size, stride)), "float32", json.dumps(options))
    average = F.avg_pool2d(t, size, stride) / F.avg_pool2d(counted, size, stride)
    products.add("averagePool2d", [spec(x), options], nhwc(average), "float32", json.dumps(options))
products.write()
