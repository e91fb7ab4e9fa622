/*
 * A program whose result depends on every bit of every kernel. It is given the library, so that it runs from the
 * source here and from the built files in a browser or another Node.
 */

/** The library, as an import of everything. */
export type Library = typeof import("gradbook");

/** A hash of the bits of everything that the program computes, one line for each part. */
export function bitsProgram(library: Library): string[] {
  const { random, tensor, noGrad } = library;
  const lines: string[] = [];

  /** FNV-1a over the bytes of typed arrays; NaN, whose bits are not defined, counts as one value. */
  const hash = (arrays: readonly ArrayLike<number>[]): string => {
    let h = 0x811c9dc5;
    const cell = new DataView(new ArrayBuffer(8));
    for (const array of arrays) {
      for (let i = 0; i < array.length; i++) {
        cell.setFloat64(0, Number.isNaN(array[i]!) ? 0.123 : array[i]!);
        for (let byte = 0; byte < 8; byte++) h = Math.imul(h ^ cell.getUint8(byte), 0x01000193);
      }
    }
    return (h >>> 0).toString(16).padStart(8, "0");
  };
  const record = (name: string, ...tensors: { readonly data: ArrayLike<number> }[]) =>
    lines.push(`${name} ${hash(tensors.map((t) => t.data))}`);

  for (const dtype of ["float32", "float64"] as const) {
    const generator = random.generator(11);
    const x = generator.normal([37, 53], { stddev: 4, dtype });
    record(`normal ${dtype}`, x);
    record(
      `uniform ${dtype}`,
      generator.uniform([999], { dtype }),
      generator.truncatedNormal([999], { dtype }),
    );
    for (const name of [
      "exp",
      "expm1",
      "sigmoid",
      "tanh",
      "softplus",
      "sin",
      "cos",
      "erf",
      "gelu",
      "elu",
    ] as const) {
      record(`${name} ${dtype}`, x[name]());
    }
    const positive = x.abs().add(0.001);
    for (const name of ["log", "log1p", "sqrt", "rsqrt", "reciprocal"] as const) {
      record(`${name} ${dtype}`, positive[name]());
    }
    record(`pow ${dtype}`, positive.pow(0.37), x.pow(3), x.pow(-2));
    record(`arithmetic ${dtype}`, x.add(x.at(0)), x.sub(1), x.mul(x), x.div(positive), x.mod(0.7));
    for (const name of ["sum", "mean", "prod", "variance", "std", "logSumExp", "max"] as const) {
      record(`${name} ${dtype}`, x[name](), x[name](0), x[name](1));
    }
    record(`softmax ${dtype}`, x.softmax(), x.softmax(0), x.logSoftmax(), x.logSoftmax(0));
    record(`cumsum ${dtype}`, x.cumsum(), x.cumsum(0));
    record(`matmul ${dtype}`, x.matmul(x.transpose()), x.transpose().matmul(x));
    const images = generator.normal([2, 9, 8, 3], { dtype });
    const kernel = generator.normal([3, 3, 3, 5], { dtype });
    record(`conv2d ${dtype}`, images.conv2d(kernel, { padding: "same", strides: 2 }));
    record(`pool ${dtype}`, images.averagePool2d({ size: 3, strides: 2 }), images.maxPool2d());

    // A few steps of training, so that gradients count too.
    const filters = tensor(kernel.data, { shape: [3, 3, 3, 5], dtype, requiresGrad: true });
    const matrix = tensor(generator.normal([60, 4], { stddev: 0.1, dtype }).data, {
      shape: [60, 4],
      dtype,
      requiresGrad: true,
    });
    for (let step = 0; step < 5; step++) {
      const features = images
        .conv2d(filters)
        .maxPool2d()
        .tanh()
        .reshape([2, -1])
        .slice([null, [0, 60]]);
      const padded = features.pad([
        [0, 0],
        [0, 60 - features.shape[1]!],
      ]);
      const loss = padded
        .matmul(matrix as never)
        .logSoftmax()
        .square()
        .mean();
      loss.backward();
      noGrad(() => {
        filters.assign(filters.sub(filters.grad!.mul(0.05)) as never);
        matrix.assign(matrix.sub(matrix.grad!.mul(0.05)) as never);
        filters.grad = undefined;
        matrix.grad = undefined;
      });
      record(`training ${dtype} ${step}`, loss, filters, matrix);
    }
  }
  const generator = random.generator(5);
  record(
    "whole numbers",
    generator.permutation(500),
    generator.randint([500], { high: 77 }),
    generator.bernoulli([500]),
  );
  return lines;
}
