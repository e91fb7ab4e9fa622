"""Writes layouts.json: for the operations that generate.py does not already show them to, inputs of every kind.

Run as: python layouts.py   (needs numpy and torch; made with numpy 2 and torch 2.13, CPU)

The kinds are: transposed, sliced, empty, size 1, each dtype, each axis from both ends. tests/lib/ops/layouts.test.ts
checks that between the two files no operation lacks one.
"""

import numpy as np
import torch

from cases import F, NUMPY, File, arithmetic, draw, floating, kinds, moved, nchw, nhwc, promote, spec, wide

out = File("layouts")


def same(*dtypes):
    return dtypes[0]


def always(dtype):
    return lambda *dtypes: dtype


def every(op, shape, f, result=same, more=(), **options):
    """One operation of one tensor on inputs of every kind; `more` are its other arguments."""
    for argument, a, dtype, note in kinds(shape, **options):
        out.add(op, [argument, *more], f(wide(a)), result(dtype), note)


def along(op, f, result=same, more=(), shape=(2, 3, 4), wrap=lambda axis: axis, low=0, **options):
    """The same for an operation along an axis: every kind with the last axis, then each axis from both ends."""
    shape = list(shape)
    every(op, shape, lambda a: f(a, -1), result, (wrap(-1), *more), **options)
    for axis in range(-len(shape) + low, len(shape)):
        a = draw(shape)
        out.add(op, [spec(a), wrap(axis), *more], f(wide(a), axis), result("float32"), f"axis {axis}")


def torch_of(f):
    return lambda a, axis: f(torch.from_numpy(np.ascontiguousarray(a)), axis).numpy()


# element-wise ------------------------------------------------------------------------------------------------
every("isNaN", [2, 3], np.isnan, always("bool"))
every("isFinite", [2, 3], np.isfinite, always("bool"))
every("logicalNot", [2, 3], np.logical_not, always("bool"))
every("clip", [2, 3], lambda a: np.clip(a, 0, 1), arithmetic, [{"min": 0, "max": 1}])
every("detach", [2, 3], np.copy)
every("cast", [2, 3], lambda a: a, always("float64"), ["float64"])
for op, f in [("logicalAnd", np.logical_and), ("logicalOr", np.logical_or)]:
    every(op, [2, 3], lambda a: f(a, False), always("bool"), [spec(np.array([False]))])
    for sa, sb, note in [([3, 4], [4], "row"), ([3, 1], [1, 4], "outer"), ([], [2], "number on the left"), ([2, 1, 3], [4, 1], "three axes")]:
        a, b = draw(sa, "bool"), draw(sb, "bool")
        out.add(op, [spec(a), spec(b)], f(a, b), "bool", note)
mask = draw([2, 3], "bool")
for (m, condition, note), (x, a, _), (y, b, _) in zip(moved([2, 3], "bool"), moved([2, 3]), moved([2, 3])):
    out.add("where", [m, x, y], np.where(condition, wide(a), wide(b)), "float32", note)
for dtype in NUMPY:
    a = draw([2, 3], dtype)
    out.add("where", [spec(mask), spec(a), spec(a)], wide(a), dtype, dtype)

# reductions --------------------------------------------------------------------------------------------------
for op, f, empty in [("mean", np.mean, np.nan), ("variance", np.var, np.nan), ("std", np.std, np.nan), ("logSumExp", None, -np.inf)]:
    nothing = draw([0, 3])
    out.add(op, [spec(nothing)], np.full([], empty), "float32", "no values")
    out.add(op, [spec(nothing), 0], np.full([3], empty), "float32", "empty axis")
    out.add(op, [spec(nothing), 1], np.zeros([0]), "float32", "empty result")
for op, f in [("sum", np.sum), ("mean", np.mean), ("prod", np.prod), ("max", np.max), ("min", np.min), ("variance", np.var), ("std", np.std), ("logSumExp", lambda a, axis: torch.logsumexp(torch.from_numpy(a), axis).numpy()), ("any", np.any), ("all", np.all)]:
    a = draw([2, 3, 4])
    out.add(op, [spec(a), -3], f(wide(a), axis=-3), "bool" if op in ("any", "all") else "float32", "axis -3")
for op, f in [("argmax", np.argmax), ("argmin", np.argmin)]:
    along(op, f, always("int32"), small=False)
    for sizes, axis in [([1, 1, 1], 1), ([0, 3], 1), ([2, 0, 3], -1)]:
        a = draw(sizes)
        out.add(op, [spec(a), axis], f(a, axis), "int32", f"shape {sizes}")
along("softmax", torch_of(torch.softmax), floating)
along("logSoftmax", torch_of(torch.log_softmax), floating)

# along an axis -----------------------------------------------------------------------------------------------
along("cumsum", np.cumsum, arithmetic)
along("sort", np.sort)
along("argsort", lambda a, axis: np.argsort(a, axis, kind="stable"), always("int32"))
along("sort", lambda a, axis: -np.sort(-a, axis), more=[{"descending": True}])
along("argsort", lambda a, axis: np.argsort(-a, axis, kind="stable"), always("int32"), more=[{"descending": True}])
along("flip", np.flip)


