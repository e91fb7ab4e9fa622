/**
 * Makes the runs of notebooks/week-6/lenet-runs.json whose pixels are in place: each network of lesson 6.4 on the
 * first 6,000 pictures (four epochs) and on all 60,000 (five), seed by seed, and how many of the test pictures it
 * then knows when they are moved. Run it with
 * `node --import ./notebooks/tools/register.mjs tests/notebooks/week-6/reference/lenet.ts lenet 60000 1`, that is
 * with a network, a number of pictures and a seed; with a number of pictures and `time` instead of all three, it
 * measures processor time. What is stored of the same run is replaced.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { data, datasets, nn, setThreads, type Tensor } from "gradbook";

type Pair = readonly [Tensor<[number, number]>, Tensor<[number], "int32">];

interface Runs {
  readonly network: string;
  readonly pictures: number;
  readonly shuffledPixels: boolean;
  cpuSecondsPerEpoch?: number;
  /** By seed, by epoch. */
  readonly testAccuracy: (readonly number[])[];
  /** By seed, by how many pixels the test pictures are moved; the mean of left and right. */
  movedAccuracy?: (readonly number[])[];
}

const file = new URL("../../../../notebooks/week-6/lenet-runs.json", import.meta.url);
const { train, test } = await datasets.fashionMnist();
const tests: Pair = [test.images, test.labels];

const norm = () => nn.batchNormalization({ momentum: 0.9 });
const last = () => nn.dense(10, { activation: "softmax" });
const picture = () => nn.reshape([28, 28, 1]);
const networks: Readonly<Record<string, (seed: number) => nn.Model>> = {
  dense: (seed) => nn.sequential([nn.dense(512), norm(), nn.relu(), last()], { seed }),
  lenet(seed) {
    const seeing = [
      nn.conv2d(6, { kernelSize: 5, padding: "same", activation: "relu" }),
      nn.maxPooling2d(),
      nn.conv2d(16, { kernelSize: 5, activation: "relu" }),
      nn.maxPooling2d(),
    ];
    const telling = [
      nn.flatten(),
      nn.dense(120, { activation: "relu" }),
      nn.dense(84, { activation: "relu" }),
    ];
    return nn.sequential([picture(), ...seeing, ...telling, last()], { seed });
  },
  convolution(seed) {
    const strided = (filters: number, kernelSize: number) =>
      nn.conv2d(filters, { kernelSize, strides: 2, padding: "same" });
    const seeing = [strided(16, 5), norm(), nn.relu(), strided(32, 3), norm(), nn.relu()];
    return nn.sequential([picture(), ...seeing, nn.flatten(), nn.dense(64), norm(), nn.relu(), last()], {
      seed,
    });
  },
};

function batches([x, y]: Pair, seed: number) {
  return data.Dataset.fromTensorSlices([x, y])
    .shuffle(x.shape[0], { seed })
    .batch(128, { dropRemainder: true });
}

function compiled(model: nn.Model): nn.Model {
  model.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
  return model;
}

const few = (pictures: number): Pair => {
  const some = train.take(pictures);
  return [some.images, some.labels];
};

/** Pictures that lie so many pixels further right; what comes in at the edge is black. */
function moved(x: Tensor<[number, number]>, right: number): Tensor<[number, number]> {
  const n = x.shape[0];
  const [before, after] = [Math.max(right, 0), Math.max(-right, 0)];
  const wide = x.reshape([n, 28, 28]).pad([
    [0, 0],
    [0, 0],
    [before, after],
  ]);
  return wide.slice([null, null, [after, after + 28]]).reshape([n, 784]) as Tensor<[number, number]>;
}

async function accuracy(model: nn.Model, images: Tensor<[number, number]>): Promise<number> {
  const rows = data.Dataset.fromTensorSlices([images, test.labels]).batch(500);
  return (await model.evaluate(rows, { progress: "none" })).accuracy!;
}

async function trainOne(network: string, pictures: number, seed: number) {
  const model = compiled(networks[network]!(seed));
  const history = await model.fit(batches(few(pictures), seed), {
    epochs: pictures === 6000 ? 4 : 5,
    validationData: data.Dataset.fromTensorSlices(tests).batch(500),
    progress: "none",
  });
  const movedAccuracy: number[] = [];
  for (const by of [0, 1, 2, 3, 4]) {
    const ways = by === 0 ? [0] : [by, -by];
    let sum = 0;
    for (const right of ways) sum += await accuracy(model, moved(test.images, right));
    movedAccuracy.push(Math.round((1e5 * sum) / ways.length) / 1e5);
  }
  return { testAccuracy: history.history.valAccuracy!, movedAccuracy };
}

/** Processor seconds for an epoch of each network, which take turns, on one thread. */
async function times(pictures: number): Promise<Record<string, number>> {
  await setThreads(1);
  const found: Record<string, number[]> = {};
  for (let turn = 0; turn < 5; turn++)
    for (const [name, make] of Object.entries(networks)) {
      const model = compiled(make(1));
      const rows = batches(few(pictures), 1);
      await model.fit(batches(few(640), 1), { epochs: 2, progress: "none" });
      const before = process.cpuUsage();
      await model.fit(rows, { epochs: 1, progress: "none" });
      const { user, system } = process.cpuUsage(before);
      found[name] = [...(found[name] ?? []), (user + system) / 1e6];
    }
  return Object.fromEntries(
    Object.entries(found).map(([name, seconds]) => [name, seconds.sort((a, b) => a - b)[2]!]),
  );
}

const [what = "", size = "", number = ""] = process.argv.slice(2);
if (size === "time") console.log(await times(Number(what)));
else {
  const [pictures, seed] = [Number(size), Number(number)];
  const one = await trainOne(what, pictures, seed);
  const stored = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { results: [] };
  const results = stored.results as Runs[];
  let runs = results.find(
    (each) => each.network === what && each.pictures === pictures && !each.shuffledPixels,
  );
  if (runs === undefined) {
    runs = { network: what, pictures, shuffledPixels: false, testAccuracy: [] };
    results.push(runs);
  }
  runs.testAccuracy[seed - 1] = one.testAccuracy;
  runs.movedAccuracy ??= [];
  runs.movedAccuracy[seed - 1] = one.movedAccuracy;
  writeFileSync(file, `${JSON.stringify(stored, null, 2)}\n`);
  console.log(what, pictures, seed, one);
}
