"""Freezes recurrent layers, attention and masked losses of Keras and PyTorch in float64: outputs, and the gradients of
sum(output * cotangent) for inputs and weights.

    python sequences.py > sequences.json     (needs keras with tensorflow, and torch)
"""

import json
import math
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import tensorflow as tf
import torch
from torch.nn import functional as F

keras.backend.set_floatx("float64")
torch.set_default_dtype(torch.float64)
rng = np.random.default_rng(15)
K = keras.layers
cases = []


def normal(*shape):
    return np.round(rng.normal(size=shape), 3)


def rounded(values):
    return np.asarray(values, dtype="float64").tolist()


def add(call, options, inputs, weights, output, cotangent, gradients, **more):
    """One case: our function or layer, its options, its inputs and weights by our names, and what comes out."""
    cases.append({
        "call": call, "options": options, "inputs": {k: np.asarray(v).tolist() for k, v in inputs.items()},
        "weights": {k: rounded(v) for k, v in weights.items()}, "output": rounded(output),
        "cotangent": rounded(cotangent), "gradients": {k: rounded(v) for k, v in gradients.items()}, **more,
    })


def keras_case(call, options, layer, x, names, mask=None, call_options=None, **more):
    """A layer of Keras with random weights; `names` are ours, in the order of Keras's weights."""
    v = tf.Variable(x, dtype="float64")
    given = {**(call_options or {}), **({} if mask is None else {"mask": tf.constant(mask)})}
    layer(v, **given)
    for weight in layer.weights:
        weight.assign(np.round(0.5 * rng.uniform(-1, 1, size=weight.shape), 3))
    with tf.GradientTape() as tape:
        y = layer(v, **given)
        cotangent = normal(*y.shape)
        cost = tf.reduce_sum(y * cotangent)
    values = [w.value for w in layer.trainable_weights]
    gradients = tape.gradient(cost, [v, *values])
    shapes = more.pop("shapes", {})

    def ours(name, value):
        return np.reshape(np.asarray(value), shapes[name]) if name in shapes else np.asarray(value)

    add(call, options, {"x": x, **({} if mask is None else {"mask": mask})},
        {name: ours(name, w) for name, w in zip(names, layer.weights, strict=True)}, y, cotangent,
        {"x": gradients[0], **{n: ours(n, g) for n, g in zip(names, gradients[1:], strict=True)}}, **more)


plain = ["kernel", "recurrentKernel", "bias"]
ends = np.array([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0], [1, 0, 0, 0, 0]], dtype=bool)
holes = np.array([[1, 0, 1, 1, 0], [1, 1, 0, 1, 1], [1, 0, 0, 0, 1]], dtype=bool)
for call, layer in (("simpleRnn", K.SimpleRNN), ("gru", K.GRU), ("lstm", K.LSTM)):
    keras_case(call, {}, layer(4), normal(3, 5, 2), plain)
    keras_case(call, {"returnSequences": True}, layer(3, return_sequences=True), normal(2, 6, 4), plain)
    keras_case(call, {"goBackwards": True, "returnSequences": True},
               layer(3, go_backwards=True, return_sequences=True), normal(2, 4, 2), plain)
    keras_case(call, {"useBias": False}, layer(5, use_bias=False), normal(2, 3, 3), plain[:2])
    keras_case(call, {}, layer(3), normal(3, 5, 2), plain, mask=ends)
    keras_case(call, {"returnSequences": True}, layer(3, return_sequences=True), normal(3, 5, 2), plain, mask=holes)
    keras_case(call, {"goBackwards": True}, layer(2, go_backwards=True), normal(3, 5, 2), plain, mask=ends)
    keras_case(call, {"returnSequences": True}, layer(1, return_sequences=True), normal(1, 1, 1), plain)

both = [f"{side}.{name}" for side in ("forwardLayer", "backwardLayer") for name in plain]
for cell, layer, mode, mask in (
    ("lstm", K.LSTM, "concat", None), ("gru", K.GRU, "sum", None), ("simpleRnn", K.SimpleRNN, "ave", None),
    ("lstm", K.LSTM, "mul", None), ("lstm", K.LSTM, "concat", ends), ("gru", K.GRU, "sum", ends),
):
    for sequences in (False, True):
        if mask is not None and sequences:
            continue  # Keras puts zeros where the mask is false
        keras_case("bidirectional", {"cell": cell, "units": 3, "mergeMode": mode, "returnSequences": sequences},
                   K.Bidirectional(layer(3, return_sequences=sequences), merge_mode=mode), normal(3, 5, 2), both,
                   mask=mask)


