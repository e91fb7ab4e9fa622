"""Fits the polynomials of lib/src/engine/reference and prints them.

Each fit interpolates at Chebyshev nodes in 60-digit arithmetic, which comes within a factor of about two of
the best polynomial of its degree; the printed bound is the largest error seen on a fine grid. Needs mpmath.
"""

import struct

from mpmath import mp, mpf

mp.dps = 60


def fit(f, a, b, degree):
    """Monomial coefficients, lowest first, of the polynomial through f at the Chebyshev nodes of [a, b]."""
    n = degree + 1
    a, b = mpf(a), mpf(b)
    nodes = [(a + b) / 2 + (b - a) / 2 * mp.cos(mp.pi * (2 * k + 1) / (2 * n)) for k in range(n)]
    matrix = mp.matrix([[x**p for p in range(n)] for x in nodes])
    return list(mp.lu_solve(matrix, mp.matrix([f(x) for x in nodes])))


def value(c, x):
    s = mpf(0)
    for k in reversed(c):
        s = s * x + k
    return s


def single(x):
    return struct.unpack("f", struct.pack("f", float(x)))[0]


def report(name, f, a, b, degree, bits, weight):
    c = fit(f, a, b, degree)
    rounded = [single(x) if bits == 32 else float(x) for x in c]
    worst = mpf(0)
    for i in range(401):
        x = mpf(a) + (mpf(b) - mpf(a)) * i / 400
        if x == 0:
            continue
        worst = max(worst, abs((value([mpf(r) for r in rounded], x) - f(x)) * weight(x)))
    print(f"{name}: error {mp.nstr(worst, 3)}")
    print("  [" + ", ".join(repr(r) for r in rounded) + "]")


half_ln2 = mp.log(2) / 2


# e^r = 1 + r + r² P(r) on |r| <= ln2 / 2
def exp_rest(r):
    if abs(r) < mpf("1e-15"):
        return mpf(1) / 2 + r / 6
    return (mp.exp(r) - 1 - r) / r**2


report("exp float32", exp_rest, -half_ln2 * 1.001, half_ln2 * 1.001, 4, 32, lambda r: r**2 / mp.exp(r))
report("exp float64", exp_rest, -half_ln2 * 1.001, half_ln2 * 1.001, 10, 64, lambda r: r**2 / mp.exp(r))


# log(1+f) = f - (f²/2 - s (f²/2 + R)), s = f / (2 + f), R = z P(z), z = s²
def log_rest(z):
    if z < mpf("1e-20"):
        return mpf(2) / 3 + 2 * z / 5
    s = mp.sqrt(z)
    return (2 * mp.atanh(s) / s - 2) / z


top = ((mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)) ** 2
report("log float32", log_rest, 0, top * 1.001, 3, 32, lambda z: z)
report("log float64", log_rest, 0, top * 1.001, 7, 64, lambda z: z)


# tanh x = x + x z P(z), z = x², |x| <= 0.625
def tanh_rest(z):
    if z < mpf("1e-20"):
        return -mpf(1) / 3 + 2 * z / 15
    x = mp.sqrt(z)
    return (mp.tanh(x) / x - 1) / z


report("tanh float32", tanh_rest, 0, mpf("0.625") ** 2, 4, 32, lambda z: z)
report("tanh float64", tanh_rest, 0, mpf("0.625") ** 2, 12, 64, lambda z: z)


# sin x = x + x z P(z), cos x = 1 - z/2 + z² P(z), z = x², |x| <= pi / 4
def sin_rest(z):
    if z < mpf("1e-20"):
        return -mpf(1) / 6 + z / 120
    x = mp.sqrt(z)
    return (mp.sin(x) / x - 1) / z


def cos_rest(z):
    if z < mpf("1e-15"):
        return mpf(1) / 24 - z / 720
    return (mp.cos(mp.sqrt(z)) - 1 + z / 2) / z**2


quarter = (mp.pi / 4) ** 2 * mpf("1.001")
report("sin float64", sin_rest, 0, quarter, 6, 64, lambda z: z)
report("cos float64", cos_rest, 0, quarter, 5, 64, lambda z: z**2)


# erf x = x P(x²), |x| <= 1; erfc x = exp(-x²) P(t), t = 1 / x - 7/12 and so on for 1 <= x <= 6
def erf_ratio(z):
    if z < mpf("1e-20"):
        return 2 / mp.sqrt(mp.pi) * (1 - z / 3)
    x = mp.sqrt(z)
    return mp.erf(x) / x


report("erf float64", erf_ratio, 0, 1, 13, 64, lambda z: 1 / erf_ratio(z))


def erfc_scaled(t):
    x = 4 * (1 - t) / (1 + t)
    return mp.exp(x * x) * mp.erfc(x)


report("erfc float64, t = (4 - x) / (4 + x)", erfc_scaled, mpf(-1) / 5, mpf(3) / 5, 19, 64, lambda t: mp.exp(-((4 * (1 - t) / (1 + t)) ** 2)))

for name, x in [("ln2", mp.log(2)), ("pi/2", mp.pi / 2), ("log2(e)", 1 / mp.log(2))]:
    print(name, mp.nstr(x, 40))
