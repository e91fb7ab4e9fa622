"""Freezes layers of Keras (and a few functions of PyTorch) in float64: outputs, and the gradients of sum(output * cotangent) for the input and weights.

    python layers.py > layers.json     (needs keras with tensorflow, and torch)
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import tensorflow as tf
import torch

keras.backend.set_floatx("float64")
rng = np.random.default_rng(11)
K = keras.layers
cases = []


def numbers(values):
    return np.array(values, dtype="float64").tolist()


def case(name, options, layer, x, training=False, kept=None):
    """Runs one layer with random weights; `kept` names the weights in the order that our layer lists them."""
    x = np.array(x)
    layer.build(x.shape)
    for weight in layer.weights:
        shift = 1.5 if "variance" in weight.name else 0.0
        weight.assign(shift + 0.5 * rng.uniform(-1, 1, size=weight.shape))
    before = [numbers(w) for w in layer.weights]
    is_float = x.dtype.kind == "f"
    v = tf.Variable(x, dtype="float64") if is_float else tf.constant(x)
    with tf.GradientTape() as tape:
        y = layer(v, training=training) if training else layer(v)
        cotangent = np.round(rng.normal(size=y.shape), 3)
        cost = tf.reduce_sum(y * cotangent)
    targets = ([v] if is_float else []) + [w.value for w in layer.trainable_weights]
    gradients = tape.gradient(cost, targets)
    cases.append({
        "layer": name, "options": options, "training": training, "input": x.tolist(),
        "weights": {w.name: b for w, b in zip(layer.weights, before)},
        "output": numbers(y), "cotangent": cotangent.tolist(),
        "inputGradient": numbers(gradients[0]) if is_float else None,
        "weightGradients": {
            w.name: numbers(tf.convert_to_tensor(g))
            for w, g in zip(layer.trainable_weights, gradients[1 if is_float else 0:])
        },
        "weightsAfter": {w.name: numbers(w) for w in layer.weights} if training else None,
    })


def torch_case(name, options, function, x):
    """The same for a function of PyTorch."""
    v = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    y = function(v)
    cotangent = np.round(rng.normal(size=y.shape), 3)
    (y * torch.tensor(cotangent)).sum().backward()
    cases.append({
        "layer": name, "options": options, "training": False, "input": x.tolist(), "weights": {},
        "output": y.tolist(), "cotangent": cotangent.tolist(), "inputGradient": v.grad.tolist(),
        "weightGradients": {}, "weightsAfter": None,
    })


def normal(*shape):
    return np.round(rng.normal(size=shape), 3)


case("dense", {"units": 4}, K.Dense(4), normal(3, 5))
case("dense", {"units": 2, "useBias": False}, K.Dense(2, use_bias=False), normal(3, 5))
case("dense", {"units": 2, "activation": "tanh"}, K.Dense(2, activation="tanh"), normal(2, 3, 4))
for name, keras_name in (
    ("sigmoid", "sigmoid"), ("tanh", "tanh"), ("relu", "relu"), ("elu", "elu"), ("softplus", "softplus"),
    ("softmax", "softmax"),
):
    case(name, {}, K.Activation(keras_name), normal(3, 4) * 2)
# Keras holds the constants of these functions in float32, so PyTorch is the reference.
torch_case("gelu", {}, torch.nn.functional.gelu, normal(3, 4) * 2)
torch_case("leakyRelu", {}, lambda v: torch.nn.functional.leaky_relu(v, 0.3), normal(3, 4))
torch_case("leakyRelu", {"negativeSlope": 0.01}, torch.nn.functional.leaky_relu, normal(3, 4))
case("elu", {"alpha": 0.5}, K.ELU(alpha=0.5), normal(3, 4))
case("flatten", {}, K.Flatten(), normal(2, 3, 2))
case("reshape", {"targetShape": [3, 2]}, K.Reshape((3, 2)), normal(2, 6))
case("batchNormalization", {}, K.BatchNormalization(), normal(5, 3))
case("batchNormalization", {}, K.BatchNormalization(), normal(5, 3), training=True)
case("batchNormalization", {"momentum": 0.9, "epsilon": 1e-5}, K.BatchNormalization(momentum=0.9, epsilon=1e-5),
     normal(2, 3, 3, 2), training=True)
case("batchNormalization", {"center": False, "scale": False}, K.BatchNormalization(center=False, scale=False),
     normal(5, 3), training=True)
case("layerNormalization", {}, K.LayerNormalization(), normal(4, 5))
case("layerNormalization", {"epsilon": 1e-5}, K.LayerNormalization(epsilon=1e-5), normal(2, 3, 4))
case("conv1d", {"filters": 3, "kernelSize": 3}, K.Conv1D(3, 3), normal(2, 7, 2))
case("conv1d", {"filters": 2, "kernelSize": 3, "strides": 2, "padding": "same"},
     K.Conv1D(2, 3, strides=2, padding="same"), normal(2, 7, 2))
case("conv2d", {"filters": 3, "kernelSize": 3}, K.Conv2D(3, 3), normal(2, 5, 6, 2))
case("conv2d", {"filters": 2, "kernelSize": 3, "strides": 2, "padding": "same", "activation": "relu"},
     K.Conv2D(2, 3, strides=2, padding="same", activation="relu"), normal(2, 6, 5, 2))
case("conv2d", {"filters": 2, "kernelSize": [1, 3], "dilationRate": 2, "useBias": False},
     K.Conv2D(2, (1, 3), dilation_rate=2, use_bias=False), normal(1, 3, 7, 1))
case("maxPooling2d", {}, K.MaxPooling2D(), normal(2, 5, 4, 2))
case("maxPooling2d", {"poolSize": 3, "strides": 2, "padding": "same"}, K.MaxPooling2D(3, 2, padding="same"),
     normal(1, 5, 4, 2))
case("averagePooling2d", {}, K.AveragePooling2D(2), normal(2, 5, 4, 2))
case("averagePooling2d", {"poolSize": 3, "strides": 2, "padding": "same"}, K.AveragePooling2D(3, 2, padding="same"),
     normal(1, 5, 4, 2))
case("globalAveragePooling2d", {}, K.GlobalAveragePooling2D(), normal(2, 3, 4, 2))
case("embedding", {"inputDim": 6, "outputDim": 3}, K.Embedding(6, 3), rng.integers(0, 6, size=(2, 4)))

for options in ({}, {"strides": 2, "padding": "same"}, {"dilationRate": 2, "useBias": False}):
    keras_options = {"strides": options.get("strides", 1), "padding": options.get("padding", "valid"),
                     "dilation_rate": options.get("dilationRate", 1), "use_bias": options.get("useBias", True)}
    case("groupedConv2d", {"filters": 4, "groups": 2, "kernelSize": 2, **options},
         K.Conv2D(4, 2, groups=2, **keras_options), normal(2, 5, 6, 4))
    case("depthwiseConv2d", {"kernelSize": [2, 3], "depthMultiplier": 2, **options},
         K.DepthwiseConv2D((2, 3), depth_multiplier=2, **keras_options), normal(2, 5, 6, 3))
    case("separableConv2d", {"filters": 2, "kernelSize": 3, "depthMultiplier": 2, **options},
         K.SeparableConv2D(2, 3, depth_multiplier=2, **keras_options), normal(2, 6, 5, 3))
    # TensorFlow has no transposed convolution with holes on processors; tests/lib/ops holds it to PyTorch's.
    if "dilationRate" in options:
        continue
    case("conv2dTranspose", {"filters": 3, "kernelSize": [3, 2], **options},
         K.Conv2DTranspose(3, (3, 2), **keras_options), normal(2, 3, 4, 2))
case("depthwiseConv2d", {"kernelSize": 3, "activation": "tanh"}, K.DepthwiseConv2D(3, activation="tanh"), normal(1, 4, 4, 2))
case("conv2dTranspose", {"filters": 2, "kernelSize": 2, "strides": 3, "activation": "relu"},
     K.Conv2DTranspose(2, 2, strides=3, activation="relu"), normal(1, 2, 2, 1))
for options, keras_options in (
    ({}, {}), ({"poolSize": 3, "strides": 2}, {"pool_size": 3, "strides": 2}),
    ({"poolSize": 3, "strides": 2, "padding": "same"}, {"pool_size": 3, "strides": 2, "padding": "same"}),
):
    case("maxPooling1d", options, K.MaxPooling1D(**keras_options), normal(2, 7, 3))
    case("averagePooling1d", options, K.AveragePooling1D(**{"pool_size": 2, **keras_options}), normal(2, 7, 3))
case("globalMaxPooling2d", {}, K.GlobalMaxPooling2D(), normal(2, 3, 4, 2))
case("globalMaxPooling1d", {}, K.GlobalMaxPooling1D(), normal(2, 5, 2))
case("globalAveragePooling1d", {}, K.GlobalAveragePooling1D(), normal(2, 5, 2))
case("groupNormalization", {"groups": 2}, K.GroupNormalization(2), normal(3, 2, 3, 4))
case("groupNormalization", {"groups": 3, "epsilon": 1e-5}, K.GroupNormalization(3, epsilon=1e-5), normal(4, 6))
case("groupNormalization", {"groups": 4, "center": False, "scale": False},
     K.GroupNormalization(4, center=False, scale=False), normal(2, 5, 4))
case("zeroPadding2d", {"padding": 1}, K.ZeroPadding2D(1), normal(2, 2, 3, 2))
case("zeroPadding2d", {"padding": [1, 2]}, K.ZeroPadding2D((1, 2)), normal(1, 2, 3, 1))
case("zeroPadding2d", {"padding": [[1, 0], [2, 3]]}, K.ZeroPadding2D(((1, 0), (2, 3))), normal(1, 2, 3, 1))
case("upSampling2d", {}, K.UpSampling2D(), normal(2, 2, 3, 2))
case("upSampling2d", {"size": [2, 3]}, K.UpSampling2D((2, 3)), normal(1, 3, 2, 2))
def bilinear(size):
    # Keras works in float32 here.
    return lambda v: torch.nn.functional.interpolate(
        v.permute(0, 3, 1, 2), scale_factor=size, mode="bilinear", align_corners=False).permute(0, 2, 3, 1)


torch_case("upSampling2d", {"interpolation": "bilinear"}, bilinear((2, 2)), normal(2, 3, 4, 2))
torch_case("upSampling2d", {"size": [3, 2], "interpolation": "bilinear"}, bilinear((3, 2)), normal(1, 1, 5, 1))

json.dump({"cases": cases, "versions": {"keras": keras.__version__, "torch": torch.__version__}}, sys.stdout)
print()
