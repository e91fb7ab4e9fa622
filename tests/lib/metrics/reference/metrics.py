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
    "confusion": tf.math.confusion_matrix(labels, scores.argmax(-1)).numpy().tolist(),
    "versions": {"keras": keras.__version__},
}, sys.stdout)
print()
