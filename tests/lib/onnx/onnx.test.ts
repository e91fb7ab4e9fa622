import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DataError,
  equal,
  nn,
  type Operand,
  OptionError,
  onnx,
  optimizers,
  type Tensor,
  tensor,
  zeros,
} from "gradbook";
import { describe, expect, it } from "vitest";
import { modelSchema, type NodeProto, readMessage, writeMessage } from "../../../lib/src/onnx/messages.js";
import { writeTensor } from "../../../lib/src/onnx/tensors.js";
import { describeWith, needs } from "../../support/needs.js";
import { installPackages } from "../../support/packages.js";
import { projectRoot } from "../../support/project.js";
import { type ReferenceValues, tensorOf } from "../../support/reference-values.js";
import { cases } from "./models.js";

interface Exported {
  readonly name: string;
  readonly base64: string;
  readonly x: ReferenceValues;
  readonly y: ReferenceValues;
}
const exported = JSON.parse(
  readFileSync(new URL("reference/from-pytorch.json", import.meta.url), "utf8"),
) as readonly Exported[];
const decode = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, "base64"));
const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
const built = (make: () => nn.Model, x: Tensor): { readonly model: nn.Model; readonly y: Tensor } => {
  const model = make();
  model.setSeed(1);
  return { model, y: model.apply(x as never) as Tensor };
};

describe("files of PyTorch's exporter", () => {
  it.each(exported)("compute what PyTorch does: $name", async ({ base64, x, y }) => {
    const model = await onnx.modelFromBytes(decode(base64));
    const got = model.apply(tensorOf(x) as never) as Tensor;
    expect(got.shape).toEqual(y.shape);
    expect(distance(got.data, y.values)).toBeLessThan(2e-5);
    // Any number of examples.
    const first = tensorOf(x).slice([[0, 1]]) as unknown as Tensor;
    const one = model.apply(first as never) as Tensor;
    expect(distance(one.data, y.values)).toBeLessThan(2e-5);
  });

  it("are trained on, recorded as other models are", async () => {
    const { base64, x } = exported.find(({ name }) => name === "pictures")!;
    const model = await onnx.modelFromBytes(decode(base64));
    model.compile({
      optimizer: optimizers.adam({ learningRate: 0.01 }),
      loss: "sparseCategoricalCrossentropy",
    });
    const labels = tensor([0, 2], { dtype: "int32" });
    const frozen = model.weights().filter(({ trainable }) => !trainable);
    expect(frozen.map(({ name }) => name)).toEqual(["2.running_mean", "2.running_var"]);
    const history = await model.fit([tensorOf(x), labels] as never, { epochs: 30, progress: "none" });
    const losses = history.history.loss!;
    expect(losses.at(-1)!).toBeLessThan(losses[0]! / 2);
  });
});

describe("models of this library", () => {
  it.each(cases)("come back from their file: $name", async ({ make, x }) => {
    const { model, y } = built(make, x);
    const back = await onnx.modelFromBytes(await onnx.modelToBytes(model));
    const got = back.apply(x as never) as Tensor;
    expect(got.shape).toEqual(y.shape);
    expect(distance(got.data, y.data)).toBeLessThan(1e-5);
  });

  it("are written once more from what came in", async () => {
    const { model, y } = built(cases[2]!.make, cases[2]!.x);
    const once = await onnx.modelFromBytes(await onnx.modelToBytes(model));
    once.apply(cases[2]!.x as never);
    const twice = await onnx.modelFromBytes(await onnx.modelToBytes(once));
    expect(distance((twice.apply(cases[2]!.x as never) as Tensor).data, y.data)).toBeLessThan(1e-5);
  });

  it("keep their weights' names, and say what goes in and out", async () => {
    const { model } = built(cases[0]!.make, cases[0]!.x);
    const back = await onnx.modelFromBytes(await onnx.modelToBytes(model));
    expect(back.weights().map(({ name }) => name)).toEqual(model.weights().map(({ name }) => name));
    expect([back.graph.input, back.graph.output]).toEqual([
      { name: "input", shape: [null, 5], dtype: "float32" },
      { name: "output", shape: [null, 3], dtype: "float32" },
    ]);
  });

  it("are written for an input of another size when it is told", async () => {
    const { model } = built(() => nn.sequential([nn.conv2d(1, { kernelSize: 2 })]), zeros([1, 4, 4, 1]));
    const back = await onnx.modelFromBytes(await onnx.modelToBytes(model, { shape: [1, 6, 5, 1] }));
    expect(back.graph.output.shape).toEqual([null, 5, 4, 1]);
  });
});

