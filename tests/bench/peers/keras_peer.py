"""Keras on TensorFlow: train_on_batch for a training step, a tf.function of the model for a prediction."""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import numpy as np
import tensorflow as tf
from given import PICTURES, STEPS, labels, pictures, products, recurrent, spread, weights
from keras import layers
from serve import first_steps, serve

tf.config.threading.set_intra_op_parallelism_threads(int(sys.argv[1]))
tf.config.threading.set_inter_op_parallelism_threads(int(sys.argv[1]))


def start(model, shape, kernels):
    """Builds the model and puts the given weights in; biases stay 0."""
    model.build(shape)
    with_kernel = [layer for layer in model.layers if hasattr(layer, "kernel")]
    for layer, (size, seed) in zip(with_kernel, kernels, strict=True):
        layer.kernel.assign(weights(size, seed))
    return model


def classifier():
    model = keras.Sequential(
        [layers.Dense(512), layers.BatchNormalization(), layers.ReLU(), layers.Dense(10, activation="softmax")]
    )
    return start(model, (None, 784), [((784, 512), 2), ((512, 10), 3)])


def train(model, x, y, loss, optimizer):
    model.compile(optimizer=optimizer, loss=loss)
    x, y = tf.constant(x), tf.constant(y)

    def step():
        return model.train_on_batch(x, y)

    def alone():
        # A step's own loss: train_on_batch returns the mean of all since the metrics were reset.
        model.reset_metrics()
        return step()

    return step, *first_steps(alone, STEPS)


def predict(model, x):
    run = tf.function(lambda batch: model(batch, training=False))
    x = tf.constant(x)
    return lambda: run(x), float(tf.reduce_mean(tf.square(run(x))))


def w1_train():
    return train(classifier(), spread((128, 784), 1), labels, "sparse_categorical_crossentropy", keras.optimizers.Adam())


def w2():
    model = keras.Sequential([layers.Dense(100, activation="sigmoid") for _ in range(5)])
    start(model, (None, 100), [((100, 100), 2 + i) for i in range(5)])
    return predict(model, spread((1000, 100), 1))


def w3():
    model = keras.Sequential([layers.Dense(2, activation="sigmoid"), layers.Dense(1, activation="sigmoid")])
    start(model, (None, 2), [((2, 2), 2), ((2, 1), 3)])
    x, y = [[0.0, 0], [0, 1], [1, 0], [1, 1]], [[0.0], [1], [1], [0]]
    return train(model, x, y, "mean_squared_error", keras.optimizers.SGD(learning_rate=0.5))


def w4():
    model = keras.Sequential(
        [
            *(layers.Conv2D(16, 3, activation="relu"), layers.MaxPooling2D()),
            *(layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D()),
            *(layers.Flatten(), layers.Dense(10, activation="softmax")),
        ]
    )
    start(model, (None, 28, 28, 1), [((3, 3, 1, 16), 2), ((3, 3, 16, 32), 3), ((800, 10), 4)])
    x = spread((128, 28, 28, 1), 1)
    return train(model, x, labels, "sparse_categorical_crossentropy", keras.optimizers.Adam())


def lstm():
    units, steps, features, batch = (recurrent[name] for name in ("units", "steps", "features", "batch"))
    model = keras.Sequential([layers.LSTM(units), layers.Dense(10, activation="softmax")])
    model.build((None, steps, features))
    cell = model.layers[0].cell
    cell.kernel.assign(weights((features, 4 * units), 2))
    cell.recurrent_kernel.assign(weights((units, 4 * units), 3))
    model.layers[1].kernel.assign(weights((units, 10), 4))
    x = spread((batch, steps, features), 1)
    return train(model, x, labels[:batch], "sparse_categorical_crossentropy", keras.optimizers.Adam())


def epoch():
    model = classifier()
    model.compile(optimizer=keras.optimizers.Adam(), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    classes = (np.arange(PICTURES) * 7 % 10).astype(np.int32)
    batches = (
        tf.data.Dataset.from_tensor_slices((pictures(), classes))
        .shuffle(PICTURES)
        .batch(128, drop_remainder=True)
        .map(lambda x, y: (tf.cast(x, tf.float32) / 255, y))
        .prefetch(tf.data.AUTOTUNE)
    )
    return lambda: model.fit(batches, epochs=1, verbose=0), 0.0


def gemm(m, k, n):
    a, b = tf.constant(spread((m, k), 1)), tf.constant(spread((k, n), 2))
    return lambda: tf.matmul(a, b), float(tf.reduce_mean(tf.square(tf.matmul(a, b))))


serve(
    {
        "w1-train": w1_train,
        "w1-predict-128": lambda: predict(classifier(), spread((128, 784), 1)),
        "w1-predict-1": lambda: predict(classifier(), spread((128, 784), 1)[:1]),
        "w2": w2,
        "w3": w3,
        "w4": w4,
        "lstm": lstm,
        "epoch": epoch,
        **products(gemm),
    }
)
