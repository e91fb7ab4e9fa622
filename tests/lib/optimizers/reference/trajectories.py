"""Freezes 20-step optimizer trajectories of Keras and PyTorch, in float64.

The cost is f(w) = 1/2 sum(a * w^2) - sum(c * w) with a = [1, 10, 0.1], c = [0.3, -0.2, 0.1]: an elongated valley
whose gradient a * w - c every implementation computes alike.

    python trajectories.py > trajectories.json     (needs keras with tensorflow, and torch)
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
CURVATURE = np.array([1.0, 10.0, 0.1])
OFFSET = np.array([0.3, -0.2, 0.1])
START = np.array([1.0, -2.0, 3.0])
STEPS = 20


def keras_path(optimizer):
    w = keras.Variable(START, dtype="float64")
    path = []
    for _ in range(STEPS):
        gradient = tf.constant(CURVATURE) * w.value - tf.constant(OFFSET)
        optimizer.apply([gradient], [w])
        path.append(np.array(w.value).tolist())
    return path


def torch_path(make):
    w = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    optimizer = make([w])
    path = []
    for _ in range(STEPS):
        w.grad = torch.tensor(CURVATURE) * w.detach() - torch.tensor(OFFSET)
        optimizer.step()
        path.append(w.detach().numpy().tolist())
    return path


K = keras.optimizers
S = keras.optimizers.schedules
T = torch.optim
keras_cases = [
    ("sgd", {"learningRate": 0.05}, K.SGD(0.05)),
    ("sgd", {"learningRate": 0.05, "momentum": 0.9}, K.SGD(0.05, momentum=0.9)),
    ("sgd", {"learningRate": 0.05, "momentum": 0.9, "nesterov": True}, K.SGD(0.05, momentum=0.9, nesterov=True)),
    ("sgd", {"learningRate": 0.05, "weightDecay": 0.1}, K.SGD(0.05, weight_decay=0.1)),
    ("sgd", {"learningRate": 0.05, "clipValue": 0.5}, K.SGD(0.05, clipvalue=0.5)),
    ("sgd", {"learningRate": 0.05, "clipNorm": 0.5}, K.SGD(0.05, clipnorm=0.5)),
    ("sgd", {"learningRate": 0.05, "globalClipNorm": 0.5}, K.SGD(0.05, global_clipnorm=0.5)),
    ("rmsprop", {}, K.RMSprop()),
    ("rmsprop", {"learningRate": 0.05, "rho": 0.8, "momentum": 0.5}, K.RMSprop(0.05, rho=0.8, momentum=0.5)),
    ("rmsprop", {"learningRate": 0.05, "centered": True}, K.RMSprop(0.05, centered=True)),
    ("adagrad", {}, K.Adagrad()),
    ("adagrad", {"learningRate": 0.5, "initialAccumulator": 0.01}, K.Adagrad(0.5, initial_accumulator_value=0.01)),
    ("adam", {}, K.Adam()),
    ("adam", {"learningRate": 0.1, "beta1": 0.8, "beta2": 0.9}, K.Adam(0.1, beta_1=0.8, beta_2=0.9)),
    ("adam", {"learningRate": 0.1, "amsgrad": True}, K.Adam(0.1, amsgrad=True)),
    ("adamW", {}, K.AdamW()),
    ("adamW", {"learningRate": 0.1, "weightDecay": 0.05}, K.AdamW(0.1, weight_decay=0.05)),
    ("nadam", {}, K.Nadam()),
    ("nadam", {"learningRate": 0.1}, K.Nadam(0.1)),
    ("adamax", {}, K.Adamax()),
    ("adamax", {"learningRate": 0.1, "beta1": 0.8, "beta2": 0.9}, K.Adamax(0.1, beta_1=0.8, beta_2=0.9)),
    ("adadelta", {"learningRate": 1}, K.Adadelta(1.0)),
    ("adadelta", {"learningRate": 0.5, "rho": 0.8, "epsilon": 1e-3}, K.Adadelta(0.5, rho=0.8, epsilon=1e-3)),
]
torch_cases = [
    ("sgd", {"learningRate": 0.05, "momentum": 0.9}, lambda p: T.SGD(p, lr=0.05, momentum=0.9)),
    ("sgd", {"learningRate": 0.05, "momentum": 0.9, "nesterov": True},
     lambda p: T.SGD(p, lr=0.05, momentum=0.9, nesterov=True)),
    # PyTorch's dampening builds the averaged momentum from its second step on; the first step is undamped.
    ("rmsprop", {"learningRate": 0.01, "rho": 0.99, "epsilon": 0},
     lambda p: T.RMSprop(p, lr=0.01, alpha=0.99, eps=0)),
    ("rmsprop", {"learningRate": 0.01, "rho": 0.99, "epsilon": 0, "centered": True},
     lambda p: T.RMSprop(p, lr=0.01, alpha=0.99, eps=0, centered=True)),
    ("adagrad", {"learningRate": 0.1, "initialAccumulator": 0, "epsilon": 0},
     lambda p: T.Adagrad(p, lr=0.1, eps=0)),
    ("adam", {"learningRate": 0.1, "epsilon": 0}, lambda p: T.Adam(p, lr=0.1, eps=0)),
    ("adamW", {"learningRate": 0.1, "weightDecay": 0.01, "epsilon": 0},
     lambda p: T.AdamW(p, lr=0.1, weight_decay=0.01, eps=0)),
    ("nadam", {"learningRate": 0.1, "epsilon": 0}, lambda p: T.NAdam(p, lr=0.1, eps=0, momentum_decay=1)),
    ("adamax", {"learningRate": 0.1, "epsilon": 0}, lambda p: T.Adamax(p, lr=0.1, eps=0)),
    ("adadelta", {"learningRate": 1, "rho": 0.9, "epsilon": 1e-6}, lambda p: T.Adadelta(p, lr=1, rho=0.9, eps=1e-6)),
]



def one_cycle(**options):
    """PyTorch's schedule as a function of the step."""
    optimizer = T.SGD([torch.zeros(1, requires_grad=True)], lr=1)
    schedule = T.lr_scheduler.OneCycleLR(optimizer, **options)
    rates = [schedule.get_last_lr()[0]]
    for _ in range(options["total_steps"] - 1):
        optimizer.step()
        schedule.step()
        rates.append(schedule.get_last_lr()[0])
    return lambda step: rates[step]


