"""The numbers that every library starts from, as given.mjs has them."""

import math

import numpy as np

STEPS = 5
labels = (np.arange(128) * 7 % 10).astype(np.int32)


def spread(shape, seed):
    value = 10_000 * np.sin(np.arange(math.prod(shape), dtype=np.float64) + 1000 * seed)
    return (value - np.floor(value) - 0.5).astype(np.float32).reshape(shape)


def weights(shape, seed):
    inputs, outputs = shape[-2:]
    limit = math.sqrt(6 / (math.prod(shape[:-2]) * (inputs + outputs)))
    return (2 * limit * spread(shape, seed).astype(np.float64)).astype(np.float32)


def ids(shape, classes, seed):
    return np.floor((spread(shape, seed) + np.float32(0.5)).astype(np.float64) * classes).astype(np.int32)


PICTURES = 60_000


def pictures():
    """Bytes of pictures of 28 x 28, without a visible order."""
    return (np.arange(PICTURES * 784, dtype=np.uint32) * np.uint32(2654435761) >> np.uint32(24)).astype(np.uint8).reshape(-1, 784)


gpt = {"letters": 65, "blocks": 4, "heads": 4, "width": 128, "context": 64, "batch": 12}
recurrent = {"units": 128, "steps": 64, "features": 32, "batch": 32}


def products(gemm):
    """The tasks of products m x k x n, by name; `gemm(m, k, n)` prepares one."""
    sizes = [(128, 784, 512), (512, 512, 512), (1024, 1024, 1024)]
    return {f"gemm-{m}-{k}-{n}": lambda m=m, k=k, n=n: gemm(m, k, n) for m, k, n in sizes}