def top(a, axis, count):
    """NumPy's stable order, greatest first, cut off after `count`."""
    order = np.take(np.argsort(-a, axis, kind="stable"), range(count), axis)
    return np.take_along_axis(a, order, axis), order


for part, result in [("values", same), ("indices", always("int32"))]:
    before = len(out.cases)
    which = 0 if part == "values" else 1
    for axis in [-3, -2, -1, 0, 1, 2]:
        a = draw([2, 3, 4])
        out.add("topK", [spec(a), 2, {"axis": axis}], top(wide(a), axis, 2)[which], result("float32"), f"axis {axis}")
    for argument, a, dtype, note in kinds([3, 4], small=False):
        out.add("topK", [argument, 3], top(wide(a), -1, 3)[which], result(dtype), note)
    for sizes, count in [([1, 1], 1), ([0, 3], 2), ([3, 0], 0), ([3, 4], 0), ([5], 5)]:
        a = draw(sizes)
        out.add("topK", [spec(a), count], top(wide(a), -1, count)[which], result("float32"), f"{count} of {sizes}")
    nan = np.array([2, np.nan, 3, 3], np.float32)
    greatest = (np.array([np.nan, 3, 3, 2]), np.array([1, 2, 3, 0]))
    out.add("topK", [spec(nan), 4], greatest[which], result("float32"), "ties, NaN first")
    for case in out.cases[before:]:
        case["pick"] = part

# moving values -----------------------------------------------------------------------------------------------
along("expandDims", np.expand_dims, low=-1)
every("squeeze", [2, 1, 3], lambda a: np.squeeze(a, 1), more=[1])
for axis in [-3, -2, -1, 0, 1, 2]:
    sizes = [2, 3, 4]
    sizes[axis] = 1
    a = draw(sizes)
    out.add("squeeze", [spec(a), axis], np.squeeze(a, axis), "float32", f"axis {axis}")
every("flatten", [2, 3], np.ravel)
every("reshape", [2, 3], lambda a: a.reshape(a.shape[::-1] + (1,)), more=[[3, 2, 1]], small=False)
for sizes, to in [([1, 1], [1]), ([0, 3], [2, 0]), ([2, 0], [0])]:
    a = draw(sizes)
    out.add("reshape", [spec(a), to], a.reshape(to), "float32", f"{sizes} to {to}")
every("transpose", [2, 3, 4], np.transpose)
every("broadcastTo", [2, 1, 3], lambda a: np.broadcast_to(a, [2, 2, 4, 3]), more=[[2, 2, 4, 3]], small=False)
for sizes, to in [([1, 1], [2, 3]), ([0, 1], [0, 3]), ([1, 3], [0, 3])]:
    a = draw(sizes)
    out.add("broadcastTo", [spec(a), to], np.broadcast_to(a, to), "float32", f"{sizes} to {to}")
every("slice", [3, 4], lambda a: a[:, ::-1], more=[[None, [-1, None, -1]]], small=False)
for sizes, ranges in [([1, 1], [[0, 1], None]), ([0, 3], [None, [1, 2]]), ([3, 0], [[1, 3], None])]:
    a = draw(sizes)
    out.add("slice", [spec(a), ranges], a[tuple(slice(*r) if r else slice(None) for r in ranges)], "float32", f"shape {sizes}")
every("at", [3, 4], lambda a: a[-1], more=[-1], small=False)
for sizes, index in [([1, 1], [0, 0]), ([2, 0], 1), ([2, 3, 4], [0, -1]), ([2, 3, 4], [-2, 0, 3])]:
    a = draw(sizes)
    out.add("at", [spec(a), index], a[tuple(np.atleast_1d(index))], "float32", f"shape {sizes}")
every("pad", [2, 3], lambda a: np.pad(a, [[1, 0], [2, 1]]), more=[[[1, 0], [2, 1]]])
every("tile", [2, 3], lambda a: np.tile(a, [2, 3]), more=[[2, 3]])
for axis in [-3, -2, -1, 0, 1, 2]:
    a, b = draw([2, 3, 4]), draw([2, 3, 4])
    out.add("concat", [[spec(a), spec(b)], axis], np.concatenate([a, b], axis), "float32", f"axis {axis}")
for axis in [-4, -3, -2, -1, 0, 1, 2, 3]:
    a, b = draw([2, 3, 4]), draw([2, 3, 4])
    out.add("stack", [[spec(a), spec(b)], axis], np.stack([a, b], axis), "float32", f"axis {axis}")
