"""Freezes metric values of Keras and a confusion matrix of TensorFlow.

    python metrics.py > metrics.json     (needs keras with tensorflow)
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import tensorflow as tf

rng = np.random.default_rng(3)
labels = rng.integers(0, 4, size=(30,))
scores = rng.normal(size=(30, 4)).round(3).astype("float32")
one_hot = np.eye(4, dtype="float32")[labels]
bits = rng.integers(0, 2, size=(20, 1))
unit = rng.uniform(size=(20, 1)).round(3)
M = keras.metrics
tied = unit.round(1)
words = rng.dirichlet([1] * 5, size=(3, 4))
targets = rng.integers(0, 5, size=(3, 4))


def area(y, p):
    """The share of pairs of a positive and a negative example that are in order, pair by pair."""
    positive, negative = p[y == 1][:, None], p[y == 0][None, :]
    return float(((positive > negative) + 0.5 * (positive == negative)).mean())


def f_scores(**options):
    return {
        str(average): np.array(value(M.FBetaScore(average=average, **options), one_hot, scores)).tolist()
        for average in ("macro", "weighted", "micro")
    }


def perplexity(y, p):
    return float(np.exp(-np.log(np.take_along_axis(p, y[..., None], -1)).mean()))



def value(metric, y, p):
    metric.update_state(y, p)
    return float(metric.result())


json.dump({
    "labels": labels.tolist(), "scores": scores.tolist(), "bits": bits.tolist(), "unit": unit.tolist(),
    "sparseAccuracy": value(M.SparseCategoricalAccuracy(), labels, scores),
    "categoricalAccuracy": value(M.CategoricalAccuracy(), one_hot, scores),
    "binaryAccuracy": value(M.BinaryAccuracy(), bits, unit),
    "binaryAccuracyAt03": value(M.BinaryAccuracy(threshold=0.3), bits, unit),
    "top2": value(M.SparseTopKCategoricalAccuracy(k=2), labels, scores),
    "top3": value(M.TopKCategoricalAccuracy(k=3), one_hot, scores),
    "precision": value(M.Precision(), bits, unit),
    "recall": value(M.Recall(), bits, unit),
    "precisionAt07": value(M.Precision(thresholds=0.7), bits, unit),
    "recallAt07": value(M.Recall(thresholds=0.7), bits, unit),
    "auc": area(bits, unit),
    "aucTied": area(bits, tied),
    "aucKeras": value(M.AUC(num_thresholds=20001), bits, unit),
    "f1": f_scores(),
    "f2": f_scores(beta=2.0),
    "f1Binary": float(M.F1Score(threshold=0.5)(bits.astype("float32"), unit)[0]),
    "words": words.tolist(), "targets": targets.tolist(),
    "perplexity": perplexity(targets, words),
    "confusion": tf.math.confusion_matrix(labels, scores.argmax(-1)).numpy().tolist(),
    "versions": {"keras": keras.__version__},
}, sys.stdout)
print()