const engines = installPackages(join(projectRoot, "tests/lib/onnx/engines"));

interface Session {
  run(
    feeds: Readonly<Record<string, unknown>>,
  ): Promise<Record<string, { data: ArrayLike<number>; dims: number[] }>>;
}
interface Engine {
  readonly InferenceSession: { create(bytes: Uint8Array): Promise<Session> };
  readonly Tensor: new (type: string, data: unknown, shape: readonly number[]) => unknown;
  readonly env: { readonly wasm: { numThreads: number }; logLevel: string };
}

describeWith(needs.npm(engines !== undefined), "other engines", () => {
  const load = (name: string): Engine => {
    const engine = createRequire(join(engines!, "package.json"))(name) as Engine;
    engine.env.logLevel = "error";
    if (name === "onnxruntime-web") engine.env.wasm.numThreads = 1;
    return engine;
  };

  for (const name of ["onnxruntime-node", "onnxruntime-web"]) {
    it.each(cases)(
      `${name} computes what the model does: $name`,
      { timeout: 60_000 },
      async ({ make, x }) => {
        const engine = load(name);
        const { model, y } = built(make, x);
        const session = await engine.InferenceSession.create(await onnx.modelToBytes(model));
        const run = async (input: Tensor) => {
          const { output } = await session.run({
            input: new engine.Tensor(input.dtype, input.data, input.shape),
          });
          return output!;
        };
        const output = await run(x);
        expect(output.dims).toEqual(y.shape);
        expect(distance(output.data, y.data)).toBeLessThan(1e-5);
        // The number of examples is open.
        const one = await run(x.slice([[0, 1]]) as unknown as Tensor);
        expect(distance(one.data, y.data)).toBeLessThan(1e-5);
      },
    );
  }
});

describe("what has no form in ONNX", () => {
  const advice = "try layers and operations that ONNX has, or nn.saveWeights for the weights alone";
  const written = (make: () => nn.Module, x: Tensor = zeros([2, 3]) as Tensor) => {
    const model = make();
    model.apply(x as never);
    return onnx.modelToBytes(model);
  };

  it("is refused with what it is", async () => {
    const sequence = zeros([2, 3, 4]) as Tensor;
    const refused: readonly (readonly [() => Promise<unknown>, string])[] = [
      [
        () => onnx.modelToBytes(nn.sequential([nn.dense(2)])),
        "onnx.modelToBytes: expected the shape of an input, got a model that has seen none; try { shape: [1, 784] }",
      ],
      [
        () => written(() => nn.model({}, (x: Tensor) => x.add(tensor([Math.random()])) as Operand as Tensor)),
        `onnx.modelToBytes: expected Model to have a form in a graph, but it makes a float32 tensor whose values differ from run to run, by random numbers or by the number of examples; ${advice}`,
      ],
      [
        () =>
          written(() => nn.model({}, (x: Tensor) => (x.sum().item() > 1 ? x : x.neg()) as Operand as Tensor)),
        `onnx.modelToBytes: expected Model to do the same with any input, but it reads the values of a tensor of shape []; ${advice}`,
      ],
      [
        () => written(() => nn.sequential([nn.lstm(2, { stateful: true })]), sequence),
        "onnx.modelToBytes: expected layers that begin each batch anew, got Lstm(2), which keeps its state; try the same layer without stateful",
      ],
      [
        () => written(() => nn.sequential([nn.masking(), nn.gru(2)]), sequence),
        "onnx: expected Gru(2) to see all steps, got an input that carries a mask; try sequences of one length",
      ],
    ];
    for (const [run, message] of refused) {
      await expect(run()).rejects.toThrow(new OptionError(message));
    }
  });
});