schedules = [
    ("exponentialDecay", {"initialLearningRate": 0.1, "decaySteps": 10, "decayRate": 0.5},
     S.ExponentialDecay(0.1, 10, 0.5)),
    ("exponentialDecay", {"initialLearningRate": 0.1, "decaySteps": 10, "decayRate": 0.5, "staircase": True},
     S.ExponentialDecay(0.1, 10, 0.5, staircase=True)),
    ("piecewiseConstant", {"boundaries": [5, 12], "values": [0.1, 0.05, 0.01]},
     S.PiecewiseConstantDecay([5, 12], [0.1, 0.05, 0.01])),
    ("cosineDecay", {"initialLearningRate": 0.1, "decaySteps": 20, "alpha": 0.1},
     S.CosineDecay(0.1, 20, alpha=0.1)),
    ("cosineDecay", {"initialLearningRate": 0.0, "decaySteps": 15, "warmupTarget": 0.2, "warmupSteps": 5},
     S.CosineDecay(0.0, 15, warmup_target=0.2, warmup_steps=5)),
    ("cosineDecayRestarts", {"initialLearningRate": 0.1, "firstDecaySteps": 4}, S.CosineDecayRestarts(0.1, 4)),
    ("cosineDecayRestarts", {"initialLearningRate": 0.1, "firstDecaySteps": 7, "tMul": 1, "mMul": 0.5, "alpha": 0.1},
     S.CosineDecayRestarts(0.1, 7, t_mul=1.0, m_mul=0.5, alpha=0.1)),
    ("inverseTimeDecay", {"initialLearningRate": 0.1, "decaySteps": 10, "decayRate": 0.5},
     S.InverseTimeDecay(0.1, 10, 0.5)),
    ("inverseTimeDecay", {"initialLearningRate": 0.1, "decaySteps": 10, "decayRate": 0.5, "staircase": True},
     S.InverseTimeDecay(0.1, 10, 0.5, staircase=True)),
    ("polynomialDecay", {"initialLearningRate": 0.1, "decaySteps": 20}, S.PolynomialDecay(0.1, 20)),
    ("polynomialDecay", {"initialLearningRate": 0.1, "decaySteps": 8, "endLearningRate": 0.01, "power": 2, "cycle": True},
     S.PolynomialDecay(0.1, 8, 0.01, power=2.0, cycle=True)),
    ("oneCycle", {"maxLearningRate": 0.1, "totalSteps": 25}, one_cycle(max_lr=0.1, total_steps=25)),
    ("oneCycle", {"maxLearningRate": 0.5, "totalSteps": 25, "riseShare": 0.5, "startDivisor": 10, "endDivisor": 100},
     one_cycle(max_lr=0.5, total_steps=25, pct_start=0.5, div_factor=10, final_div_factor=100)),
]

json.dump(
    {
        "curvature": CURVATURE.tolist(),
        "offset": OFFSET.tolist(),
        "start": START.tolist(),
        "trajectories": [
            {"framework": "keras", "optimizer": n, "options": o, "path": keras_path(k)} for n, o, k in keras_cases
        ] + [
            {"framework": "torch", "optimizer": n, "options": o, "path": torch_path(k)} for n, o, k in torch_cases
        ],
        "schedules": [
            {"schedule": n, "options": o, "values": [float(s(step)) for step in range(25)]} for n, o, s in schedules
        ],
        "versions": {"keras": keras.__version__, "torch": torch.__version__},
    },
    sys.stdout,
)
print()
