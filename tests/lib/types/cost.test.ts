import ts from "typescript";
import { expect, test } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { projectRoot } from "../../support/project.js";
import { compile, compilers } from "./compile.js";

/*
 * How much work the library's types make: TypeScript's own count of instantiations, which is the same on every
 * machine. A lesson-sized file has to stay near what the checker does in a few milliseconds.
 */
const section = (k: number) => `
const X${k} = tensor([[0, 0], [0, 1], [1, 0], [1, 1]]);
const W${k} = tensor([[5, -7], [5, -7]]), b${k} = tensor([-8, 3]);
const K${k} = X${k}.matmul(W${k}).add(b${k}).sigmoid();
const Y${k} = K${k}.matmul(tensor([[-11], [-11]])).add(tensor([6])).sigmoid();
const l${k} = Y${k}.sub(tensor([[0], [1], [1], [0]])).square().mean();
l${k}.backward();
const s${k} = X${k}.sum(0).add(1).div(2).reshape([1, 2]).transpose();
const z${k} = X${k}.softmax().argmax(1).toArray();`;

test.each(compilers)("a lesson of 96 statements is cheap to check in %s", (_name, ts) => {
  const code = Array.from({ length: 12 }, (_, k) => section(k)).join("\n");
  const { errors, instantiations } = compile(ts, `import { tensor } from "gradbook";${code}`);
  expect(errors).toEqual([]);
  expect(instantiations).toBeLessThan(20_000);
});

test.each(compilers)("a large table of numbers does not nest too deep in %s", (_name, ts) => {
  const rows = Array.from(
    { length: 300 },
    (_, i) => `[${Array.from({ length: 20 }, (_, j) => i * j).join(", ")}]`,
  );
  const { errors, types } = compile(
    ts,
    `import { tensor } from "gradbook"; const x = tensor([${rows.join(", ")}]);`,
  );
  expect(errors).toEqual([]);
  expect(types.x).toBe("Tensor<[300, 20]>");
});

test.each(compilers)("tensors are compared by shape and dtype, not by their methods, in %s", (_name, ts) => {
  const lines = Array.from(
    { length: 12 },
    (_, k) =>
      `const t${k} = zeros([${k + 2}, 3]); const l${k}: Tensor<Shape, DType>[] = [t${k}, t${k}.sum(0)]; const i${k}: Iterable<Tensor<Shape, DType>> = [t${k}];`,
  );
  const names = "type DType, type Shape, type Tensor, zeros";
  const { errors, instantiations } = compile(ts, `import { ${names} } from "gradbook";${lines.join("\n")}`);
  expect(errors).toEqual([]);
  // 74,000 when each method is compared.
  expect(instantiations).toBeLessThan(10_000);
});

test.each(compilers)(
  "a result of an asked-for type does not compare a tensor's methods in %s",
  (_name, ts) => {
    const { errors, instantiations } = compile(
      ts,
      `import { tensor, type Tensor } from "gradbook";
    const x: Tensor<[2, 2]> = tensor([[1, 2], [3, 4]]);
    const d: Tensor<[2], "float64"> = tensor([1, 2], { dtype: "float64" });
    const start = (): { W: Tensor<[2, 2]>; b: Tensor } => ({ W: x.matmul(x), b: x.sum(0) });
    const takes = (t: Tensor<[2, 2]>) => t;
    takes(x.add(1));`,
    );
    expect(errors).toEqual([]);
    // 6,000 when it compares them.
    expect(instantiations).toBeLessThan(2000);
  },
);

test("no lesson makes the checker work out more than a few thousand types", () => {
  const lessons = lessonsAsFiles();
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.Preserve,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.es2023.d.ts"],
    types: ["node"],
    paths: {
      gradbook: [`${projectRoot}/lib/src/index.ts`],
      "gradbook/exercise": [`${projectRoot}/lib/src/exercise/index.ts`],
    },
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.getSourceFile = (name, target, ...rest) => {
    const text = lessons.get(name);
    return text === undefined
      ? getSourceFile(name, target, ...rest)
      : ts.createSourceFile(name, text, target);
  };
  host.fileExists = (name) => lessons.has(name) || fileExists(name);
  const program = ts.createProgram([...lessons.keys()], options, host);
  // Notebooks explore: a parameter without a type is any.
  const implicitAny = [7005, 7006, 7031, 7034];
  let before = 0;
  const costs = [...lessons.keys()].map((name) => {
    const found = program.getSemanticDiagnostics(program.getSourceFile(name));
    const errors = found.filter(({ code }) => !implicitAny.includes(code));
    const made = program.getInstantiationCount() - before;
    before += made;
    return {
      name,
      made,
      errors: errors.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
    };
  });
  expect(costs.length).toBeGreaterThan(15);
  // With the library's types warm, 1,200 to 7,500; the first lesson's include those.
  expect(costs.filter(({ made, errors }) => made > 12_000 || errors.length > 0)).toEqual([]);
});

/** The code cells of each lesson as one file in its folder, by path. */
function lessonsAsFiles(): Map<string, string> {
  return new Map(
    findLessons().map(({ path, notebook }) => {
      const code = notebook.cells.flatMap((cell) => (cell.cell_type === "code" ? [cell.source] : []));
      return [path.replace(".ipynb", ".lesson.ts"), `${code.join("\n;\n")}\nexport {};\n`];
    }),
  );
}
