"""Freezes losses and their gradients (Keras and PyTorch) in float64, from logits, from probabilities and at the extremes.

    python losses.py > losses.json     (needs keras with tensorflow, and torch)
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import tensorflow as tf
import torch
import torch.nn.functional as F

keras.backend.set_floatx("float64")
rng = np.random.default_rng(7)
L = keras.losses


def keras_case(name, options, make, y, p):
    prediction = tf.Variable(np.array(p), dtype="float64")
    with tf.GradientTape() as tape:
        loss = make(tf.constant(y), prediction)
    gradient = tape.gradient(loss, prediction)
    return {
        "framework": "keras", "loss": name, "options": options, "yTrue": np.array(y).tolist(),
        "yPred": np.array(p).tolist(), "value": float(loss), "gradient": np.array(gradient).tolist(),
    }


def torch_case(name, options, make, y, p):
    prediction = torch.tensor(np.array(p), dtype=torch.float64, requires_grad=True)
    loss = make(prediction, torch.tensor(np.array(y)))
    loss.backward()
    return {
        "framework": "torch", "loss": name, "options": options, "yTrue": np.array(y).tolist(),
        "yPred": np.array(p).tolist(), "value": float(loss.detach()), "gradient": prediction.grad.numpy().tolist(),
    }


y, p = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
y1, p1 = rng.normal(size=(5,)), rng.normal(size=(5,))
bits = rng.integers(0, 2, size=(4, 3)).astype("float64")
labels = np.array([2, 0, 1, 1])
one_hot = np.eye(3)[labels]
soft = rng.dirichlet([1, 1, 1], size=4)
logits = rng.normal(size=(4, 3)) * 3
probabilities = rng.dirichlet([2, 2, 2], size=4)
unit = rng.uniform(0.05, 0.95, size=(4, 3))
extreme = np.array([[1000.0, -1000.0, 0.0], [-1000.0, 1000.0, 999.0], [1000.0, 1000.0, 1000.0], [0.0, -1000.0, 1000.0]])
image_labels = rng.integers(0, 3, size=(2, 2, 2))
image_logits = rng.normal(size=(2, 2, 2, 3))

cases = []
for yy, pp in ((y, p), (y1, p1)):
    cases += [
        keras_case("meanSquaredError", {}, L.MeanSquaredError(), yy, pp),
        keras_case("meanAbsoluteError", {}, L.MeanAbsoluteError(), yy, pp),
        keras_case("huber", {}, L.Huber(), yy, pp),
        keras_case("huber", {"delta": 0.3}, L.Huber(delta=0.3), yy, pp),
    ]
cases += [
    keras_case("meanSquaredError", {"reduction": "sum"}, L.MeanSquaredError(reduction="sum"), y, p),
    keras_case("binaryCrossentropy", {}, L.BinaryCrossentropy(), bits, unit),
    keras_case("binaryCrossentropy", {"fromLogits": True}, L.BinaryCrossentropy(from_logits=True), bits, logits),
    keras_case("binaryCrossentropy", {"labelSmoothing": 0.1}, L.BinaryCrossentropy(label_smoothing=0.1), bits, unit),
    keras_case("categoricalCrossentropy", {}, L.CategoricalCrossentropy(), one_hot, probabilities),
    keras_case("categoricalCrossentropy", {}, L.CategoricalCrossentropy(), soft, probabilities),
    keras_case("categoricalCrossentropy", {"fromLogits": True}, L.CategoricalCrossentropy(from_logits=True), soft, logits),
    keras_case("categoricalCrossentropy", {"labelSmoothing": 0.1}, L.CategoricalCrossentropy(label_smoothing=0.1),
               one_hot, probabilities),
    keras_case("sparseCategoricalCrossentropy", {}, L.SparseCategoricalCrossentropy(), labels, probabilities),
    keras_case("sparseCategoricalCrossentropy", {"fromLogits": True},
               L.SparseCategoricalCrossentropy(from_logits=True), labels, logits),
    keras_case("sparseCategoricalCrossentropy", {"fromLogits": True},
               L.SparseCategoricalCrossentropy(from_logits=True), image_labels, image_logits),
    torch_case("meanSquaredError", {}, F.mse_loss, y, p),
    torch_case("meanAbsoluteError", {}, F.l1_loss, y, p),
    torch_case("huber", {}, F.huber_loss, y, p),
    torch_case("binaryCrossentropy", {"fromLogits": True}, F.binary_cross_entropy_with_logits, bits, logits),
    torch_case("binaryCrossentropy", {"fromLogits": True}, F.binary_cross_entropy_with_logits, bits, extreme),
    torch_case("binaryCrossentropy", {"fromLogits": True}, F.binary_cross_entropy_with_logits, bits, 0 * extreme),
    torch_case("sparseCategoricalCrossentropy", {"fromLogits": True}, F.cross_entropy, labels, logits),
    torch_case("sparseCategoricalCrossentropy", {"fromLogits": True}, F.cross_entropy, labels, extreme),
    torch_case("categoricalCrossentropy", {"fromLogits": True}, F.cross_entropy, soft, logits),
    torch_case("categoricalCrossentropy", {"fromLogits": True}, F.cross_entropy, one_hot, extreme),
]
# New cases come last, so that the numbers drawn above stay.
other = rng.dirichlet([1, 1, 1], size=4)
signs = 2 * bits - 1
scores = rng.normal(size=(4, 3))
cases += [
    keras_case("klDivergence", {}, L.KLDivergence(), soft, probabilities),
    keras_case("klDivergence", {}, L.KLDivergence(), one_hot, probabilities),
    keras_case("klDivergence", {"reduction": "sum"}, L.KLDivergence(reduction="sum"), soft, other),
    torch_case("klDivergence", {}, lambda q, yy: F.kl_div(q.log(), yy, reduction="batchmean"), soft, other),
    keras_case("hinge", {}, L.Hinge(), signs, scores),
    keras_case("hinge", {}, L.Hinge(), bits, scores),
    keras_case("hinge", {"reduction": "sum"}, L.Hinge(reduction="sum"), signs, 2 * scores),
    keras_case("cosineSimilarity", {}, L.CosineSimilarity(), y, p),
    keras_case("cosineSimilarity", {"reduction": "sum"}, L.CosineSimilarity(reduction="sum"), p, y),
    torch_case("cosineSimilarity", {}, lambda q, yy: -F.cosine_similarity(q, yy, dim=-1).mean(), y, p),
    keras_case("binaryFocalCrossentropy", {}, L.BinaryFocalCrossentropy(), bits, unit),
    keras_case("binaryFocalCrossentropy", {"fromLogits": True}, L.BinaryFocalCrossentropy(from_logits=True), bits, logits),
    keras_case("binaryFocalCrossentropy", {"gamma": 3, "alpha": 0.3, "applyClassBalancing": True},
               L.BinaryFocalCrossentropy(gamma=3, alpha=0.3, apply_class_balancing=True), bits, unit),
    keras_case("binaryFocalCrossentropy", {"labelSmoothing": 0.1}, L.BinaryFocalCrossentropy(label_smoothing=0.1), bits, unit),
    keras_case("categoricalFocalCrossentropy", {}, L.CategoricalFocalCrossentropy(), one_hot, probabilities),
    keras_case("categoricalFocalCrossentropy", {"gamma": 1.5, "alpha": 0.7},
               L.CategoricalFocalCrossentropy(gamma=1.5, alpha=0.7), soft, probabilities),
    keras_case("categoricalFocalCrossentropy", {"fromLogits": True},
               L.CategoricalFocalCrossentropy(from_logits=True), one_hot, logits),
    keras_case("categoricalFocalCrossentropy", {"labelSmoothing": 0.1},
               L.CategoricalFocalCrossentropy(label_smoothing=0.1), one_hot, probabilities),
]
json.dump({"cases": cases, "versions": {"keras": keras.__version__, "torch": torch.__version__}}, sys.stdout)
print()
