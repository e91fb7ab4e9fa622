import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DataError,
  type DType,
  formats,
  nn,
  OptionError,
  random,
  regularizers,
  type Shape,
  ShapeError,
  type Tensor,
  tensor,
  zeros,
} from "gradbook";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { layerKinds } from "../../../lib/src/nn/layer-kinds.js";

const images = random.generator(1).normal([4, 8, 8, 2]);
const ids = tensor(
  [
    [1, 2, 3, 0],
    [4, 4, 0, 1],
  ],
  { dtype: "int32" },
);

type AnyTensor = Tensor<Shape, DType>;

/** Models that together use every layer and every option. */
const models: readonly (readonly [string, () => nn.Model, AnyTensor])[] = [
  [
    "an image classifier",
    () =>
      nn.sequential(
        [
          nn.conv2d(3, {
            kernelSize: [3, 2],
            strides: 1,
            padding: "same",
            dilationRate: [1, 2],
            activation: "gelu",
          }),
          nn.batchNormalization({ momentum: 0.9, epsilon: 1e-5, gammaRegularizer: regularizers.l2(0.1) }),
          nn.maxPooling2d({ poolSize: [2, 2], padding: "same" }),
          nn.averagePooling2d({ strides: 1 }),
          nn.residual(nn.sequential([nn.conv2d(3, { kernelSize: 1, useBias: false }), nn.relu()])),
          nn.flatten(),
          nn.dropout(0.25, { seed: 3 }),
          nn.dense(6, {
            activation: "tanh",
            name: "hidden",
            kernelInitializer: "heNormal",
            trainable: false,
          }),
          nn.layerNormalization({ center: false }),
          nn.leakyRelu({ negativeSlope: 0.1 }),
          nn.elu({ alpha: 0.5 }),
          nn.activation("leakyRelu"),
          nn.dense(3, { kernelRegularizer: regularizers.l1l2({ l1: 0.1, l2: 0.2 }), activation: "softmax" }),
        ],
        { seed: 1, name: "classifier" },
      ),
    images,
  ],
  [
    "a model of sequences",
    () =>
      nn.sequential(
        [
          nn.embedding(6, { outputDim: 4, maskZero: true }),
          nn.masking({ maskValue: 0.5 }),
          nn.positionalEmbedding(9, { positions: "sinusoidal" }),
          nn.multiHeadAttention(2, {
            keyDim: 6,
            valueDim: 3,
            outputDim: 8,
            causal: true,
            rotary: true,
            dropout: 0.1,
          }),
          nn.simpleRnn(5, {
            returnSequences: true,
            goBackwards: true,
            recurrentRegularizer: regularizers.l2(0.1),
          }),
          nn.gru(4, { returnSequences: true, useBias: false, recurrentInitializer: "glorotNormal" }),
          nn.lstm(3, { unitForgetBias: false }),
        ],
        { seed: 1 },
      ),
    ids,
  ],
  [
    "a character model",
    () =>
      nn.sequential(
        [
          nn.embedding(6, { outputDim: 8 }),
          nn.positionalEmbedding(4),
          nn.transformerBlock(8, {
            numHeads: 2,
            causal: true,
            hiddenDim: 12,
            activation: "relu",
            name: "first",
          }),
          nn.transformerBlock(8, {
            numHeads: 4,
            normFirst: false,
            rotary: true,
            dropout: 0.1,
            epsilon: 1e-3,
          }),
          nn.bidirectional(nn.gru(3, { returnSequences: true }), { mergeMode: "sum" }),
          nn.bidirectional(nn.lstm(2)),
        ],
        { seed: 1 },
      ),
    ids,
  ],
  [
    "a text model",
    () =>
      nn.sequential(
        [
          nn.embedding(5, { outputDim: 6 }),
          nn.conv1d(4, { kernelSize: 2, padding: "same", strides: 2 }),
          nn.reshape([2, 2, 2]),
          nn.globalAveragePooling2d(),
          nn.sigmoid(),
        ],
        { seed: 2 },
      ),
    ids,
  ],
  [
    "a float64 model",
    () => nn.sequential([nn.dense(3), nn.softplus()], { seed: 2 }),
    random.generator(1).normal([2, 5], { dtype: "float64" }),
  ],
];
const bits = (x: { readonly data: ArrayBufferView }) => Buffer.from(x.data.buffer).toString("hex");

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gradbook-model-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe.each(models)("%s", (_name, make, x) => {
  it("computes the same to the bit when it is loaded", async () => {
    const model = make();
    model.apply(x, { training: true });
    const path = join(folder, "model.safetensors");
    await nn.saveModel(path, model);
    const back = await nn.loadModel(path);
    expect(bits(back.apply(x))).toBe(bits(model.apply(x)));
    expect(back.weights().map(({ name, trainable }) => [name, trainable])).toEqual(
      model.weights().map(({ name, trainable }) => [name, trainable]),
    );
    expect(back.modules().map(({ label }) => label)).toEqual(model.modules().map(({ label }) => label));
    expect(back.penalties().length).toBe(model.penalties().length);
    const penalty = (one: nn.Module) =>
      one.modules().flatMap((module) => module.penalties().map((p) => p.item()));
    expect(penalty(back)).toEqual(penalty(model));
    expect(nn.architecture(back)).toEqual(nn.architecture(model));
    expect(nn.modelToBytes(back)).toEqual(nn.modelToBytes(model));
  });

  it("is made anew from its architecture", () => {
    const model = make();
    const text = JSON.stringify(nn.architecture(model));
    const again = nn.fromArchitecture(text);
    expect(nn.architecture(again)).toEqual(JSON.parse(text));
    expect(again.apply(x).shape).toEqual(model.apply(x).shape);
  });

  it("can be trained further", async () => {
    const model = make();
    model.apply(x);
    const back = nn.modelFromBytes(nn.modelToBytes(model));
    const y = zeros(back.apply(x).shape);
    back.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const before = await back.evaluate([x, y]);
    await back.fit([x, y], { epochs: 20, progress: "none" });
    expect((await back.evaluate([x, y])).loss).toBeLessThan(before.loss!);
  });
});

