"""Freezes what Keras makes of weights of examples and classes, in float64: losses, and short trainings with fit.

    python weights.py > weights.json     (needs keras with tensorflow)
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np

keras.backend.set_floatx("float64")
rng = np.random.default_rng(3)
L = keras.losses


def rounded(*shape):
    return np.round(rng.normal(size=shape), 3)


weights = np.array([0.0, 1.0, 2.5, 0.5])
truth, guess = rounded(4, 3), rounded(4, 3)
bits, unit = rng.integers(0, 2, size=(4, 3)), np.round(rng.uniform(0.1, 0.9, size=(4, 3)), 3)
labels = np.array([2, 0, 1, 1])
shares = np.round(rng.dirichlet([2, 2, 2], size=4), 3)
losses = [
    {"loss": name, "yTrue": np.array(y).tolist(), "yPred": p.tolist(),
     "value": float(loss(y, p, sample_weight=weights)), "reduction": "sum" if reduction == "sum" else "mean"}
    for reduction in ("sum_over_batch_size", "sum")
    for name, loss, y, p in (
        ("meanSquaredError", L.MeanSquaredError(reduction=reduction), truth, guess),
        ("meanAbsoluteError", L.MeanAbsoluteError(reduction=reduction), truth, guess),
        ("huber", L.Huber(reduction=reduction), truth, guess),
        ("binaryCrossentropy", L.BinaryCrossentropy(reduction=reduction), bits, unit),
        ("categoricalCrossentropy", L.CategoricalCrossentropy(reduction=reduction), np.eye(3)[labels], shares),
        ("sparseCategoricalCrossentropy", L.SparseCategoricalCrossentropy(reduction=reduction), labels, shares),
    )
]

x, y = rounded(10, 4), rng.integers(0, 3, size=10)
kernel, bias = rounded(4, 3), rounded(3)
example = np.round(rng.uniform(0, 3, size=10), 2)
classes = {0: 0.5, 2: 4.0}
fits = []
for name, options in (
    ("none", {}),
    ("sample", {"sample_weight": example}),
    ("class", {"class_weight": {0: 0.5, 1: 1.0, 2: 4.0}}),
):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    model.set_weights([kernel, bias])
    model.compile(keras.optimizers.SGD(0.2), L.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    history = model.fit(x, y, batch_size=4, epochs=3, shuffle=False, verbose=0, **options).history
    evaluated = model.evaluate(x, y, sample_weight=options.get("sample_weight"), batch_size=10, verbose=0)
    fits.append({
        "weights": name, "loss": history["loss"], "accuracy": history["accuracy"], "evaluated": evaluated[0],
        "kernel": np.array(model.get_weights()[0]).tolist(),
    })

json.dump({
    "losses": losses, "sampleWeight": weights.tolist(),
    "fit": {"x": x.tolist(), "y": y.tolist(), "kernel": kernel.tolist(), "bias": bias.tolist(),
            "sampleWeight": example.tolist(), "classWeight": {str(k): v for k, v in classes.items()}, "runs": fits},
    "keras": keras.__version__,
}, sys.stdout)
print()