describe("files that cannot be read", () => {
  it("say what is wrong", async () => {
    const { model } = built(cases[0]!.make, cases[0]!.x);
    const bytes = await onnx.modelToBytes(model);
    const damaged: readonly (readonly [Uint8Array, string])[] = [
      [new TextEncoder().encode("no model"), "m.onnx: expected a model in ONNX, got "],
      [new Uint8Array(), "m.onnx: expected a model in ONNX, got none; the file is damaged: get it again"],
    ];
    for (const [content, message] of damaged) {
      const run = onnx.modelFromBytes(content, { name: "m.onnx" });
      await expect(run).rejects.toThrow(DataError);
      await expect(run).rejects.toThrow(message);
    }
    // Cut off anywhere, it is an error of ours or a smaller model, never a crash.
    for (let length = 0; length < bytes.length; length += 37) {
      await onnx
        .modelFromBytes(bytes.slice(0, length))
        .catch((error) => expect(error).toBeInstanceOf(DataError));
    }
  });
});

describe("recurrent nodes of other libraries", () => {
  /** Reads a layer's file with one thing about its node changed, and runs it. */
  async function changed(
    change: (node: NodeProto) => NodeProto,
    layer: () => nn.Module = () => nn.lstm(2),
  ): Promise<unknown> {
    const x = zeros([2, 3, 4]) as Tensor;
    const { model } = built(() => nn.sequential([layer()]), x);
    const { PbfReader, PbfWriter } = await import("pbf");
    const proto = readMessage(new PbfReader(await onnx.modelToBytes(model)), modelSchema);
    const lengths = writeTensor("lengths", { dtype: "int32", shape: [2], values: [3, 2] });
    const graph = {
      ...proto.graph!,
      initializer: [...proto.graph!.initializer, lengths],
      node: proto.graph!.node.map((node) => (/^(LSTM|GRU)$/.test(node.opType) ? change(node) : node)),
    };
    const writer = new PbfWriter();
    writeMessage(writer, modelSchema, { ...proto, graph });
    return (await onnx.modelFromBytes(writer.finish())).apply(x as never);
  }
  const withInput = (at: number, name: string) => (node: NodeProto) => ({
    ...node,
    input: Array.from({ length: at + 1 }, (_, i) => (i === at ? name : (node.input[i] ?? ""))),
  });

  it("are refused with what they want that layers here have not", async () => {
    await expect(changed((node) => node)).resolves.toBeDefined();
    await expect(changed(withInput(4, "lengths"))).rejects.toThrow(
      /^LSTM node that gives \S+: expected sequences of one length, got "sequence_lens"; try /,
    );
    await expect(changed(withInput(7, "lengths"))).rejects.toThrow(
      /^LSTM node that gives \S+: expected gates that do not look at the long memory, got "P"; try /,
    );
    const otherGru = (node: NodeProto) => ({
      ...node,
      attribute: node.attribute.filter(({ name }) => name !== "linear_before_reset"),
    });
    await expect(changed(otherGru, () => nn.gru(2))).rejects.toThrow(
      /^GRU node that gives \S+: expected linear_before_reset: 1, as this library's gru has it, got 0; try /,
    );
  });
});

it("files are written and read again", async () => {
  const folder = await mkdtemp(join(tmpdir(), "gradbook-onnx-"));
  try {
    const { model, y } = built(cases[0]!.make, cases[0]!.x);
    const path = join(folder, "model.onnx");
    await onnx.saveModel(path, model);
    const back = await onnx.loadModel(path);
    expect(distance((back.apply(cases[0]!.x as never) as Tensor).data, y.data)).toBeLessThan(1e-5);
    expect(
      equal(back.apply(cases[0]!.x as never) as Tensor, y)
        .all()
        .item(),
    ).toBe(true);
  } finally {
    await rm(folder, { recursive: true });
  }
});
