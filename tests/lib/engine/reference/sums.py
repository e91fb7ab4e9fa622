"""Writes the exact bits of long sums, in the order of lib/src/engine/reference/README.md, as sums.json beside this file.

Run as: python sums.py   (needs numpy; made with numpy 2.4)

The inputs are those of a linear congruential generator, which the test repeats. Each tree is built here as the README
says it, level by level, and not as the library builds it.
"""

import json
import os

import numpy as np


def draw(n, seed):
    """n float32 values from -1 to 1, one state of the generator each."""
    state, out = seed, np.empty(n, np.float32)
    for i in range(n):
        state = (state * 1664525 + 1013904223) % 2**32
        out[i] = state / 2**31 - 1
    return out


def one_by_one(terms):
    """Rows of terms added in order, from +0, each sum rounded to the dtype."""
    start = np.zeros((1,) + terms.shape[1:], terms.dtype)
    return np.add.accumulate(np.concatenate([start, terms]), axis=0, dtype=terms.dtype)[-1]


def in_lanes(terms):
    filled = np.concatenate([terms, np.zeros(-len(terms) % 4, terms.dtype)]).reshape(-1, 4)
    s = one_by_one(filled)
    return (s[0] + s[1]) + (s[2] + s[3])


def long_sum(terms, short=one_by_one):
    if len(terms) <= 4096:
        return short(terms)
    size = 64 if short is one_by_one and len(terms) > 2**20 else 256
    level = [short(terms[i : i + size]) for i in range(0, len(terms), size)]
    while len(level) > 1:
        odd = level[len(level) // 2 * 2 :]
        level = [level[i] + level[i + 1] for i in range(0, len(level) - 1, 2)] + odd
    return level[0]


def conv_layout(x, kernel, pad, stride):
    (h, w, _), (kh, kw, _, _) = x, kernel
    return (h + 2 * pad - kh) // stride + 1, (w + 2 * pad - kw) // stride + 1


def conv2d(x, kernel, pad, stride):
    """One image; places in the border are terms of 0."""
    kh, kw, _, o = kernel.shape
    oh, ow = conv_layout(x.shape, kernel.shape, pad, stride)
    x = np.pad(x, ((pad, pad), (pad, pad), (0, 0)))
    out = np.empty((oh, ow, o), np.float32)
    for oy in range(oh):
        for ox in range(ow):
            window = x[oy * stride : oy * stride + kh, ox * stride : ox * stride + kw]
            out[oy, ox] = long_sum(window.reshape(-1, 1) * kernel.reshape(-1, o))
    return out


def kernel_gradient(x, g, kernel, pad, stride):
    kh, kw, i, o = kernel.shape
    oh, ow, _ = g.shape
    x = np.pad(x, ((pad, pad), (pad, pad), (0, 0)))
    out = np.empty(kernel.shape, np.float32)
    for ky in range(kh):
        for kx in range(kw):
            seen = x[ky : ky + oh * stride : stride, kx : kx + ow * stride : stride].reshape(-1, i, 1)
            out[ky, kx] = long_sum((seen * g.reshape(-1, 1, o)).reshape(-1, i * o)).reshape(i, o)
    return out


def input_gradient(x, g, kernel, pad, stride):
    kh, kw, channels, o = kernel.shape
    oh, ow, _ = g.shape
    out = np.empty(x.shape, np.float32)
    for y in range(x.shape[0]):
        for column in range(x.shape[1]):
            terms = np.zeros((kh, kw, o, channels), np.float32)
            for ky in range(kh):
                for kx in range(kw):
                    oy, ox = (y + pad - ky) / stride, (column + pad - kx) / stride
                    if oy in range(oh) and ox in range(ow):
                        terms[ky, kx] = g[int(oy), int(ox)][:, None] * kernel[ky, kx].T
            out[y, column] = long_sum(terms.reshape(-1, channels))
    return out


def numbers(values):
    return [float(v) for v in np.ravel(values)]


cases = []
for n in [4095, 4096, 4097, 4351, 4352, 4353, 5000, 7937, 8192, 100001, 262145, 1048576, 1048641]:
    x = draw(3 * n, 7)
    double = x.astype(np.float64) / 3
    cases.append({
        "n": n,
        "row": numbers(long_sum(x[:n], in_lanes)),
        "columns": numbers(long_sum(x.reshape(n, 3))),
        "product": numbers(long_sum(x[:n, None] * x[n:].reshape(n, 2))),
        "row64": numbers(long_sum(double[:n], in_lanes)),
        "columns64": numbers(long_sum(double.reshape(n, 3))),
    })

convolutions = []
for shape, kernel, pad, stride in [
    ([3, 4, 460], [3, 3, 460, 2], 0, 1),
    ([3, 3, 257], [4, 5, 257, 3], 2, 2),
    ([4, 3, 3], [3, 3, 3, 460], 1, 1),
    ([5, 4, 5], [3, 3, 5, 513], 1, 2),
    ([70, 69, 1], [2, 3, 1, 5], 0, 1),
    ([71, 66, 2], [3, 2, 2, 3], 1, 1),
    ([131, 140, 1], [2, 2, 1, 1], 0, 2),
    ([1030, 1029, 1], [2, 2, 1, 1], 0, 1),
    ([1028, 1028, 3], [3, 4, 3, 1], 0, 1),
]:
    x = draw(int(np.prod(shape)), 1).reshape(shape)
    k = draw(int(np.prod(kernel)), 2).reshape(kernel)
    g = draw(int(np.prod(conv_layout(shape, kernel, pad, stride))) * kernel[3], 3)
    # Most of a gradient is zero after pooling.
    g = np.where(np.arange(len(g)) % 3 == 0, g, np.float32(0)).reshape(*conv_layout(shape, kernel, pad, stride), -1)
    made = {
        "conv2d": (np.prod(kernel[:3]), lambda: conv2d(x, k, pad, stride)),
        "conv2dInputGradient": (np.prod(kernel[:2]) * kernel[3], lambda: input_gradient(x, g, k, pad, stride)),
        "conv2dKernelGradient": (g.shape[0] * g.shape[1], lambda: kernel_gradient(x, g, k, pad, stride)),
    }
    # Only what is long.
    for name, (terms, make) in made.items():
        if terms > 4096:
            layout = {"shape": shape, "kernel": kernel, "pad": pad, "stride": stride}
            convolutions.append({"name": name, **layout, "expected": numbers(make())})

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "sums.json"), "w") as file:
    json.dump({"sums": cases, "convolutions": convolutions}, file)
    file.write("\n")