for op, f in [("concat", np.concatenate), ("stack", np.stack)]:
    for (x, a, _), (y, b, note) in zip(moved([2, 3]), moved([2, 3])):
        out.add(op, [[x, y], 1], f([a, b], 1), "float32", note)
    for dtype in NUMPY:
        a, b = draw([2, 2], dtype), draw([2, 2], dtype)
        out.add(op, [[spec(a), spec(b)], 1], f([a, b], 1), dtype, dtype)
    for sizes in ([1, 1], [0, 2]):
        a, b = draw(sizes), draw(sizes)
        out.add(op, [[spec(a), spec(b)], 1], f([a, b], 1), "float32", f"shape {sizes}")
    a, b = draw([2, 2], "int32"), draw([2, 2])
    out.add(op, [[spec(a), spec(b)], 0], f([wide(a), wide(b)], 0), promote("int32", "float32"), "int32, float32")
picked = draw([2, 2], "int32", 0, 1)
every("gather", [2, 3], lambda a: np.take(a, picked, -1), more=[spec(picked), {"axis": -1}], small=False)
for axis in [-3, -2, -1, 0, 1, 2]:
    a = draw([2, 3, 4])
    out.add("gather", [spec(a), spec(picked), {"axis": axis}], np.take(a, picked, axis), "float32", f"axis {axis}")
    i = draw([2, 3, 4], "int32", 0, 1)
    out.add("takeAlongAxis", [spec(a), spec(i), {"axis": axis}], np.take_along_axis(a, i, axis), "float32", f"axis {axis}")
a = draw([1, 1])
zero = np.zeros([1, 1], np.int32)
out.add("gather", [spec(a), spec(zero)], np.take(a, zero, 0), "float32", "size 1")
out.add("takeAlongAxis", [spec(a), spec(zero), {"axis": 1}], a, "float32", "size 1")
for index, i, note in moved([2, 3], "int32", 0, 1):
    a = draw([2, 3])
    out.add("gather", [spec(a), index], np.take(a, i, 0), "float32", f"indices {note}")
    out.add("takeAlongAxis", [spec(a), index, {"axis": 0}], np.take_along_axis(a, i, 0), "float32", f"indices {note}")
i = draw([2, 2], "int32", 0, 2)
every("takeAlongAxis", [2, 3], lambda a: np.take_along_axis(a, i, 1), more=[spec(i), {"axis": 1}], small=False)
nothing = draw([0, 3])
out.add("takeAlongAxis", [spec(nothing), spec(nothing.astype(np.int32)), {"axis": 1}], nothing, "float32", "empty")
for index, i, note in moved([2, 3], "int32", 0, 2):
    out.add("oneHot", [index, 3], np.eye(3)[i], "float32", note)
for dtype in NUMPY:
    i = draw([2, 2], "int32", 0, 2)
    out.add("oneHot", [spec(i), 3, {"dtype": dtype}], np.eye(3)[i], dtype, f"as {dtype}")

# products and windows ----------------------------------------------------------------------------------------
for (x, a, _), (y, b, note) in zip(moved([2, 3]), moved([3, 4])):
    out.add("matmul", [x, y], wide(a) @ wide(b), "float32", note)
    out.add("einsum", ["ij,jk->ki", [x, y]], (wide(a) @ wide(b)).T, "float32", note)
for dtype in NUMPY:
    a, b = draw([2, 3], dtype), draw([3, 2], dtype)
    out.add("einsum", ["ij,jk->ik", [spec(a), spec(b)]], wide(a) @ wide(b), arithmetic(dtype), dtype)
a, b = draw([1, 1]), draw([1, 1])
out.add("einsum", ["ij,jk->ik", [spec(a), spec(b)]], wide(a) @ wide(b), "float32", "size 1")


def convolve(a, k):
    return nhwc(F.conv2d(nchw(a), torch.from_numpy(wide(k)).permute(3, 2, 0, 1)))


def convolve1d(a, k):
    return convolve(a[:, :, None, :], k[:, None, :, :])[:, :, 0, :]


for op, sx, sk, f in [("conv2d", [2, 4, 5, 2], [2, 3, 2, 3], convolve), ("conv1d", [2, 5, 2], [3, 2, 3], convolve1d)]:
    for (x, a, _), (y, k, note) in zip(moved(sx), moved(sk)):
        out.add(op, [x, y], f(a, k), "float32", note)
    for dtype in NUMPY:
        a, k = draw(sx, dtype), draw(sk, dtype)
        out.add(op, [spec(a), spec(k)], f(a, k), floating(dtype), dtype)
    for sizes in ([0] + sx[1:], sx):
        a, k = draw(sizes), draw(sk)
        out.add(op, [spec(a), spec(k)], f(a, k), "float32", f"batch of {sizes[0]}")
    a, k = draw([1] * len(sx)), draw([1] * len(sk))
    out.add(op, [spec(a), spec(k)], f(a, k), "float32", "size 1")
every("maxPool2d", [2, 4, 5, 3], lambda a: nhwc(F.max_pool2d(nchw(a), 2)), small=False)
every("averagePool2d", [2, 4, 5, 3], lambda a: nhwc(F.avg_pool2d(nchw(a), 2)), floating, small=False)
out.write()
