/*
 * Runs every @example of the docstrings that no test in a folder of its own runs. An expression followed by `// value`
 * is evaluated and compared with the value, numbers to the digits that are written; a comment with shapes or with `…`
 * in it explains and is not a value.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as gradbook from "gradbook";
import * as exercise from "gradbook/exercise";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { projectRoot } from "../support/project.js";

const { data, nn, random, tensor } = gradbook;
const source = join(projectRoot, "lib/src");
const sources = readdirSync(source, { recursive: true, encoding: "utf8" })
  .map((name) => name.replaceAll("\\", "/"))
  .filter((name) => name.endsWith(".ts"));

/** Folders and files whose examples are run by ops/, data/ and plot/examples.test.ts. */
const elsewhere =
  /^(ops|tensor|autograd|random|data|datasets|formats|lookup|plot)\/|^nn\/(architecture|saving)\.ts$/;

const examples = sources
  .filter((name) => !elsewhere.test(name))
  .flatMap((name) => {
    const blocks = readFileSync(join(source, name), "utf8").match(/@example\n[\s\S]*?\*\//g) ?? [];
    return blocks.map((block, i) => {
      const lines = block
        .split("\n")
        .slice(1, -1)
        .map((line) => line.replace(/^\s*\* ?/, ""))
        .filter((line) => !line.startsWith("```"));
      return [`${name} ${i + 1}`, lines.join("\n").replaceAll(";\n// ", "; // ")] as const;
    });
  });

/** The example with each promised value as a call of `check`. */
function checked(code: string): string {
  return code
    .split("\n")
    .map((line) => {
      const match = /^(?!const |let )(\S.*?);? \/\/ (.*)$/.exec(line);
      const explains = match === null || /…|\[N\b|Tensor</.test(match[2]!);
      return explains ? line : `check(${match[1]}, (${match[2]}));`;
    })
    .join("\n");
}

/** What the examples speak of without making it, small, and new for each. */
function surroundings(where: string): Record<string, unknown> {
  const images = random.generator(1).uniform([32, 784]);
  const labels = tensor(Int32Array.from({ length: 32 }, (_, i) => i % 10));
  const pairs = data.Dataset.fromTensorSlices([images, labels]).batch(16);
  const classifier = () => {
    const made = nn.sequential([nn.dense(8), nn.relu(), nn.dense(10, { activation: "softmax" })], {
      seed: 1,
    });
    made.apply(images);
    made.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
    return made;
  };
  const model = classifier();
  return {
    ...gradbook,
    ...exercise,
    step: gradbook.train.step,
    images,
    labels,
    x: images,
    y: random.generator(2).uniform([32, 10]),
    model,
    models: [classifier(), classifier()],
    optimizer: gradbook.optimizers.sgd(),
    validationData: [images, labels],
    // In these two the word stands for the data, elsewhere for the namespace.
    ...(/train\/(history|callbacks)/.test(where) && { train: pairs }),
  };
}

function check(got: unknown, value: unknown): void {
  if (typeof got !== "number" || typeof value !== "number") expect(got).toEqual(value);
  else expect(got).toBeCloseTo(value, String(value).split(".")[1]?.length ?? 0);
}

const AsyncFunction = (async () => {}).constructor as FunctionConstructor;

describe("examples of the docstrings", () => {
  test.each(examples)("%s", async (where, code) => {
    const script = ts.transpileModule(`{\n${checked(code)}\n}`, {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
    });
    const names = { ...surroundings(where), check };
    await new AsyncFunction(...Object.keys(names), script.outputText)(...Object.values(names));
  });

  test("stand in every namespace, and promise values that are compared", () => {
    const text = examples.map(([, code]) => code).join("\n");
    const { initializers, losses, metrics, optimizers, regularizers, train, callbacks } = gradbook;
    const spaces = { nn, initializers, losses, metrics, optimizers, regularizers, train, callbacks };
    for (const space of Object.keys(spaces)) expect(text, space).toContain(`${space}.`);
    expect(checked(text).split("check(").length - 1).toBeGreaterThanOrEqual(10);
  });
});
