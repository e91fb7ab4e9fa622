"""Writes the reference values and gradients of the operations that are functions only, as JSON beside this file.

Run as: python more.py   (needs numpy and torch; made with numpy 2 and torch 2.13, CPU)

cases.py says what a case is. more.json holds values, more-gradients.json the gradients of sum(result * cotangent) for
each float argument (null for the others), as PyTorch has them in float64.
"""

import math

import numpy as np
import torch

import cases
from cases import (
    F, File, add_gradients, arithmetic, digits, draw, floating, kinds, layouts, moved, promote, same_pad, spec, torch64, two, wide, written,
)

cases.rng = np.random.default_rng(31)
values = File("more")
slopes = File("more-gradients")


def both(op, args, f, note="", pick=None):
    """A case for the value in float32 and, with the same numbers, one for the gradients in float64.

    `f` gets a tensor of PyTorch for each array of `args`, and anything else as it is.
    """
    args = [np.asarray(a) if isinstance(a, np.generic) else a for a in args]
    y = add_gradients(slopes, op, args, f, note)
    values.add(op, [written(a) for a in args], y, "float32", note)
    if pick is not None:
        values.cases[-1]["pick"] = slopes.cases[-1]["pick"] = pick


def every(op, shape, f, result=lambda dtype: dtype, more=(), pick=None, **options):
    """One operation of one tensor on inputs of every kind; `more` are its other arguments."""
    for argument, a, dtype, note in kinds(shape, **options):
        values.add(op, [argument, *more], f(wide(a)), result(dtype), note)
        if pick is not None:
            values.cases[-1]["pick"] = pick


# functions of one tensor ------------------------------------------------------------------------------------------
UNARY = {
    "silu": (F.silu, -6, 6),
    "mish": (F.mish, -6, 6),
    "hardSigmoid": (F.hardsigmoid, -5, 5),
    "tan": (torch.tan, -1.4, 1.4),
}
for op, (f, low, high) in UNARY.items():
    for arg, a, note in layouts("float32", low, high):
        values.add(op, [arg], torch64(f)(a), "float32", note)
    for dtype in ["float64", "int32", "bool"]:
        a = draw([2, 3], dtype, low, high)
        values.add(op, [spec(a)], torch64(f)(a), floating(dtype), dtype)
    every(op, [2, 3], torch64(f), floating, low=low, high=high)
    # PyTorch's own gradient of it has 1/6 in float32.
    smooth = (lambda t: F.relu6(t + 3) / 6) if op == "hardSigmoid" else f
    both(op, [draw([7], "float32", low, high)], smooth)
    both(op, [draw([2, 3], "float32", low, high)], smooth, "matrix")
special = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 100, -100, 1e-20, -1e-20], np.float32)
values.add("hardSigmoid", [spec(special)], torch64(F.hardsigmoid)(special), "float32", "special values")
values.add("isInf", [spec(special)], np.isinf(special), "bool", "special values")
values.add("isInf", [spec(draw([4], "int32"))], np.zeros(4, bool), "bool", "int32")

# two tensors ------------------------------------------------------------------------------------------------------
SHAPES = [([3, 4], [3, 4]), ([3, 4], [4]), ([3, 1], [1, 4]), ([], [2, 2]), ([0], [1])]
for sa, sb in SHAPES:
    both("atan2", [draw(sa), draw(sb)], torch.atan2, f"{sa}, {sb}")
signs = np.array([0.0, -0.0, 1, -1, np.inf, -np.inf, np.nan, 1e-30, 3e38], np.float32)
y, x = [g.ravel() for g in np.meshgrid(signs, signs)]
values.add("atan2", [spec(y), spec(x)], np.arctan2(wide(y), wide(x)), "float32", "special values")
values.add("atan2", [spec(draw([5], "float64", -9, 9)), spec(draw([5], "float64", -9, 9))], np.zeros(5), "float64", "float64")
last = values.cases[-1]
a, b = [np.array(arg["data"], np.float64) for arg in last["args"]]
last["expected"] = spec(np.arctan2(a, b))
values.add("atan2", [spec(draw([4], "int32")), 2], np.zeros(4), "float32", "int32 and a number")
last = values.cases[-1]
last["expected"] = spec(np.arctan2(np.array(last["args"][0]["data"], np.float64), 2.0), "float32")
for sa, sb in SHAPES:
    a, b = draw(sa, low=-9, high=9), np.where(draw(sb) > 0, 1.25, -0.7).astype(np.float32)
    values.add("floorDivide", [spec(a), spec(b)], np.floor_divide(a, b), "float32", f"{sa}, {sb}")
