import { PackedImages } from "../data/packed-images.js";
import { cos64, sin64 } from "../engine/reference/trigonometry.js";
import { OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import { type Generator, generator } from "../random/index.js";
import { fromValues } from "../tensor/base.js";
import type { Tensor } from "../tensor/tensor.js";
import { type ImageSet, LabelledImages } from "./labelled-images.js";

/** Options of `drawnDigits`. */
export interface DrawnDigitOptions {
  /** How many images to train on. Default 2000. */
  readonly train?: number;
  /** How many images to test with. Default 500. */
  readonly test?: number;
  /** Fixes the images: the same seed gives the same ones on every machine. Default 0. */
  readonly seed?: number;
}

/** A pixel position, x to the right and y downwards, in units of the image's width. */
type Point = readonly [x: number, y: number];

/** Each digit as pen strokes: points joined by straight lines, in a square from (0, 0) to (1, 1). */
const strokes: readonly (readonly (readonly Point[])[])[] = [
  [ellipse(0.5, 0.5, 0.2, 0.32)],
  [
    [
      [0.38, 0.3],
      [0.52, 0.18],
      [0.52, 0.82],
    ],
  ],
  [
    [
      [0.3, 0.32],
      [0.38, 0.2],
      [0.55, 0.17],
      [0.68, 0.26],
      [0.67, 0.4],
      [0.5, 0.6],
      [0.3, 0.81],
      [0.71, 0.81],
    ],
  ],
  [
    [
      [0.32, 0.2],
      [0.55, 0.17],
      [0.67, 0.29],
      [0.62, 0.42],
      [0.46, 0.48],
      [0.64, 0.54],
      [0.69, 0.68],
      [0.57, 0.81],
      [0.31, 0.79],
    ],
  ],
  [
    [
      [0.58, 0.18],
      [0.29, 0.6],
      [0.73, 0.6],
    ],
    [
      [0.59, 0.42],
      [0.59, 0.83],
    ],
  ],
  [
    [
      [0.68, 0.18],
      [0.37, 0.18],
      [0.34, 0.46],
      [0.54, 0.42],
      [0.68, 0.53],
      [0.67, 0.71],
      [0.53, 0.82],
      [0.32, 0.78],
    ],
  ],
  [[[0.62, 0.17], [0.43, 0.33], [0.34, 0.56], ...ellipse(0.51, 0.64, 0.17, 0.18, Math.PI)]],
  [
    [
      [0.29, 0.19],
      [0.71, 0.19],
      [0.46, 0.83],
    ],
  ],
  [ellipse(0.5, 0.33, 0.15, 0.15), ellipse(0.5, 0.65, 0.18, 0.17)],
  [
    ellipse(0.49, 0.36, 0.17, 0.18),
    [
      [0.66, 0.36],
      [0.62, 0.62],
      [0.48, 0.84],
    ],
  ],
];

function ellipse(x: number, y: number, width: number, height: number, start = 0): Point[] {
  return Array.from({ length: 17 }, (_, i): Point => {
    const angle = start + (2 * Math.PI * i) / 16;
    return [x + width * cos64(angle), y + height * sin64(angle)];
  });
}

/** Width and height of an image in pixels, as in MNIST. */
const size = 28;

/**
 * Generated digits in the form of MNIST, for when the real set is not at hand: ten shapes made of pen strokes,
 * each drawn at a random place, angle, size, slant and thickness, 28 x 28 grey pixels, as many of each digit.
 * They are much easier than real handwriting, so an accuracy on them says nothing about MNIST.
 *
 * Throws OptionError when a number of images is no whole number of at least 10.
 *
 * @example
 * const { train } = datasets.drawnDigits({ train: 100, test: 10, seed: 1 });
 * train.images.shape // [100, 784]
 */
export function drawnDigits(options?: DrawnDigitOptions): ImageSet {
  const {
    train = 2000,
    test = 500,
    seed = 0,
  } = checkOptions("datasets.drawnDigits", options, "train#: 2000, test#: 500, seed#");
  for (const [name, count] of Object.entries({ train, test })) {
    if (!Number.isInteger(count) || count < 10) {
      throw new OptionError(
        `datasets.drawnDigits: expected ${name} as a whole number of at least 10, got ${count}; try { ${name}: 500 }`,
      );
    }
  }
  const random = generator(seed);
  return {
    train: drawSet(train, random.fork(0)),
    test: drawSet(test, random.fork(1)),
    classNames: strokes.map((_, digit) => String(digit)),
  };
}

function drawSet(count: number, random: Generator): LabelledImages {
  const bytes = new Uint8Array(count * size * size);
  const labels = Int32Array.from({ length: count }, (_, i) => i % 10);
  for (let i = 0; i < count; i++) {
    draw(labels[i]!, random, bytes.subarray(i * size * size, (i + 1) * size * size));
  }
  const classes = fromValues(labels, [count], "int32") as Tensor<[number], "int32">;
  return new LabelledImages(new PackedImages(bytes, { height: size, width: size }), classes);
}

/** Draws one digit: every pixel is as dark as it is near to the pen's way. */
function draw(digit: number, random: Generator, pixels: Uint8Array): void {
  const between = (low: number, high: number) => low + (high - low) * random.number();
  const angle = between(-0.2, 0.2);
  const [cos, sin] = [cos64(angle), sin64(angle)];
  const [scaleX, scaleY, slant] = [between(0.8, 1.15), between(0.85, 1.1), between(-0.15, 0.25)];
  const [shiftX, shiftY] = [between(-0.07, 0.07), between(-0.06, 0.06)];
  const radius = between(0.035, 0.06);
  const place = ([x, y]: Point): Point => {
    const down = (y - 0.5) * scaleY;
    const right = (x - 0.5) * scaleX - slant * down;
    return [0.5 + shiftX + cos * right - sin * down, 0.5 + shiftY + sin * right + cos * down];
  };
  const wobble = ([x, y]: Point): Point => [x + between(-0.015, 0.015), y + between(-0.015, 0.015)];
  for (const stroke of strokes[digit]!) {
    const way = stroke.map((point) => wobble(place(point)));
    for (let i = 1; i < way.length; i++) inkLine(way[i - 1]!, way[i]!, { radius, pixels });
  }
}

/** Inks the pixels around a line; a pixel that is inked already keeps the darker of both values. */
function inkLine(
  from: Point,
  to: Point,
  { radius, pixels }: { readonly radius: number; readonly pixels: Uint8Array },
): void {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const lengthSquared = dx * dx + dy * dy;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const [x, y] = [(column + 0.5) / size - from[0], (row + 0.5) / size - from[1]];
      const along = lengthSquared === 0 ? 0 : Math.min(1, Math.max(0, (x * dx + y * dy) / lengthSquared));
      const [offX, offY] = [x - along * dx, y - along * dy];
      // Full ink inside the pen's radius, fading to none over the width of one pixel.
      const ink = 0.5 + (radius - Math.sqrt(offX * offX + offY * offY)) * size;
      const value = Math.round(255 * Math.min(1, Math.max(0, ink)));
      const at = row * size + column;
      if (value > pixels[at]!) pixels[at] = value;
    }
  }
}