describe("weights alone", () => {
  class Own extends nn.Module {
    readonly inner = nn.dense(3);
    forward(x: AnyTensor) {
      return this.inner.apply(x) as unknown as Tensor<Shape>;
    }
  }
  const x = zeros([1, 2]);
  const built = (module: nn.Module): nn.Module => {
    module.apply(x);
    return module;
  };

  it("of an own class are saved and loaded", async () => {
    const path = join(folder, "own.safetensors");
    const [one, two] = [built(new Own()), built(new Own())];
    await nn.saveWeights(path, one);
    const { tensors } = await formats.loadSafetensors(path);
    expect([...tensors.keys()]).toEqual(["inner.bias", "inner.kernel"]);
    await nn.loadWeights(path, two);
    expect(two.weights().map(({ tensor: one }) => bits(one))).toEqual(
      one.weights().map(({ tensor: one }) => bits(one)),
    );
  });

  const advice = "try a module of the same layers that has seen an input";
  it.each([
    [
      "unknown",
      { "inner.kernel": zeros([2, 3]), "inner.bias": zeros([3]), extra: zeros([1]) },
      `expected weights named inner.kernel, inner.bias, got extra; ${advice}`,
    ],
    ["missing", { "inner.kernel": zeros([2, 3]) }, `expected inner.bias as float32 [3], got none; ${advice}`],
    [
      "of another shape",
      { "inner.kernel": zeros([3, 2]), "inner.bias": zeros([3]) },
      `expected inner.kernel as float32 [2, 3], got float32 [3, 2]; ${advice}`,
    ],
    [
      "of another dtype",
      { "inner.kernel": zeros([2, 3], { dtype: "float64" }), "inner.bias": zeros([3]) },
      `expected inner.kernel as float32 [2, 3], got float64 [2, 3]; ${advice}`,
    ],
  ])("that are %s are refused, and none is changed", async (_name, tensors, message) => {
    const path = join(folder, "w.safetensors");
    await formats.saveSafetensors(path, tensors);
    const own = built(new Own());
    const before = own.weights().map(({ tensor: one }) => bits(one));
    await expect(nn.loadWeights(path, own)).rejects.toThrow(new DataError(`${path}: ${message}`));
    expect(own.weights().map(({ tensor: one }) => bits(one))).toEqual(before);
  });

  it("into a module without weights yet are refused", async () => {
    const path = join(folder, "w.safetensors");
    await nn.saveWeights(path, built(new Own()));
    await expect(nn.loadWeights(path, new Own())).rejects.toThrow(
      new DataError(`${path}: expected weights named none, got inner.bias, inner.kernel; ${advice}`),
    );
  });

  it("given to a layer must be those that it needs", () => {
    const weights = new Map([["kernel", zeros([3, 2]) as unknown as AnyTensor]]);
    expect(() => nn.dense(3).build([1, 2], { weights })).toThrow(
      new ShapeError(
        "Dense(3): expected the weight kernel as float32 [2, 3], got float32 [3, 2]; try the weights of a layer made alike",
      ),
    );
  });
});