a, b = np.array([1, 7, -7, 7, -7, 0, 2**31 - 1, -(2**31)], np.int32), np.array([3, 2, 2, -2, -2, 5, 7, 3], np.int32)
values.add("floorDivide", [spec(a), spec(b)], np.floor_divide(a, b), "int32", "int32")
a = np.array([1, 1, -1, 0, 5, np.inf], np.float32)
b = np.array([0.1, 0, 0, 0, np.inf, 2], np.float32)
with np.errstate(all="ignore"):
    values.add("floorDivide", [spec(a), spec(b)], np.floor_divide(a, b), "float32", "special values")
    values.add("floorDivide", [spec(np.array([3, -3], np.int32)), 0], np.array([0, 0], np.int32), "int32", "int32 by 0")
for n, m in [(3, 2), (1, 1), (0, 2)]:
    both("outer", [draw([n]), draw([m])], torch.outer, f"{n} by {m}")
values.add("outer", [spec(np.array([1, 2], np.int32)), spec(np.array([3, 4], np.int32))], [[3, 4], [6, 8]], "int32", "int32")

# norms ------------------------------------------------------------------------------------------------------------
for order in [2, 1, 3, 0.5, math.inf, -math.inf]:
    for axis in [None, 0, 1, [0, 2]]:
        more = {} if order == 2 else {"order": order}
        if axis == 1:
            more["keepDims"] = True
        a = np.where(np.abs(v := draw([2, 3, 2])) < 0.05, 0.3, v).astype(np.float32)
        f = lambda t, *_: torch.linalg.vector_norm(t, order, None if axis is None else tuple(axis) if isinstance(axis, list) else axis, keepdim=axis == 1)
        if math.isinf(order):
            # JSON has no infinity, and the tests know how to read one in a tensor only.
            continue
        both("norm", [a, *([] if axis is None and not more else [[0, 1, 2] if axis is None else axis, more])], f, f"order {order} axis {axis}")
both("norm", [np.zeros([3], np.float32)], torch.linalg.vector_norm, "zeros")
values.add("norm", [spec(draw([3], "int32", 1, 4))], 0, "float32", "int32")
last = values.cases[-1]
last["expected"] = spec(np.linalg.norm(np.array(last["args"][0]["data"], np.float64)), "float32")

# triangles, rolls, running products ---------------------------------------------------------------------------------
for op, f in [("tril", torch.tril), ("triu", torch.triu)]:
    for shape, k in [([3, 3], 0), ([3, 4], 1), ([4, 2], -1), ([2, 2, 3], 0), ([1, 1], -1), ([0, 2], 0)]:
        both(op, [draw(shape), k], f, f"{shape} {k}")
    a = draw([2, 2], "int32")
    values.add(op, [spec(a)], getattr(np, op)(a), "int32", "int32")
for shape, shift, axis in [([5], 2, 0), ([5], -7, 0), ([3, 4], 1, 1), ([3, 4], [1, -2], [0, 1]), ([3, 4], 5, None), ([2, 3, 2], 1, -2), ([0], 3, 0), ([1], 9, 0)]:
    both("roll", [draw(shape), shift, *([] if axis is None else [axis])], lambda t, *_: torch.roll(t, shift, axis), f"{shift} along {axis}")
for shape, axis in [([5], 0), ([3, 4], 0), ([3, 4], 1), ([2, 3, 2], -2), ([1], 0), ([0], 0), ([2, 17], 1)]:
    both("cumprod", [draw(shape), axis], torch.cumprod, f"{shape} axis {axis}")
    a = draw(shape)
    both("cumprod", [a, axis, {"reverse": True}], lambda t, *_: torch.flip(torch.cumprod(torch.flip(t, [axis]), axis), [axis]), "reverse")
    def exclusive(t, *_):
        n = t.shape[axis]
        return torch.cumprod(torch.cat([torch.ones_like(t.narrow(axis, 0, min(n, 1))), t.narrow(axis, 0, max(n - 1, 0))], axis), axis)
    both("cumprod", [a, axis, {"exclusive": True}], exclusive, "exclusive")
