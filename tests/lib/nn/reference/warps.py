"""Freezes affine maps of images as TensorFlow draws them. Gradients are held by differences: the maps are linear.

    python warps.py > warps.json     (needs tensorflow)

TensorFlow reads values in float32 here, so images are drawn in it; the maps have few digits.
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf

rng = np.random.default_rng(17)
cases = []
MAPS = [
    [1, 0, 0.5, 0, 1, -0.25], [1, 0, -2.5, 0, 1, 3.75], [0.875, -0.5, 1, 0.5, 0.875, -0.5], [1.25, 0, -0.5, 0, 0.75, 0.5],
    [-1, 0, 3, 0, 1, 0], [0.5, 0.5, -6.25, -0.5, 0.5, 9.5],
]
for mode in ("reflect", "wrap", "nearest", "constant"):
    for shape in ((1, 4, 4, 1), (2, 3, 5, 2)):
        for i, m in enumerate(MAPS):
            x = np.round(rng.normal(size=shape), 3).astype(np.float32)
            maps = np.array([m, MAPS[(i + 1) % len(MAPS)]][: shape[0]], np.float32)
            value = 0.5 if mode == "constant" else 0.0
            y = tf.raw_ops.ImageProjectiveTransformV3(
                images=x, transforms=np.concatenate([maps, np.zeros((len(maps), 2), np.float32)], 1),
                output_shape=shape[1:3], fill_value=value, interpolation="BILINEAR", fill_mode=mode.upper())
            cases.append({
                "mode": mode, "value": value, "shape": list(shape), "x": [float(str(n)) for n in x.ravel()],
                "maps": maps.ravel().tolist(), "y": [float(str(n)) for n in y.numpy().ravel()],
            })
json.dump({"cases": cases, "versions": {"tensorflow": tf.__version__}}, sys.stdout)
print()