describe("a model that cannot be saved is named:", () => {
  const ownCode = "try nn.saveWeights, which saves the weights alone, and keep the code that makes the model";
  const shared = nn.dense(2);
  class MyDense extends nn.Dense {}
  it.each([
    [
      "not run yet",
      nn.sequential([nn.dense(3)]),
      new OptionError(
        "saveModel: expected a model that has seen an input, got Dense(3) without weights; try model.apply(x) on one batch, or model.fit(…)",
      ),
    ],
    [
      "an own activation",
      nn.sequential([nn.dense(3, { activation: (x) => x })]),
      new OptionError(
        `nn.architecture: expected Dense(3) with an activation that has a name, got a function; ${ownCode}`,
      ),
    ],
    [
      "an own regularizer",
      nn.sequential([nn.dense(3, { kernelRegularizer: () => tensor(0) })]),
      new OptionError(
        `nn.architecture: expected Dense(3) with an kernelRegularizer that has a name, got a function; ${ownCode}`,
      ),
    ],
    [
      "an own function as layer",
      nn.sequential([nn.activation((x) => x)]),
      new OptionError(
        `nn.architecture: expected layers of this library, got activation(), which is code of your own; ${ownCode}`,
      ),
    ],
    [
      "an own layer",
      nn.sequential([new MyDense(3)]),
      new OptionError(
        `nn.architecture: expected layers of this library, got Dense(3), which is code of your own; ${ownCode}`,
      ),
    ],
    [
      "nn.model that has not run",
      nn.sequential([nn.model({ a: nn.dense(3) }, (x, { a }) => a.apply(x))]),
      new OptionError(
        "nn.architecture: expected a model that has seen an input, got Model, whose code has not run yet; try model.apply(x) on one batch, or model.fit(…)",
      ),
    ],
    [
      "a single layer",
      nn.dense(3),
      new OptionError(
        "nn.architecture: expected a model, got the layer Dense(3); try nn.sequential([layer])",
      ),
    ],
    [
      "a layer twice",
      nn.sequential([shared, shared]),
      new OptionError(
        `nn.architecture: expected each layer once, got Dense(2) twice, which shares its weights; ${ownCode}`,
      ),
    ],
  ])("%s", async (_name, model, error) => {
    await expect(nn.saveModel(join(folder, "m"), model)).rejects.toThrow(error);
  });

  it("an initializer of one's own is left out, as the weights say more", () => {
    const model = nn.sequential([
      nn.dense(1, { kernelInitializer: (shape, options) => zeros(shape, options) as never }),
    ]);
    expect(nn.architecture(model).model).toEqual({
      kind: "sequential",
      layers: [{ kind: "dense", units: 1 }],
    });
  });
});

