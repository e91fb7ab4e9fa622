/*
 * A small training script, of everything that a small project uses: data, layers, fit, callbacks, a loop by hand, a
 * chart. It is given the library, so that it runs from the source in Node and from a bundle in a browser.
 */

/** The library, as an import of everything. */
export type Library = typeof import("gradbook");

/** What the script computed: every number in full, as text, so that nothing is lost between processes. */
export async function trainingProgram(library: Library): Promise<string[]> {
  const { callbacks, data, datasets, formats, losses, nn, optimizers, plot, train } = library;
  const lines: string[] = [];
  const record = (name: string, values: ArrayLike<number>) =>
    lines.push(`${name}: ${Array.from(values, (value) => value.toString()).join(" ")}`);

  const { points, labels } = datasets.moons(96, { noise: 0.1, seed: 1 });
  const batches = data.Dataset.fromTensorSlices([points, labels]).shuffle(96, { seed: 2 }).batch(32);
  const model = nn.sequential(
    [
      nn.dense(16, { activation: "tanh" }),
      nn.batchNormalization(),
      nn.dropout(0.2),
      nn.dense(2, { activation: "softmax" }),
    ],
    { seed: 3 },
  );
  model.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
  const stopping = callbacks.earlyStopping({ monitor: "loss", patience: 5 });
  const history = await model.fit(batches, { epochs: 8, callbacks: [stopping], progress: "none" });
  for (const [name, values] of Object.entries(history.history)) record(name, values);
  for (const [name, values] of model.getWeights()) record(name, values);
  record("predictions", model.predict(points).data);

  const digits = datasets.drawnDigits({ train: 40, test: 10, seed: 4 }).train;
  const net = nn.sequential(
    [nn.conv2d(4, { kernelSize: 3, activation: "relu" }), nn.maxPooling2d(), nn.flatten(), nn.dense(10)],
    { seed: 5 },
  );
  const images = digits.images.reshape([40, 28, 28, 1]);
  net.apply(images);
  const optimizer = optimizers.sgd({ learningRate: 0.05, momentum: 0.9 });
  const step = train.step((x, y) => {
    const logits = net.apply(x, { training: true });
    const loss = losses.sparseCategoricalCrossentropy(y, logits, { fromLogits: true });
    loss.backward();
    optimizer.step(net.parameters());
    return { loss };
  });
  for (let i = 0; i < 6; i++) record(`step ${i}`, step(images, digits.labels).loss.data);
  for (const [name, values] of net.getWeights()) record(name, values);

  record(
    "safetensors",
    formats.toSafetensors(new Map(net.weights().map(({ name, tensor }) => [name, tensor]))),
  );
  lines.push(`chart: ${JSON.stringify(plot.history(history))}`);
  return lines;
}