def stateful(call, layer):
    """Two batches, the second of which goes on from the first: the output of the second, and its gradients."""
    first, second = normal(2, 3, 2), normal(2, 4, 2)
    layer.build(first.shape)
    for weight in layer.trainable_weights:
        weight.assign(np.round(0.5 * rng.uniform(-1, 1, size=weight.shape), 3))
    layer(tf.constant(first))
    v = tf.Variable(second)
    with tf.GradientTape() as tape:
        y = layer(v)
        cotangent = normal(*y.shape)
        cost = tf.reduce_sum(y * cotangent)
    values = [w.value for w in layer.trainable_weights]
    gradients = tape.gradient(cost, [v, *values])
    add(call, {"stateful": True, "returnSequences": True}, {"before": first, "x": second},
        dict(zip(plain, values, strict=True)), y, cotangent,
        {"x": gradients[0], **dict(zip(plain, gradients[1:], strict=True))})


stateful("simpleRnn", K.SimpleRNN(3, stateful=True, return_sequences=True))
stateful("gru", K.GRU(3, stateful=True, return_sequences=True))
stateful("lstm", K.LSTM(3, stateful=True, return_sequences=True))


def leaf(x):
    return torch.tensor(np.asarray(x), requires_grad=True)


def torch_case(call, options, inputs, weights, run, extra=None, **more):
    """A function of PyTorch; inputs that are no numbers of a float stay as they are."""
    given = {k: leaf(v) if np.asarray(v).dtype.kind == "f" else torch.tensor(np.asarray(v)) for k, v in inputs.items()}
    held = {k: leaf(v) for k, v in weights.items()}
    y = run(**given, **held)
    cotangent = normal(*y.shape)
    (y * torch.tensor(cotangent)).sum().backward()
    gradients = {k: v.grad for k, v in {**given, **held}.items() if v.requires_grad and v.grad is not None}
    add(call, options, inputs, weights, y.detach(), cotangent, gradients, **more)


def weights(**shapes):
    return {name: np.round(0.5 * rng.uniform(-1, 1, size=shape), 3) for name, shape in shapes.items()}


def torch_lstm(x, kernel, recurrentKernel, bias):
    units = recurrentKernel.shape[0]
    zeros = torch.zeros(1, x.shape[0], units)
    flat = [kernel.T, recurrentKernel.T, bias, torch.zeros_like(bias)]
    return torch.lstm(x, (zeros, zeros), flat, True, 1, 0.0, False, False, True)[0]


def torch_gru(x, kernel, recurrentKernel, bias):
    def turned(w):  # z, r, g -> r, z, g
        z, r, g = w.chunk(3, -1)
        return torch.cat([r, z, g], -1)

    zeros = torch.zeros(1, x.shape[0], recurrentKernel.shape[0])
    a, b = turned(bias)
    flat = [turned(kernel).T, turned(recurrentKernel).T, a, b]
    return torch.gru(x, zeros, flat, True, 1, 0.0, False, False, True)[0]


for steps in (1, 4, 9):
    torch_case("lstm", {"returnSequences": True}, {"x": normal(2, steps, 3)},
               weights(kernel=(3, 16), recurrentKernel=(4, 16), bias=(16,)), torch_lstm)
    torch_case("gru", {"returnSequences": True}, {"x": normal(2, steps, 3)},
               weights(kernel=(3, 12), recurrentKernel=(4, 12), bias=(2, 12)), torch_gru)


def qkv(lead, queries, keys, width, value_width):
    return {"q": normal(*lead, queries, width), "k": normal(*lead, keys, width), "v": normal(*lead, keys, value_width)}


def sdpa(causal=False, scale=None):
    def run(q, k, v, mask=None):
        scores = q @ k.mT * (1 / math.sqrt(q.shape[-1]) if scale is None else scale)
        seen = torch.ones(scores.shape[-2:], dtype=torch.bool)
        if causal:  # the last query stands at the last key
            seen = torch.tril(seen, scores.shape[-1] - scores.shape[-2])
        if mask is not None:
            seen = seen & mask
        return torch.softmax(scores.masked_fill(~seen, -math.inf), -1) @ v

    return run