describe("an architecture that is refused:", () => {
  const wrap = (...layers: readonly unknown[]) => ({
    format: "gradbook-model",
    version: 1,
    model: { kind: "sequential", layers },
  });
  const dense = { kind: "dense", units: 3 };
  const kinds = `one of sequential, graph, residual, transformerBlock, bidirectional, ${Object.keys(layerKinds).join(", ")}`;
  const deep = Array.from({ length: 200 }).reduce((inner: object) => ({ kind: "residual", inner }), dense);
  const place = "model.layers[0]";
  it.each([
    ["no JSON", "{", 'architecture: expected JSON, got "{"'],
    ["nothing", null, 'architecture: expected format "gradbook-model" and version 1, got {}'],
    [
      "another format",
      { format: "onnx", version: 1 },
      'architecture: expected format "gradbook-model" and version 1, got {"format":"onnx","version":1}',
    ],
    [
      "a newer version",
      { format: "gradbook-model", version: 2 },
      'architecture: expected format "gradbook-model" and version 1, got {"format":"gradbook-model","version":2}',
    ],
    [
      "no model",
      { format: "gradbook-model", version: 1 },
      'model.kind: expected "sequential" or "graph", got nothing',
    ],
    [
      "a layer as model",
      { format: "gradbook-model", version: 1, model: dense },
      'model.kind: expected "sequential" or "graph", got "dense"',
    ],
    [
      "no layers",
      { format: "gradbook-model", version: 1, model: { kind: "sequential" } },
      "model.layers: expected an array of layers, got nothing",
    ],
    [
      "a number as name",
      { format: "gradbook-model", version: 1, model: { kind: "sequential", name: 3, layers: [] } },
      "model.name: expected a text, got 3",
    ],
    ["null as layer", wrap(null), `${place}: expected a layer, got null`],
    ["a layer of no kind", wrap({}), `${place}.kind: expected ${kinds}, got nothing`],
    [
      "a block whose heads do not divide its width",
      wrap({ kind: "transformerBlock", width: 6, options: { numHeads: 4 } }),
      `${place}: expected a block that can be made (transformerBlock: 4 heads do not divide a width of 6; try numHeads: 1, or a width of 8), got {"kind":"transformerBlock","width":6,"options":{"numHeads":4}}`,
    ],
    [
      "both directions of no recurrent layer",
      wrap({ kind: "bidirectional", layer: dense, mergeMode: "sum" }),
      `${place}: expected a recurrent layer in both directions (bidirectional: expected a recurrent layer, got object; try nn.bidirectional(nn.lstm(32))), got {"kind":"bidirectional","layer":{"kind":"dense","units":3},"mergeMode":"sum"}`,
    ],
    ["an unknown kind", wrap({ kind: "perceiver" }), `${place}.kind: expected ${kinds}, got "perceiver"`],
    [
      "an object's own name as kind",
      wrap({ kind: "constructor" }),
      `${place}.kind: expected ${kinds}, got "constructor"`,
    ],
    [
      "units missing",
      wrap({ kind: "dense" }),
      `${place}.units: expected a value of the kind number, got nothing`,
    ],
    [
      "units as text",
      wrap({ kind: "dense", units: "3" }),
      `${place}.units: expected a value of the kind number, got "3"`,
    ],
    [
      "units below 1",
      wrap({ kind: "dense", units: 0 }),
      `${place}: expected a layer that can be made (dense: expected units to be a whole number of at least 1, got 0; try units: 1), got {"kind":"dense","units":0}`,
    ],
    [
      "a size below 0",
      wrap({ kind: "reshape", targetShape: [-1] }),
      `${place}.targetShape: expected a value of the kind sizes, got [-1]`,
    ],
    ["options that are none", wrap({ ...dense, options: [] }), `${place}.options: expected a record, got []`],
    [
      "an unknown option",
      wrap({ ...dense, options: { onBuild: "x" } }),
      `${place}.options.onBuild: expected no such option, got "x"`,
    ],
    [
      "an option of another kind",
      wrap({ ...dense, options: { useBias: "no" } }),
      `${place}.options.useBias: expected a value of the kind flag, got "no"`,
    ],
    [
      "__proto__ as option",
      JSON.stringify(wrap({ ...dense, options: {} })).replace(
        '"options":{}',
        '"options":{"__proto__":{"x":1}}',
      ),
      `${place}.options.__proto__: expected no such option, got {"x":1}`,
    ],
    [
      "a regularizer without rates",
      wrap({ ...dense, options: { kernelRegularizer: {} } }),
      `${place}.options.kernelRegularizer: expected a value of the kind regularizer, got {}`,
    ],
    [
      "a regularizer below 0",
      wrap({ ...dense, options: { kernelRegularizer: { l1: -1, l2: 0 } } }),
      `${place}.options.kernelRegularizer: expected rates of at least 0, one of them above 0, got {"l1":-1,"l2":0}`,
    ],
    [
      "an input without dtype",
      wrap({ ...dense, input: { shape: [1, 2] } }),
      `${place}.input: expected a shape, and float32 or float64 as dtype, got {"shape":[1,2]}`,
    ],
    [
      "an input of half a size",
      wrap({ ...dense, input: { shape: [1.5], dtype: "float32" } }),
      `${place}.input: expected a shape, and float32 or float64 as dtype, got {"shape":[1.5],"dtype":"float32"}`,
    ],
    [
      "layers too deep in one another",
      wrap(deep),
      `${place}${".inner".repeat(100)}: expected at most 100 layers in one another, got "more"`,
    ],
  ])("%s", (_name, json, message) => {
    const error = new DataError(
      `fromArchitecture: ${message}; it is damaged, or of a newer version than this library`,
    );
    expect(() => nn.fromArchitecture(json as string)).toThrow(error);
  });
});