both("cumprod", [np.array([2, 0, 3, 0, 4], np.float32), 0], torch.cumprod, "zeros")
values.add("cumprod", [spec(np.array([2, -3, 4], np.int32))], [2, -6, -24], "int32", "int32")

# parts ------------------------------------------------------------------------------------------------------------
for shape, parts, axis in [([4, 3], 2, 0), ([2, 6], 3, 1), ([5], [2, 3], 0), ([2, 5], [1, 0, 4], -1), ([2, 3], 1, 0)]:
    a = draw(shape)
    sizes = parts if isinstance(parts, list) else shape[axis] // parts
    for i in range(len(parts) if isinstance(parts, list) else parts):
        both("split", [a, parts, axis], lambda t, *_: torch.split(t, sizes, axis)[i], f"{parts} along {axis}", str(i))
for shape, axis in [([2, 3], 0), ([2, 3], 1), ([3], 0), ([2, 2, 2], -1)]:
    a = draw(shape)
    for i in range(shape[axis]):
        both("unstack", [a, axis], lambda t, *_: torch.unbind(t, axis)[i], f"axis {axis}", str(i))

# scattering -------------------------------------------------------------------------------------------------------
for shape, index, axis in [([5, 2], [3], 0), ([5], [7], 0), ([2, 5], [3], 1), ([2, 4, 2], [2, 2], 1), ([4], [], 0), ([3, 2], [0], 0)]:
    a, i = draw(shape), draw(index, "int32", 0, shape[axis] - 1)
    u = draw(shape[:axis] + index + shape[axis + 1:])

    def added(t, ids, v, *_):
        flat = v.reshape(shape[:axis] + [int(np.prod(index))] + shape[axis + 1:])
        return t.index_add(axis, ids.reshape(-1).to(torch.int64), flat)

    def put(t, ids, v, *_):
        rows = list(torch.unbind(t, axis))
        flat = v.reshape(shape[:axis] + [int(np.prod(index))] + shape[axis + 1:])
        for place, row in zip(ids.reshape(-1).tolist(), torch.unbind(flat, axis)):
            rows[place] = row
        return torch.stack(rows, axis)

    both("scatterAdd", [a, i, u, {"axis": axis}], added, f"{shape} at {index}")
    if index == [0]:
        # Nothing is put, so there is no gradient to ask for.
        values.add("scatter", [spec(a), spec(i), spec(u), {"axis": axis}], a, "float32", "nowhere")
        continue
    both("scatter", [a, i, u, {"axis": axis}], put, f"{shape} at {index}")
a, i, u = draw([4], "int32"), np.array([1, 1, 3], np.int32), draw([3], "int32")
added = a.copy()
np.add.at(added, i, u)
values.add("scatterAdd", [spec(a), spec(i), spec(u)], added, "int32", "int32")
for shape, length in [([6], 4), ([2, 3], 5), ([], 2), ([0], 3)]:
    i = draw(shape, "int32", 0, length - 1)
    values.add("bincount", [spec(i), length], np.bincount(i.ravel(), minlength=length), "int32", f"{shape} of {length}")
    w = draw(shape)
    f = lambda ids, n, weights: torch.bincount(ids.reshape(-1), weights.reshape(-1), minlength=n)
    counted = torch.zeros(length, dtype=torch.float64)
    v = torch.tensor(digits(w), requires_grad=True)
    y = counted.index_add(0, torch.from_numpy(i.ravel()).to(torch.int64), v.reshape(-1))
    cotangent = np.round(cases.rng.normal(size=[length]), 3)
    (y * torch.from_numpy(cotangent)).sum().backward()
    values.add("bincount", [spec(i), length, {"weights": spec(w)}], y.detach().numpy(), "float32", "weights")
    slopes.add("bincount", [spec(i), length, {"weights": spec(w, "float64")}], y.detach().numpy(), "float64", "weights")
    slopes.cases[-1]["cotangent"] = spec(cotangent)
    slopes.cases[-1]["gradients"] = [None, None, {"weights": spec(v.grad.numpy())}]