def built_in(**options):
    return lambda q, k, v: F.scaled_dot_product_attention(q, k, v, **options)


call = "scaledDotProductAttention"
torch_case(call, {}, qkv((), 3, 3, 4, 4), {}, built_in())
torch_case(call, {}, qkv((2,), 4, 5, 3, 2), {}, built_in())
torch_case(call, {}, qkv((2, 3), 4, 4, 5, 5), {}, built_in())
torch_case(call, {"causal": True}, qkv((), 5, 5, 4, 4), {}, built_in(is_causal=True))
torch_case(call, {"causal": True}, qkv((2, 2), 6, 6, 3, 3), {}, built_in(is_causal=True))
torch_case(call, {"causal": True}, qkv((2,), 2, 6, 3, 3), {}, sdpa(causal=True))
torch_case(call, {"scale": 0.3}, qkv((2,), 3, 4, 2, 3), {}, sdpa(scale=0.3))
torch_case(call, {"scale": 1.5, "causal": True}, qkv((1,), 7, 7, 1, 1), {}, sdpa(causal=True, scale=1.5))


def some(*shape):
    mask = rng.uniform(size=shape) < 0.6
    mask[..., 0] = True
    return mask


torch_case(call, {}, {**qkv((), 4, 5, 3, 3), "mask": some(4, 5)}, {}, sdpa())
torch_case(call, {}, {**qkv((2,), 4, 5, 3, 3), "mask": some(5)}, {}, sdpa())
torch_case(call, {}, {**qkv((2, 3), 4, 5, 2, 2), "mask": some(2, 1, 1, 5)}, {}, sdpa())
torch_case(call, {"causal": True}, {**qkv((2, 3), 4, 4, 2, 2), "mask": some(3, 4, 4)}, {}, sdpa(causal=True))
torch_case(call, {}, qkv((1,), 1, 1, 2, 2), {}, built_in())
torch_case(call, {}, qkv((1,), 9, 13, 8, 6), {}, built_in())

heads = [f"{part}{kind}" for part in ("query", "key", "value", "output") for kind in ("Kernel", "Bias")]


def flat(width, count, key, value, out):
    kernels = {"query": (width, count * key), "key": (width, count * key), "value": (width, count * value),
               "output": (count * value, out)}
    shapes = {f"{part}Kernel": shape for part, shape in kernels.items()}
    return {**shapes, **{f"{part}Bias": shape[1:] for part, shape in kernels.items()}}


def multi_head(options, layer, width, count, key, value, out, steps=5, causal=False, mask=None):
    """Self-attention of Keras, whose kernels are our matrices in other shapes."""
    x = normal(2, steps, width)
    v = tf.Variable(x)
    call_options = {"use_causal_mask": causal, **({} if mask is None else {"attention_mask": tf.constant(mask)})}
    layer(v, v, **call_options)
    for weight in layer.weights:
        weight.assign(np.round(0.5 * rng.uniform(-1, 1, size=weight.shape), 3))
    with tf.GradientTape() as tape:
        y = layer(v, v, **call_options)
        cotangent = normal(*y.shape)
        cost = tf.reduce_sum(y * cotangent)
    values = [w.value for w in layer.trainable_weights]
    gradients = tape.gradient(cost, [v, *values])
    names = heads if layer._use_bias else heads[::2]
    shapes = flat(width, count, key, value, out)
    ours = {n: np.reshape(np.asarray(w), shapes[n]) for n, w in zip(names, values, strict=True)}
    theirs = {n: np.reshape(np.asarray(g), shapes[n]) for n, g in zip(names, gradients[1:], strict=True)}
    add("multiHeadAttention", {"numHeads": count, **options, **({"causal": True} if causal else {})},
        {"x": x, **({} if mask is None else {"attentionMask": mask[:, None]})}, ours, y, cotangent,
        {"x": gradients[0], **theirs})


M = K.MultiHeadAttention
multi_head({"keyDim": 3}, M(2, 3), 6, 2, 3, 3, 6)
multi_head({}, M(2, 3), 6, 2, 3, 3, 6, causal=True)
multi_head({"keyDim": 4, "valueDim": 2}, M(3, 4, value_dim=2), 5, 3, 4, 2, 5)
multi_head({"keyDim": 2, "outputDim": 3}, M(2, 2, output_shape=3), 4, 2, 2, 2, 3)
multi_head({"keyDim": 2, "useBias": False}, M(2, 2, use_bias=False), 4, 2, 2, 2, 4)
multi_head({"keyDim": 2}, M(2, 2), 4, 2, 2, 2, 4, mask=some(2, 5, 5))
multi_head({}, M(4, 2), 8, 4, 2, 2, 8, steps=1)