describe("a model file that is refused:", () => {
  const model = nn.sequential([nn.dense(2), nn.dense(3)], { seed: 1 });
  model.apply(zeros([1, 4]));
  const whole = nn.modelToBytes(model);
  const { tensors, metadata } = formats.fromSafetensors(whole);
  const json = metadata.architecture!;
  const file = (architecture: string, drop?: string) => {
    const kept = new Map([...tensors].filter(([name]) => name !== drop));
    return formats.toSafetensors(kept, { metadata: { architecture } });
  };
  const damaged = "the file is damaged: get it again";

  it.each([
    [
      "weights alone",
      formats.toSafetensors(tensors),
      "expected a model saved with nn.saveModel, got weights alone; try nn.loadWeights into a model of the same layers",
    ],
    [
      "no JSON in it",
      file("x"),
      'architecture: expected JSON, got "x"; it is damaged, or of a newer version than this library',
    ],
    [
      "a weight missing",
      file(json, "dense.bias"),
      `Dense(2): expected the weight bias as float32 [2], got none; try the weights of a layer made alike; ${damaged}`,
    ],
    [
      "units of a billion, without taking the memory",
      file(json.replace('"units":2', '"units":1000000000')),
      `Dense(1000000000): expected the weight kernel as float32 [4, 1000000000], got float32 [4, 2]; try the weights of a layer made alike; ${damaged}`,
    ],
    [
      "an input of another rank",
      file(json.replace('"shape":[1,4]', '"shape":[4]')),
      `Dense(2): expected input [N, features], got [4]; try expandDims(0) for a single example, or expandDims(-1) for a single feature; ${damaged}`,
    ],
    [
      "a layer without its input",
      file(json.replace(/,"input":\{"shape":\[1,4\],"dtype":"float32"\}/, "")),
      `expected the input that dense was made for, got none; ${damaged}`,
    ],
    [
      "a layer too few",
      file(json.replace(/,\{"kind":"dense","units":3.*?\}\}/, "")),
      `expected weights of its layers only, got dense_1.bias, dense_1.kernel; ${damaged}`,
    ],
  ])("%s", (_name, bytes, message) => {
    expect(() => nn.modelFromBytes(bytes)).toThrow(new DataError(`model: ${message}`));
  });

  it("every beginning of a whole one", () => {
    for (let length = 0; length < whole.length; length++) {
      expect(() => nn.modelFromBytes(whole.subarray(0, length))).toThrow(DataError);
    }
  });

  it("one on disk is named", async () => {
    const path = join(folder, "cut.safetensors");
    await writeFile(path, whole.subarray(0, 50));
    await expect(nn.loadModel(path)).rejects.toThrow(
      new RegExp(`^${path}: expected a header of at most 42 bytes`),
    );
    await expect(nn.loadModel(join(folder, "none"))).rejects.toThrow(
      /^loadModel: expected a file at .*none, got ENOENT/,
    );
  });
});
