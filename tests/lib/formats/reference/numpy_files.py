"""Freezes files that NumPy writes, as base64, with the values in them.

    python numpy_files.py > numpy-files.json     (needs numpy)
"""

import base64
import io
import json

import numpy as np

rng = np.random.default_rng(5)


def encoded(save, *args, **kwargs):
    file = io.BytesIO()
    save(file, *args, **kwargs)
    return base64.b64encode(file.getvalue()).decode()


def values(array):
    return {
        "shape": list(array.shape),
        "values": [None if not np.isfinite(v) else v.item() for v in np.ascontiguousarray(array).flatten()],
    }


def npy(name, array, **kwargs):
    return {"name": name, "base64": encoded(np.save, array, **kwargs), **values(array)}


floats = rng.normal(size=(2, 3)).astype("float32")
same = [
    npy("float32", floats),
    npy("float64 of three axes", rng.normal(size=(2, 1, 3))),
    npy("int32", np.array([1, -2, 2**31 - 1], "int32")),
    npy("bool", np.array([[True, False], [False, True]])),
    npy("a single number", np.array(1.5, "float32")),
    npy("no rows", np.zeros((0, 4), "float32")),
    npy("a hundred rows", rng.normal(size=(100,)).astype("float32")),
]
read = [
    npy("Fortran's order", np.asfortranarray(rng.normal(size=(3, 4)).astype("float32"))),
    npy("Fortran's order, three axes", np.asfortranarray(rng.normal(size=(2, 3, 4)))),
    npy("the other byte order", floats.astype(">f4")),
    npy("float64 in the other byte order", rng.normal(size=(3,)).astype(">f8")),
    npy("float16", np.array([1.5, -0.25, 65504, 6e-8], "float16")),
    npy("int64", np.array([1, -5], "int64")),
    npy("int16", np.array([300, -300], "int16")),
    npy("uint8", np.array([[0, 255]], "uint8")),
    npy("int8", np.array([-128, 127], "int8")),
    npy("uint16", np.array([65535], "uint16")),
]
second = io.BytesIO()
np.lib.format.write_array(second, floats, version=(2, 0))
read.append({"name": "version 2.0", "base64": base64.b64encode(second.getvalue()).decode(), **values(floats)})
arrays = {"x": floats, "labels": np.array([1, 0], "int32"), "flag": np.array(True)}
refused = [
    npy("integers too large", np.array([2**40], "int64")),
    {"name": "texts", "base64": encoded(np.save, np.array(["a", "bc"]))},
    {"name": "Python's objects", "base64": encoded(np.save, np.array([{}], dtype=object), allow_pickle=True)},
    {"name": "fields", "base64": encoded(np.save, np.zeros(2, dtype=[("a", "f4"), ("b", "i4")]))},
    {"name": "complex numbers", "base64": encoded(np.save, np.array([1j]))},
]
print(
    json.dumps(
        {
            "numpy": np.__version__,
            "same": same,
            "read": read,
            "refused": refused,
            "npz": [
                {"name": "savez", "base64": encoded(np.savez, **arrays)},
                {"name": "savez_compressed", "base64": encoded(np.savez_compressed, **arrays)},
            ],
            "arrays": {name: values(array) for name, array in arrays.items()},
        },
        indent=1,
    )
)
