import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

/*
 * What is frozen of PyTorch, Keras, TensorFlow and NumPy for sequences, attention, pictures and what came with them: how many
 * cases each has, and how many of them with gradients. The tests that use a file read all that is in it.
 */

/** Cases of one name. */
interface Count {
  readonly values: number;
  /** Of these, with gradients. */
  readonly gradients: number;
}
type Json = Readonly<Record<string, unknown>>;

const read = <T>(file: string): T =>
  JSON.parse(readFileSync(new URL(`${file}.json`, import.meta.url), "utf8")) as T;
const casesOf = (file: string): readonly Json[] => {
  const all = read<readonly Json[] | { readonly cases: readonly Json[] }>(file);
  return "cases" in all ? all.cases : all;
};

/** Counts cases by the field that names them. */
function counted(
  file: string,
  name: string,
  hasGradients: (one: Json) => boolean,
): ReadonlyMap<string, Count> {
  const counts = new Map<string, Count>();
  for (const one of casesOf(file)) {
    const key = String(one[name]);
    const { values, gradients } = counts.get(key) ?? { values: 0, gradients: 0 };
    counts.set(key, { values: values + 1, gradients: gradients + Number(hasGradients(one)) });
  }
  return counts;
}

const isThere = (value: unknown): boolean => typeof value === "object" && value !== null;
const layers = counted(
  "nn/reference/layers",
  "layer",
  (one) => isThere(one.inputGradient) || Object.keys(one.weightGradients as Json).length > 0,
);
const sequences = counted("nn/reference/sequences", "call", (one) => isThere(one.gradients));
const losses = counted("losses/reference/losses", "loss", (one) => isThere(one.gradient));
const values = new Map(
  ["more", "einsum"].flatMap((file) => [...counted(`ops/reference/${file}`, "op", () => false)]),
);
const slopes = new Map(
  ["more-gradients", "einsum-gradients"].flatMap((file) => [
    ...counted(`ops/reference/${file}`, "op", (one) => isThere(one.gradients)),
  ]),
);

/** What an operation has in the file of values and in that of gradients. */
const operation = (name: string): Count => ({
  values: (values.get(name)?.values ?? 0) + (slopes.get(name)?.values ?? 0),
  gradients: slopes.get(name)?.gradients ?? 0,
});

const sequenceNames = [
  ..."simpleRnn gru lstm bidirectional".split(" "),
  ..."scaledDotProductAttention multiHeadAttention positionalEmbedding transformerBlock".split(" "),
];
const pictureNames = [
  ..."depthwiseConv2d separableConv2d groupedConv2d conv2dTranspose".split(" "),
  ..."maxPooling1d averagePooling1d globalMaxPooling1d globalMaxPooling2d globalAveragePooling1d".split(" "),
  ..."groupNormalization zeroPadding2d upSampling2d".split(" "),
];
const operationNames = [
  ..."silu mish hardSigmoid tan atan2 outer norm tril triu roll cumprod split unstack".split(" "),
  ..."scatter scatterAdd bincount einsum groupedConv2d depthwiseConv2d conv2dTranspose".split(" "),
  ..."maxPool1d averagePool1d".split(" "),
];
/** Operations whose results are whole numbers, steps or answers. */
const withoutGradients = ["isInf", "floorDivide"];
const lossNames =
  "klDivergence hinge cosineSimilarity binaryFocalCrossentropy categoricalFocalCrossentropy".split(" ");
const none: Count = { values: 0, gradients: 0 };

/** Everything that has gradients, by name. */
const all = new Map<string, Count>([
  ...sequenceNames.map((name) => [name, sequences.get(name) ?? none] as const),
  ...[...sequences]
    .filter(([name]) => name.startsWith("losses."))
    .map(([name, count]) => [`masked ${name}`, count] as const),
  ...pictureNames.map((name) => [`nn.${name}`, layers.get(name) ?? none] as const),
  ...operationNames.map((name) => [`${name}()`, operation(name)] as const),
  ...lossNames.map((name) => [`losses.${name}`, losses.get(name) ?? none] as const),
]);

describe("frozen references", () => {
  test.each([...all].map(([name, count]) => ({ name, ...count })))(
    "$name: $values cases, $gradients with gradients",
    ({ values: cases, gradients }) => {
      expect(cases).toBeGreaterThan(0);
      expect(gradients).toBeGreaterThan(0);
    },
  );

  test.each(withoutGradients)("%s has values", (name) => {
    expect(operation(name).values).toBeGreaterThan(10);
  });

  test("hold more than 300 cases with gradients, a third and more of all", () => {
    const sum = (of: keyof Count) => [...all.values()].reduce((total, count) => total + count[of], 0);
    expect(sum("gradients")).toBeGreaterThan(300);
    expect(sum("values")).toBeGreaterThan(600);
    expect(sum("gradients") / sum("values")).toBeGreaterThan(1 / 3);
  });

  test("hold optimizers, schedules, metrics, maps of images and what files hold, which have none", () => {
    const { trajectories, schedules } = read<{
      readonly trajectories: readonly { readonly optimizer: string }[];
      readonly schedules: readonly { readonly schedule: string }[];
    }>("optimizers/reference/trajectories");
    for (const name of ["adamax", "adadelta"]) {
      expect(trajectories.filter(({ optimizer }) => optimizer === name).length, name).toBeGreaterThan(1);
    }
    for (const name of ["cosineDecayRestarts", "inverseTimeDecay", "polynomialDecay", "oneCycle"]) {
      expect(schedules.filter(({ schedule }) => schedule === name).length, name).toBeGreaterThan(1);
    }
    const metrics = read<Json>("metrics/reference/metrics");
    for (const name of ["auc", "aucTied", "f1", "f2", "f1Binary", "perplexity"]) {
      expect(metrics[name], name).toBeDefined();
    }
    expect(casesOf("nn/reference/warps").length).toBeGreaterThanOrEqual(48);
    expect(casesOf("nn/reference/state-dict").length).toBeGreaterThanOrEqual(15);
    expect(casesOf("onnx/reference/from-pytorch").length).toBeGreaterThanOrEqual(9);
  });
});
