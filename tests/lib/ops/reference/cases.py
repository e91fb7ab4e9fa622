"""The form of a reference case, and the inputs that the generators of this folder share.

A case is {"op", "args", "expected"}: the test calls the library's function of that name with the arguments and
compares. A tensor is {"shape", "dtype", "data"}; "axes" asks for a transpose first and "ranges" for a slice, so
that operations also see values that were moved. Expected floats are computed in float64 from the stored inputs.
"""

import json
import math
import os

import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
F = torch.nn.functional
rng = np.random.default_rng(20)
NUMPY = {"float32": np.float32, "float64": np.float64, "int32": np.int32, "bool": np.bool_}


def number(x):
    """A value as JSON writes it; float32 with the few digits that give it back."""
    x = float(str(x)) if isinstance(x, np.float32) else float(x)
    if math.isnan(x):
        return "NaN"
    if math.isinf(x):
        return "Infinity" if x > 0 else "-Infinity"
    return int(x) if x == int(x) and abs(x) < 1e15 and not (x == 0 and math.copysign(1, x) < 0) else x


def spec(a, dtype=None, **more):
    a = np.asarray(a)
    name = dtype or {np.dtype(v): k for k, v in NUMPY.items()}[a.dtype]
    return {"shape": list(a.shape), "dtype": name, "data": [number(x) for x in a.ravel()], **more}


def draw(shape, dtype="float32", low=-2.0, high=2.0):
    if dtype == "bool":
        return rng.integers(0, 2, shape).astype(np.bool_)
    if dtype == "int32":
        return rng.integers(math.ceil(low), math.floor(high) + 1, shape).astype(np.int32)
    return (np.round(rng.uniform(low, high, shape), 3)).astype(NUMPY[dtype])


def wide(a):
    """The stored values in float64, in which the references are computed."""
    return np.asarray(a).astype(np.float64)


def floating(*dtypes):
    return "float64" if "float64" in dtypes else "float32"


def promote(*dtypes):
    order = ["bool", "int32", "float32", "float64"]
    return max(dtypes, key=order.index)


def arithmetic(*dtypes):
    d = promote(*dtypes)
    return "int32" if d == "bool" else d


class File:
    def __init__(self, name):
        self.name, self.cases = name, []

    def add(self, op, args, expected, dtype, note=""):
        self.cases.append({"op": op, "note": note, "args": args, "expected": spec(np.asarray(expected), dtype)})

    def write(self):
        path = os.path.join(HERE, self.name + ".json")
        with open(path, "w") as f:
            f.write("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in self.cases) + "\n]\n")
        print(self.name, len(self.cases), "cases", os.path.getsize(path) // 1024, "kB")


def layouts(dtype="float32", low=-2.0, high=2.0):
    """Inputs of every kind that an element-wise operation meets: (argument, its values, note)."""
    for shape, note in [([], "number"), ([5], "vector"), ([1], "size 1"), ([1, 1, 1], "size-1 axes"), ([0], "empty"), ([2, 0, 3], "empty axis"), ([3, 4], "matrix")]:
        a = draw(shape, dtype, low, high)
        yield spec(a), a, note
    a = draw([3, 2], dtype, low, high)
    yield spec(a, axes=[1, 0]), a.T, "transposed"
    a = draw([4, 5], dtype, low, high)
    yield spec(a, ranges=[[1, 4, 2], [-1, None, -2]]), a[1:4:2, ::-2], "sliced"


def moved(shape, dtype="float32", low=-2.0, high=2.0):
    """The same shape twice, as a transposed and as a sliced tensor: (argument, values, note)."""
    a = draw(list(reversed(shape)), dtype, low, high)
    order = list(reversed(range(len(shape))))
    yield spec(a, axes=order), np.transpose(a, order), "transposed"
    a = draw([s + 1 for s in shape], dtype, low, high)
    ranges = [[1, s + 1] for s in shape[:-1]] + [[shape[-1], 0, -1]]
    yield spec(a, ranges=ranges), a[tuple(slice(*r) for r in ranges)], "sliced"


def kinds(shape, low=-2.0, high=2.0, dtypes=tuple(NUMPY), small=True):
    """Inputs of one rank of every kind: (argument, values, dtype, note)."""
    for argument, a, note in moved(shape, low=low, high=high):
        yield argument, a, "float32", note
    if small:
        for sizes, note in [([1] * len(shape), "size 1"), ([0] + shape[1:], "empty"), (shape[:-1] + [0], "empty last axis")]:
            a = draw(sizes, low=low, high=high)
            yield spec(a), a, "float32", note
    for dtype in dtypes:
        a = draw(shape, dtype, low, high)
        yield spec(a), a, dtype, dtype


def torch64(f):
    return lambda a: f(torch.from_numpy(np.ascontiguousarray(wide(a)))).numpy().reshape(np.shape(a))


def nchw(a):
    return torch.from_numpy(wide(a)).permute(0, 3, 1, 2)


def nhwc(t):
    return t.permute(0, 2, 3, 1).numpy()


def same_pad(t, window, stride, dilation, value=0.0):
    pads = []
    for size, w, s, d in reversed(list(zip(t.shape[2:], window, stride, dilation))):
        total = max((math.ceil(size / s) - 1) * s + (w - 1) * d + 1 - size, 0)
        pads += [total // 2, total - total // 2]
    return F.pad(t, pads, value=value)


def two(v):
    return [v, v] if isinstance(v, int) else list(v)


def is_float(a):
    return isinstance(a, np.ndarray) and a.dtype.kind == "f"


def digits(a):
    """The stored numbers in float64: those of float32 with the digits that JSON has of them."""
    return np.array([float(str(x)) for x in a.ravel()]).reshape(a.shape)


def leaf(a):
    """A tensor of PyTorch for an array, with a gradient where it can have one; anything else as it is."""
    if isinstance(a, list) and any(isinstance(x, np.ndarray) for x in a):
        return [leaf(x) for x in a]
    return torch.tensor(digits(a), requires_grad=True) if is_float(a) else torch.from_numpy(a) if isinstance(a, np.ndarray) else a


def written(a, dtype=None):
    if isinstance(a, list) and any(isinstance(x, np.ndarray) for x in a):
        return [written(x, dtype) for x in a]
    return spec(a, dtype if is_float(a) else None) if isinstance(a, np.ndarray) else a


def slope(t):
    """The gradient that PyTorch has left in a leaf; None for what has none."""
    if isinstance(t, list) and any(isinstance(x, torch.Tensor) for x in t):
        return [slope(x) for x in t]
    if not (isinstance(t, torch.Tensor) and t.requires_grad):
        return None
    return spec((torch.zeros_like(t) if t.grad is None else t.grad).numpy())


def add_gradients(file, op, args, f, note=""):
    """A case for the gradients of sum(result * cotangent) in float64; gives the result. `f` gets a tensor of PyTorch for each
    array of `args`, also in a list, and anything else as it is."""
    tensors = [leaf(a) for a in args]
    y = f(*tensors)
    cotangent = np.asarray(np.round(rng.normal(size=tuple(y.shape)), 3))
    (y * torch.from_numpy(cotangent)).sum().backward()
    file.add(op, [written(a, "float64") for a in args], y.detach().numpy(), "float64", note)
    file.cases[-1]["cotangent"] = spec(cotangent)
    file.cases[-1]["gradients"] = [slope(t) for t in tensors]
    return y.detach().numpy()
