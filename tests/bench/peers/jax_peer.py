"""JAX, everything under jit; a call is over when its result is ready. It uses as many threads as the machine has cores."""

import os

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax
import jax.numpy as jnp
from given import STEPS, labels, products, spread, weights
from jax import lax
from serve import first_steps, serve

EPSILON = 1e-3  # batch normalization's, as in Keras
truth = jnp.asarray(labels)


def dense(shape, seed):
    return {"w": jnp.asarray(weights(shape, seed)), "b": jnp.zeros(shape[-1])}


def apply(layer, x):
    return x @ layer["w"] + layer["b"]


def conv(layer, x):
    return lax.conv_general_dilated(x, layer["w"], (1, 1), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC")) + layer["b"]


def pool(x):
    return lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")


def cross_entropy(logits):
    return -jnp.take_along_axis(jax.nn.log_softmax(logits), truth[:, None], axis=1).mean()


def adam(params, state, grads):
    t = state["t"] + 1
    m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, state["m"], grads)
    v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, state["v"], grads)
    rate = 1e-3 * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    params = jax.tree.map(lambda p, m, v: p - rate * m / (jnp.sqrt(v) + 1e-7), params, m, v)
    return params, {"t": t, "m": m, "v": v}


def moments(params):
    m, v = (jax.tree.map(jnp.zeros_like, params) for _ in range(2))
    return {"t": jnp.zeros(()), "m": m, "v": v}


def train(state, step):
    """`step` takes and gives the whole state and a loss."""
    run = jax.jit(step, donate_argnums=0)
    held = [state]

    def call():
        held[0], loss = run(held[0])
        return loss.block_until_ready()

    return call, *first_steps(call, STEPS)


def predict(function, *arguments):
    run = jax.jit(function)
    return lambda: run(*arguments).block_until_ready(), float(jnp.square(run(*arguments)).mean())


def classifier():
    return {"first": dense((784, 512), 2), "scale": {"gamma": jnp.ones(512), "beta": jnp.zeros(512)}, "last": dense((512, 10), 3)}


def w1_train():
    x = jnp.asarray(spread((128, 784), 1))
    params = classifier()

    def loss_of(params, running):
        z = apply(params["first"], x)
        mean, variance = z.mean(0), z.var(0)
        h = (z - mean) * lax.rsqrt(variance + EPSILON) * params["scale"]["gamma"] + params["scale"]["beta"]
        running = {"mean": 0.99 * running["mean"] + 0.01 * mean, "variance": 0.99 * running["variance"] + 0.01 * variance}
        return cross_entropy(apply(params["last"], jax.nn.relu(h))), running

    def step(state):
        params, running, slots = state
        (loss, running), grads = jax.value_and_grad(loss_of, has_aux=True)(params, running)
        params, slots = adam(params, slots, grads)
        return (params, running, slots), loss

    running = {"mean": jnp.zeros(512), "variance": jnp.ones(512)}
    return train((params, running, moments(params)), step)


def w1_predict(rows):
    x = jnp.asarray(spread((128, 784), 1)[:rows])
    mean, variance = jnp.zeros(512), jnp.ones(512)

    def run(params, x):
        h = (apply(params["first"], x) - mean) * lax.rsqrt(variance + EPSILON)
        h = h * params["scale"]["gamma"] + params["scale"]["beta"]
        return jax.nn.softmax(apply(params["last"], jax.nn.relu(h)))

    return predict(run, classifier(), x)


def w2():
    layers = [dense((100, 100), 2 + i) for i in range(5)]

    def run(layers, x):
        for layer in layers:
            x = jax.nn.sigmoid(apply(layer, x))
        return x

    return predict(run, layers, jnp.asarray(spread((1000, 100), 1)))


def w3():
    x = jnp.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    y = jnp.array([[0.0], [1], [1], [0]])

    def loss_of(params):
        first, last = params
        output = jax.nn.sigmoid(apply(last, jax.nn.sigmoid(apply(first, x))))
        return jnp.square(output - y).mean()

    def step(params):
        loss, grads = jax.value_and_grad(loss_of)(params)
        return jax.tree.map(lambda p, g: p - 0.5 * g, params, grads), loss

    return train([dense((2, 2), 2), dense((2, 1), 3)], step)


def w4():
    x = jnp.asarray(spread((128, 28, 28, 1), 1))
    params = [dense((3, 3, 1, 16), 2), dense((3, 3, 16, 32), 3), dense((800, 10), 4)]

    def loss_of(params):
        first, second, last = params
        h = pool(jax.nn.relu(conv(first, x)))
        h = pool(jax.nn.relu(conv(second, h)))
        return cross_entropy(apply(last, h.reshape(128, -1)))

    def step(state):
        params, slots = state
        loss, grads = jax.value_and_grad(loss_of)(params)
        return adam(params, slots, grads), loss

    return train((params, moments(params)), step)


def gemm(m, k, n):
    return predict(lambda a, b: a @ b, jnp.asarray(spread((m, k), 1)), jnp.asarray(spread((k, n), 2)))


serve(
    {
        "w1-train": w1_train,
        "w1-predict-128": lambda: w1_predict(128),
        "w1-predict-1": lambda: w1_predict(1),
        "w2": w2,
        "w3": w3,
        "w4": w4,
        **products(gemm),
    }
)