# every kind of input ------------------------------------------------------------------------------------------------
every("isInf", [2, 3], np.isinf, lambda dtype: "bool")
every("atan2", [2, 3], lambda a: np.arctan2(a, 0.5), floating, [0.5])
every("floorDivide", [2, 3], lambda a: np.floor_divide(a, 2), arithmetic, [2])
every("outer", [3], lambda a: np.outer(a, [2, 3]), lambda dtype: promote(dtype, "float32"), [spec(np.array([2, 3], np.float32))])
every("norm", [2, 3], np.linalg.norm, floating)
every("tril", [2, 3], np.tril)
every("triu", [2, 3], np.triu)
every("roll", [2, 3], lambda a: np.roll(a, 1, 1), more=[1, 1])
every("split", [2, 3], np.copy, more=[1], pick="0")
every("unstack", [2, 3], lambda a: a[:, 0], more=[1], pick="0", small=False)
for shape in ([1, 1], [0, 2]):
    values.add("unstack", [spec(np.zeros(shape, np.float32)), 1], np.zeros(shape[:1]), "float32", str(shape))
    values.cases[-1]["pick"] = "0"
for axis in range(-3, 3):
    a = draw([2, 3, 4])
    values.add("cumprod", [spec(a), axis], np.cumprod(wide(a), axis), "float32", f"axis {axis}")
    values.add("norm", [spec(a), axis], np.linalg.norm(wide(a), axis=axis), "float32", f"axis {axis}")
every("cumprod", [2, 3], lambda a: np.cumprod(a, -1), arithmetic)
for op in ("scatter", "scatterAdd"):
    for argument, a, dtype, note in kinds([2, 3]):
        index = np.zeros([1 if a.shape[1] > 0 else 0], np.int32)
        u = draw([a.shape[0], len(index)], dtype)
        expected = wide(a).copy()
        if len(index) > 0:
            expected[:, 0] = u[:, 0] if op == "scatter" else expected[:, 0] + u[:, 0]
        values.add(op, [argument, spec(index), spec(u), {"axis": 1}], expected, dtype if op == "scatter" else arithmetic(dtype), note)
for argument, a, dtype, note in kinds([2, 3]):
    i = draw(a.shape, "int32", 0, 3)
    counts = np.zeros(4)
    np.add.at(counts, i.ravel(), wide(a).ravel())
    values.add("bincount", [spec(i), 4, {"weights": argument}], counts, arithmetic(dtype), note)
# windows ----------------------------------------------------------------------------------------------------------
def padded(t, size, stride, dilation, padding):
    """What `padding` puts around [N, C, H, W]."""
    if padding == "same":
        return same_pad(t, size, stride, dilation)
    if padding == "valid":
        return t
    high, wide_ = two(padding)
    return F.pad(t, [wide_, wide_, high, high])


def grouped(x, k, options):
    stride, dilation = two(options.get("strides", 1)), two(options.get("dilation", 1))
    t = padded(x.permute(0, 3, 1, 2), k.shape[:2], stride, dilation, options.get("padding", "valid"))
    return F.conv2d(t, k.permute(3, 2, 0, 1), stride=stride, dilation=dilation, groups=options["groups"]).permute(0, 2, 3, 1)


def depthwise(x, k, options={}):
    kh, kw, c, m = k.shape
    return grouped(x, k.reshape(kh, kw, 1, c * m), {**options, "groups": c})


def transposed(x, k, options={}):
    stride, dilation, padding = two(options.get("strides", 1)), two(options.get("dilation", 1)), options.get("padding", "valid")
    y = F.conv_transpose2d(x.permute(0, 3, 1, 2), k.permute(3, 2, 0, 1).contiguous(), stride=stride, dilation=dilation)
    for axis in (0, 1):
        n, s, reach = x.shape[axis + 1], stride[axis], (k.shape[axis] - 1) * dilation[axis] + 1
        size = n * s if padding == "same" else n * s + max(reach - s, 0) if padding == "valid" else (n - 1) * s + reach - 2 * two(padding)[axis]
        before = max((n - 1) * s + reach - size, 0) // 2 if padding == "same" else 0 if padding == "valid" else two(padding)[axis]
        y = F.pad(y, [0, 0, 0, s] if axis == 0 else [0, s])
        y = y.narrow(axis + 2, before, size)
    return y.permute(0, 2, 3, 1)


