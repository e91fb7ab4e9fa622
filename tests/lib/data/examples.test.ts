import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as gradbook from "gradbook";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { describeWith, needs } from "../../support/needs.js";
import { projectRoot } from "../../support/project.js";

/*
 * Runs every @example of the docstrings. A line that ends in `// value` is evaluated and compared with the value;
 * lines that are comments say what the lines above have printed.
 */
const source = join(projectRoot, "lib/src");
const files = /^(data|datasets|formats|lookup)\/|^nn\/(architecture|saving)\.ts$/;

const examples = readdirSync(source, { recursive: true, encoding: "utf8" })
  .map((name) => name.replaceAll("\\", "/"))
  .filter((name) => name.endsWith(".ts") && files.test(name))
  .flatMap((name) => {
    const blocks = readFileSync(join(source, name), "utf8").match(/@example\n[\s\S]*?\*\//g) ?? [];
    return blocks.map((block, i) => {
      const lines = block.split("\n").slice(1, -1);
      const code = lines
        .map((line) => line.replace(/^\s*\* ?/, ""))
        .filter((line) => !line.startsWith("```"));
      return [`${name} ${i + 1}`, code] as const;
    });
  });

/** The example with each promised value as a call of `check`, each promised output as one of `printed`. */
function checked(lines: readonly string[]): string {
  return lines
    .map((line) => {
      const output = /^\/\/ (.*)$/.exec(line);
      if (output !== null) return `printed(${JSON.stringify(output[1])});`;
      const value = /^(?!const |let )(\S.*?);? \/\/ (.*)$/.exec(line);
      return value === null ? line : `check(${value[1]}, (${value[2]}));`;
    })
    .join("\n");
}

const AsyncFunction = (async () => {}).constructor as FunctionConstructor;

async function run(lines: readonly string[]): Promise<void> {
  // The braces let an example name a constant like one of the names it may use.
  const script = ts.transpileModule(`{\n${checked(lines)}\n}`, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  const output: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), "gradbook-example-"));
  const inFolder = <Rest extends readonly unknown[], T>(use: (path: string, ...rest: Rest) => T) => {
    return (path: string, ...rest: Rest): T => use(join(folder, path), ...rest);
  };
  const { formats, nn } = gradbook;
  const names = {
    ...gradbook,
    // Examples name files without a folder, as a reader would; here they go to one that is removed afterwards.
    formats: {
      ...formats,
      saveSafetensors: inFolder(formats.saveSafetensors),
      loadSafetensors: inFolder(formats.loadSafetensors),
    },
    nn: {
      ...nn,
      saveModel: inFolder(nn.saveModel),
      loadModel: inFolder(nn.loadModel),
      saveWeights: inFolder(nn.saveWeights),
      loadWeights: inFolder(nn.loadWeights),
    },
    fetch: async () => new Response(gradbook.formats.toSafetensors({ w: gradbook.zeros([2]) }) as BodyInit),
    images: gradbook.zeros([300, 784]),
    labels: gradbook.zeros([300], { dtype: "int32" }),
    console: { log: (...values: unknown[]) => output.push(values.join(" ")) },
    check: (got: unknown, value: unknown) => expect(got).toEqual(value),
    printed: (text: string) => expect(output.shift()).toBe(text),
  };
  try {
    await new AsyncFunction(...Object.keys(names), script.outputText)(...Object.values(names));
  } finally {
    rmSync(folder, { recursive: true });
  }
  expect(output).toEqual([]);
}

const needsFiles = (lines: readonly string[]): boolean =>
  /datasets\.(fashionM|m)nist\(/.test(lines.join("\n"));

describe("examples of the docstrings", () => {
  test.each(examples.filter(([, lines]) => !needsFiles(lines)))("%s", (_where, lines) => run(lines));

  test("stand at every generator, table and set", () => {
    const text = examples.map(([, lines]) => lines.join("\n")).join("\n");
    for (const [module, values] of Object.entries({ datasets: gradbook.datasets, lookup: gradbook.lookup })) {
      for (const [name, value] of Object.entries(values)) {
        if (typeof value === "function" && name !== "LabelledImages")
          expect(text).toContain(`${module}.${name}(`);
      }
    }
  });
});

describeWith(needs.data(), "examples of the docstrings with real files", () => {
  test.each(examples.filter(([, lines]) => needsFiles(lines)))("%s", (_where, lines) => run(lines));
});
