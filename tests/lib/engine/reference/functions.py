"""Writes exact values of exp, log, … at chosen float32 and float64 inputs. Needs mpmath.

The float32 results are written as float64, correctly rounded from 60 digits: enough to measure errors in units of
the last place of a float32; the float64 results come with a second float64 that holds what rounding left.
"""

import json
import math
import os
import random
import struct

from mpmath import mp, mpf

mp.dps = 60
random.seed(3)


def single(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def sigmoid(x):
    return 1 / (1 + mp.exp(-x))


def softplus(x):
    return mp.log1p(mp.exp(x))


RANGES = {
    "exp": (mp.exp, [(-87, 88), (-1, 1), (-103, -87)], [(-708, 709), (-1, 1), (-745, -708)]),
    "expm1": (mp.expm1, [(-20, 80), (-0.4, 0.4), (-1e-4, 1e-4)], [(-30, 700), (-0.4, 0.4), (-1e-4, 1e-4)]),
    "log": (mp.log, [(1e-38, 1e-30), (0.5, 2), (1e-3, 1e3), (1e30, 3e38), (1e-44, 1e-39)], [(1e-300, 1e-200), (0.5, 2), (1e-3, 1e3), (1e200, 1e300)]),
    "log1p": (mp.log1p, [(-0.9, 1), (-1e-3, 1e-3), (1, 1e6)], [(-0.9, 1), (-1e-3, 1e-3), (1, 1e6)]),
    "tanh": (mp.tanh, [(-1, 1), (-9, 9), (-1e-3, 1e-3)], [(-1, 1), (-20, 20), (-1e-3, 1e-3)]),
    "sigmoid": (sigmoid, [(-1, 1), (-20, 20), (-87, -20)], [(-1, 1), (-40, 40), (-700, -40)]),
    "softplus": (softplus, [(-1, 1), (-20, 20), (-80, -20)], [(-1, 1), (-40, 40), (-700, -40)]),
    "sin": (mp.sin, [(-7, 7), (-1000, 1000), (-1e-3, 1e-3)], [(-7, 7), (-1e5, 1e5), (-1e-3, 1e-3)]),
    "cos": (mp.cos, [(-7, 7), (-1000, 1000), (-1e-3, 1e-3)], [(-7, 7), (-1e5, 1e5), (-1e-3, 1e-3)]),
    "erf": (mp.erf, [(-1, 1), (-4, 4), (-1e-3, 1e-3)], [(-1, 1), (-6, 6), (-1e-3, 1e-3)]),
}


def draw(low, high):
    """Spread over magnitudes where the range is positive and wide, else evenly."""
    if low > 0 and high / low > 100:
        return math.exp(random.uniform(math.log(low), math.log(high)))
    return random.uniform(low, high)


def exact(f, x32, x64):
    y64 = [f(mpf(x)) for x in x64]
    return {
        "float32": {"x": x32, "y": [float(f(mpf(x))) for x in x32]},
        "float64": {"x": x64, "y": [float(y) for y in y64], "rest": [float(y - mpf(float(y))) for y in y64]},
    }


out = {}
for name, (f, ranges32, ranges64) in RANGES.items():
    x32 = [single(draw(*r)) for r in ranges32 for _ in range(80)]
    x64 = [draw(*r) for r in ranges64 for _ in range(80)]
    out[name] = exact(f, x32, x64)

# Angles of any size, with those that come nearest to a multiple of a right angle.
right = mp.pi / 2
NEAR = [float(n * right) for n in (1, 2, 3, 11, 33, 344, 52174, 710 * 512, 833719, 5419351, 2**31 - 1)]
HUGE64 = [1e9, 1e22, -1e22, 2.0**120, 1.7976931348623157e308, 6381956970095103 * 2.0**797, 5.319372648326541e255]
HUGE32 = [single(x) for x in (1e9, 1e22, -1e22, 3.4e38, 2.0**120, 16367173 * 2.0**72)]
for name in ("sin", "cos"):
    f = RANGES[name][0]
    x32 = [single(draw(*r)) for r in ((1e3, 1e6), (1e6, 1e9), (1e9, 3.4e38)) for _ in range(80)]
    x64 = [draw(*r) for r in ((1e3, 1e6), (1e6, 1e9), (1e9, 1.7e308)) for _ in range(80)]
    more = exact(f, HUGE32 + [single(x) for x in NEAR] + x32, HUGE64 + NEAR + x64)
    for dtype in more:
        for part in more[dtype]:
            out[name][dtype][part] += more[dtype][part]
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "functions.json")
with open(path, "w") as file:
    json.dump(out, file, separators=(",", ":"))
print(os.path.getsize(path) // 1024, "kB")