def torch_heads(count):
    def run(x, value=None, **w):
        source = x if value is None else value
        # PyTorch wants one width for queries and values, or separate projections.
        y, _ = F.multi_head_attention_forward(
            x.transpose(0, 1), source.transpose(0, 1), source.transpose(0, 1), x.shape[2], count, None,
            torch.cat([w["queryBias"], w["keyBias"], w["valueBias"]]), None, None, False, 0.0, w["outputKernel"].T,
            w["outputBias"], use_separate_proj_weight=True, q_proj_weight=w["queryKernel"].T,
            k_proj_weight=w["keyKernel"].T, v_proj_weight=w["valueKernel"].T,
        )
        return y.transpose(0, 1)

    return run


for width, count in ((4, 1), (6, 3), (8, 2)):
    torch_case("multiHeadAttention", {"numHeads": count}, {"x": normal(2, 4, width)},
               weights(**flat(width, count, width // count, width // count, width)), torch_heads(count))
torch_case("multiHeadAttention", {"numHeads": 2}, {"x": normal(2, 4, 6), "value": normal(2, 3, 6)},
           weights(**flat(6, 2, 3, 3, 6)), torch_heads(2))


def turned(x, first=0):
    """Rotary positions of [..., steps, width] by complex numbers, halves as real and imaginary parts."""
    steps, width = x.shape[-2:]
    angles = torch.outer(torch.arange(first, first + steps).double(),
                         10000.0 ** (-2 * torch.arange(width // 2).double() / width))
    a, b = x.chunk(2, -1)
    z = torch.complex(a, b) * torch.polar(torch.ones_like(angles), angles)
    return torch.cat([z.real, z.imag], -1)


def sinusoids(x):
    steps, width = x.shape[-2:]
    angles = np.outer(np.arange(steps), 10000.0 ** (-np.arange(width // 2) * 2 / width))
    table = np.stack([np.sin(angles), np.cos(angles)], -1).reshape(steps, width)
    return x + torch.tensor(table)


for width in (2, 6):
    torch_case("positionalEmbedding", {"maxLength": 9, "positions": "rotary"}, {"x": normal(2, 7, width)}, {}, turned)
    torch_case("positionalEmbedding", {"maxLength": 7, "positions": "sinusoidal"}, {"x": normal(2, 7, width)}, {},
               sinusoids)
torch_case("positionalEmbedding", {"maxLength": 6}, {"x": normal(2, 4, 3)}, weights(embeddings=(6, 3)),
           lambda x, embeddings: x + embeddings[:4])


def rotary_heads(x, **w):
    def split(part):
        y = x @ w[f"{part}Kernel"] + w[f"{part}Bias"]
        return y.reshape(*y.shape[:2], 2, -1).transpose(1, 2)

    q, k, v = turned(split("query")), turned(split("key")), split("value")
    y = F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(*x.shape[:2], -1)
    return y @ w["outputKernel"] + w["outputBias"]


torch_case("multiHeadAttention", {"numHeads": 2, "causal": True, "rotary": True}, {"x": normal(2, 5, 8)},
           weights(**flat(8, 2, 4, 4, 8)), rotary_heads)


def block(norm_first, causal, activation):
    def run(x, **w):
        width = x.shape[2]
        layer = torch.nn.TransformerEncoderLayer(width, 2, 12, 0.0, activation, 1e-5, True, norm_first)
        named = {
            "self_attn.in_proj_weight": torch.cat([w[f"attention.{p}Kernel"].T for p in ("query", "key", "value")]),
            "self_attn.in_proj_bias": torch.cat([w[f"attention.{p}Bias"] for p in ("query", "key", "value")]),
            "self_attn.out_proj.weight": w["attention.outputKernel"].T,
            "self_attn.out_proj.bias": w["attention.outputBias"],
            "linear1.weight": w["expand.kernel"].T, "linear1.bias": w["expand.bias"],
            "linear2.weight": w["contract.kernel"].T, "linear2.bias": w["contract.bias"],
            "norm1.weight": w["attentionNorm.gamma"], "norm1.bias": w["attentionNorm.beta"],
            "norm2.weight": w["denseNorm.gamma"], "norm2.bias": w["denseNorm.beta"],
        }
        mask = torch.nn.Transformer.generate_square_subsequent_mask(x.shape[1]) if causal else None
        return torch.func.functional_call(layer, named, (x,), {"src_mask": mask})

    return run


for norm_first in (True, False):
    for causal in (True, False):
        for activation in ("gelu", "relu"):
            shapes = {f"attention.{k}": v for k, v in flat(4, 2, 2, 2, 4).items()}
            torch_case(
                "transformerBlock",
                {"width": 4, "numHeads": 2, "hiddenDim": 12, "normFirst": norm_first, "causal": causal,
                 "activation": activation},
                {"x": normal(2, 3, 4)},
                weights(**shapes, **{"expand.kernel": (4, 12), "expand.bias": (12,), "contract.kernel": (12, 4),
                                     "contract.bias": (4,), "attentionNorm.gamma": (4,), "attentionNorm.beta": (4,),
                                     "denseNorm.gamma": (4,), "denseNorm.beta": (4,)}),
                block(norm_first, causal, activation))

for shape, epsilon in (((3, 4), 1e-3), ((2, 3, 7), 1e-5), ((2, 2, 3, 5), 1e-2), ((2, 1), 1e-3)):
    width = shape[-1]
    torch_case("layerNormalization", {"epsilon": epsilon}, {"x": normal(*shape)},
               weights(gamma=(width,), beta=(width,)),
               lambda x, gamma, beta, width=width, epsilon=epsilon: F.layer_norm(x, (width,), gamma, beta, epsilon))


def masked_loss(call, options, loss, truth, prediction, weight=None):
    """A loss of Keras for predictions that carry a mask."""
    v = tf.Variable(prediction)
    with tf.GradientTape() as tape:
        y = tf.identity(v)
        keras.src.backend.set_keras_mask(y, tf.constant(ends))
        value = loss(tf.constant(truth), y, sample_weight=None if weight is None else tf.constant(weight))
        cotangent = normal(*value.shape)
        cost = tf.reduce_sum(value * cotangent)
    gradient = tape.gradient(cost, v)
    inputs = {"truth": truth, "x": prediction, "mask": ends, **({} if weight is None else {"sampleWeight": weight})}
    add("losses." + call, options, inputs, {}, value, cotangent, {"x": gradient})


def shares(*shape):
    p = rng.uniform(0.1, 1, size=shape)
    return p / p.sum(-1, keepdims=True)


ours_and_theirs = (("mean", "sum_over_batch_size"), ("sum", "sum"), ("none", "none"))
for reduction, name in ours_and_theirs:
    options = {"reduction": reduction}
    masked_loss("meanSquaredError", options, keras.losses.MeanSquaredError(reduction=name), normal(3, 5, 2),
                normal(3, 5, 2))
    masked_loss("meanAbsoluteError", options, keras.losses.MeanAbsoluteError(reduction=name), normal(3, 5, 2),
                normal(3, 5, 2))
    masked_loss("huber", options, keras.losses.Huber(reduction=name), normal(3, 5, 2), normal(3, 5, 2))
    masked_loss("binaryCrossentropy", options, keras.losses.BinaryCrossentropy(reduction=name),
                rng.integers(0, 2, size=(3, 5, 1)).astype(float), rng.uniform(0.1, 0.9, size=(3, 5, 1)))
    masked_loss("categoricalCrossentropy", options, keras.losses.CategoricalCrossentropy(reduction=name),
                np.eye(3)[rng.integers(0, 3, size=(3, 5))], shares(3, 5, 3))
    masked_loss("sparseCategoricalCrossentropy", {**options, "fromLogits": True},
                keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction=name),
                rng.integers(0, 3, size=(3, 5)), normal(3, 5, 3))
for weight in (rng.uniform(0.5, 2, size=(3, 5)), rng.uniform(0.5, 2, size=(3, 1))):
    masked_loss("sparseCategoricalCrossentropy", {"fromLogits": True},
                keras.losses.SparseCategoricalCrossentropy(from_logits=True), rng.integers(0, 3, size=(3, 5)),
                normal(3, 5, 3), np.round(weight, 2))

json.dump({"cases": cases, "versions": {"keras": keras.__version__, "torch": torch.__version__}}, sys.stdout)
print()
