"""Freezes pictures that Pillow writes, as base64, with the pixels that it reads back.

    python images.py > images.json     (needs pillow and numpy)
"""

import base64
import io
import json

import numpy as np
from PIL import Image

rng = np.random.default_rng(9)


def case(name, image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    back = Image.open(io.BytesIO(file.getvalue()))
    if back.mode in ("P", "1"):
        back = back.convert("RGB" if back.mode == "P" else "L")
    pixels = np.asarray(back)
    if pixels.dtype == np.uint16 or back.mode.startswith("I"):
        pixels = pixels.astype("uint16") >> 8
    pixels = pixels.reshape(*pixels.shape[:2], -1)
    return {
        "name": name,
        "base64": base64.b64encode(file.getvalue()).decode(),
        "shape": list(pixels.shape),
        "values": pixels.flatten().tolist(),
    }


def noise(*shape, dtype="uint8"):
    return rng.integers(0, np.iinfo(dtype).max, shape).astype(dtype)


# What changes smoothly, as photographs do: noise is what JPEG is worst at.
rows, columns = np.mgrid[0:16, 0:24]
smooth = np.stack([rows * 12, columns * 9, 255 - rows * 5 - columns * 4], axis=-1).astype("uint8")
gray = Image.fromarray(noise(5, 7))
color = Image.fromarray(noise(4, 3, 3))
print(
    json.dumps(
        {
            "png": [
                case("brightness", gray, "PNG"),
                case("brightness and opacity", Image.fromarray(noise(3, 3, 2), "LA"), "PNG"),
                case("color", color, "PNG"),
                case("color and opacity", Image.fromarray(noise(3, 5, 4)), "PNG"),
                case("a palette", color.quantize(6), "PNG"),
                case("1 bit", gray.convert("1"), "PNG"),
                case("16 bits", Image.fromarray(noise(3, 4, dtype="uint16")), "PNG"),
            ],
            "jpeg": [
                case("whole colors", Image.fromarray(smooth), "JPEG", quality=95, subsampling=0),
                case("half the colors", Image.fromarray(smooth), "JPEG", quality=90, subsampling=2),
                case("progressive", Image.fromarray(smooth), "JPEG", quality=90, progressive=True, subsampling=0),
                case("brightness", Image.fromarray(smooth[..., 0]), "JPEG", quality=95),
            ],
            "gray": {
                "png": case("", color, "PNG")["base64"],
                "values": np.rint(np.asarray(color).astype("float64") @ [0.299, 0.587, 0.114]).flatten().tolist(),
            },
        },
        indent=1,
    )
)
