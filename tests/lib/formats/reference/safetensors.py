"""Freezes files that Hugging Face's safetensors writes, as base64, with the values in them.

    python safetensors.py > safetensors.json     (needs safetensors and numpy)
"""

import base64
import json
import struct
import sys

# This script has the package's name: without its folder on the path, `import` finds the package.
sys.path = sys.path[1:]
import numpy as np
from safetensors.numpy import save

rng = np.random.default_rng(3)


def case(name, tensors, metadata=None):
    content = save(tensors, metadata)
    return {
        "name": name,
        "base64": base64.b64encode(content).decode(),
        "metadata": metadata or {},
        "tensors": {
            key: {
                "dtype": str(value.dtype),
                "shape": list(value.shape),
                "values": [None if not np.isfinite(v) else v.item() for v in value.flatten()],
            }
            for key, value in tensors.items()
        },
    }


def raw(dtype, shape, content):
    """A file by hand, for what numpy has no type for."""
    header = json.dumps({"x": {"dtype": dtype, "shape": shape, "data_offsets": [0, len(content)]}}).encode()
    return base64.b64encode(struct.pack("<Q", len(header)) + header + content).decode()


same = [
    case("one matrix", {"w": np.array([[1, 2, 3], [4, 5, 6]], dtype="float32")}),
    case(
        "every dtype of ours, names out of order",
        {
            "z": np.array([True, False, True]),
            "b": rng.normal(size=(2, 3)).astype("float32"),
            "a": rng.normal(size=4).astype("float32"),
            "1": np.array([-(2**31), 2**31 - 1], dtype="int32"),
            "double": rng.normal(size=(1, 2, 2)),
        },
        {"epoch": "3"},
    ),
    case("empty and single", {"none": np.zeros((0, 4), "float32"), "one": np.array(2.5, dtype="float64")}),
    case("names in Korean, emoji and with quotes", {'가"중': np.ones(1, "float32"), "🙂\n": np.zeros(1, "float32"), "é": np.ones(1, "float32")}),
    case("no tensors", {}, {"only": "this"}),
]
widened = [
    case("float16", {"x": np.array([0, -0.0, 1, -2.5, 65504, 6e-8, 6.1e-5, 0.1, np.inf, -np.inf, np.nan], dtype="float16")}),
    case("int64", {"x": np.array([0, -1, 2**31 - 1, -(2**31)], dtype="int64")}),
    case("int16", {"x": np.array([-32768, 32767], dtype="int16")}),
    case("uint16", {"x": np.array([0, 65535], dtype="uint16")}),
    case("int8", {"x": np.array([-128, 127, 3], dtype="int8")}),
    case("uint8", {"x": np.array([0, 255], dtype="uint8")}),
]
numbers = np.array([1.0, -2.5, 3.140625, 2.0**100, 0.0], dtype="float32")
bfloat = (numbers.view("uint32") >> 16).astype("uint16").tobytes()
json.dump(
    {"same": same, "widened": widened, "bfloat16": {"base64": raw("BF16", [5], bfloat), "values": numbers.tolist()}},
    sys.stdout,
    indent=1,
)
print()
