"""Freezes the standard deviation (or limit) that each Keras initializer states, and its fans.

    python statistics.py > statistics.json     (needs keras with tensorflow)
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
from keras.src.initializers.random_initializers import compute_fans

I = keras.initializers
NAMES = {
    "glorotNormal": I.GlorotNormal, "glorotUniform": I.GlorotUniform, "heNormal": I.HeNormal,
    "heUniform": I.HeUniform, "lecunNormal": I.LecunNormal, "lecunUniform": I.LecunUniform,
}
SHAPES = [[784, 512], [100, 100], [5, 5, 3, 6], [4, 1, 20], [3, 3, 6, 20], [7], []]
rows = []
for name, make in NAMES.items():
    for shape in ([1000, 1000], [250, 4000], [5, 5, 200, 200]):
        draws = np.array(make(seed=1)(shape), dtype=np.float64)
        rows.append({
            "initializer": name, "shape": shape, "std": draws.std(), "mean": draws.mean(), "max": np.abs(draws).max(),
        })
for name, make, options in (
    ("randomNormal", I.RandomNormal, {"mean": 0.1, "stddev": 0.05}),
    ("truncatedNormal", I.TruncatedNormal, {"mean": 0.1, "stddev": 0.05}),
    ("randomUniform", I.RandomUniform, {"minval": -0.05, "maxval": 0.05}),
):
    draws = np.array(make(seed=1, **options)([1000, 1000]), dtype=np.float64)
    rows.append({
        "initializer": name, "shape": [1000, 1000], "options": options, "std": draws.std(), "mean": draws.mean(),
        "max": np.abs(draws - options.get("mean", 0)).max(),
    })
json.dump({
    "fans": [{"shape": s, "fans": [int(f) for f in compute_fans(s)]} for s in SHAPES],
    "statistics": rows,
    "versions": {"keras": keras.__version__},
}, sys.stdout)
print()