WINDOWS = [{}, {"padding": "same"}, {"strides": 2, "padding": "same"}, {"strides": 2, "padding": 1}, {"dilation": 2, "padding": "same"}, {"strides": [1, 2]}, {"strides": 3}]
for options in WINDOWS:
    note = str(options)
    for sx, sk, groups in [([2, 5, 6, 4], [3, 2, 2, 6], 2), ([1, 4, 4, 3], [2, 2, 1, 3], 3)]:
        both("groupedConv2d", [draw(sx), draw(sk), {"groups": groups, **options}], grouped, f"{groups} {note}")
    both("depthwiseConv2d", [draw([2, 5, 5, 3]), draw([3, 2, 3, 2]), options], depthwise, note)
    both("conv2dTranspose", [draw([2, 3, 4, 2]), draw([3, 2, 3, 2]), options], transposed, note)
    both("conv2dTranspose", [draw([1, 3, 3, 1]), draw([2, 2, 2, 1]), options], transposed, note)
for op, f, sk, more in [("groupedConv2d", lambda x, k: grouped(x, k, {"groups": 1}), [2, 2, 2, 3], [{"groups": 1}]), ("depthwiseConv2d", depthwise, [2, 2, 2, 1], []), ("conv2dTranspose", transposed, [2, 2, 3, 2], [])]:
    result = lambda x, k: f(torch.from_numpy(wide(x)), torch.from_numpy(wide(k))).numpy()
    for (x, a, note), (y, k, _) in zip(moved([1, 3, 3, 2]), moved(sk)):
        values.add(op, [x, y, *more], result(a.copy(), k.copy()), "float32", note)
    for dtype in cases.NUMPY:
        a, k = draw([1, 3, 3, 2], dtype), draw(sk, dtype)
        values.add(op, [spec(a), spec(k), *more], result(a, k), floating(dtype), dtype)
    a, k = draw([0, 3, 3, 2]), draw(sk)
    values.add(op, [spec(a), spec(k), *more], np.zeros([0, 4, 4, 3] if op == "conv2dTranspose" else [0, 2, 2, k.shape[3] if op == "groupedConv2d" else 2]), "float32", "empty")


def pooled(f, value):
    def run(t, options={}):
        size = options.get("size", 2)
        stride, padding = options.get("strides", size), options.get("padding", "valid")
        t = t.permute(0, 2, 1)
        pad = lambda u, v: same_pad(u, [size], [stride], [1], v) if padding == "same" else F.pad(u, [padding, padding], value=v) if isinstance(padding, int) else u
        if value == 0:
            return (F.avg_pool1d(pad(t, 0.0), size, stride) / F.avg_pool1d(pad(torch.ones_like(t), 0.0), size, stride)).permute(0, 2, 1)
        return F.max_pool1d(pad(t, value), size, stride).permute(0, 2, 1)

    return run


for op, f in [("maxPool1d", pooled(F.max_pool1d, -math.inf)), ("averagePool1d", pooled(F.avg_pool1d, 0))]:
    for shape, options in [([2, 6, 3], {}), ([1, 7, 2], {"size": 3, "strides": 2}), ([1, 7, 2], {"size": 3, "strides": 2, "padding": "same"}), ([1, 5, 1], {"size": 3, "padding": 1}), ([2, 4, 1], {"size": 4})]:
        both(op, [draw(shape), options], f, str(options))
    for argument, a, dtype, note in kinds([2, 4, 3], small=False):
        values.add(op, [argument], f(torch.from_numpy(wide(np.ascontiguousarray(a)))).numpy(), dtype if op == "maxPool1d" else floating(dtype), note)
    values.add(op, [spec(draw([0, 4, 1]))], np.zeros([0, 2, 1]), "float32", "empty")
values.write()
slopes.write()
