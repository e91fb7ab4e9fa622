import { type KernelClient, startKernel } from "gradbook-kernel/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { chartsOf } from "../../../notebooks/tools/lint/measure.js";
import { codeCell, parseOutputNumbers, printed, sourceOf } from "../printed.js";

const lesson = findLessons().find(({ name }) => name === "week-1/xor-by-hand")!;
const { notebook, directory } = lesson;

// The committed outputs; lessons.test.ts holds them equal to a fresh run.
describe("the lesson's numbers", () => {
  it("must: XOR by hand-set weights, unit by unit, to six digits", () => {
    const table = printed(notebook, "units-code").map((line) => line.trim().replace(/ +/g, " "));
    expect(table).toEqual([
      "(0,0) (0,1) (1,0) (1,1)",
      "z₁ -8 -3 -3 2",
      "z₂ 3 -4 -4 -11",
      "k₁ 0.000335 0.047426 0.047426 0.880797",
      "k₂ 0.952574 0.017986 0.017986 0.000017",
      "logit -4.482004 5.280467 5.280467 -3.688952",
      "y 0.011184 0.994936 0.994936 0.024389",
    ]);
  });

  it("must: the same from two matrix products", () => {
    expect(printed(notebook, "matrix-code")).toEqual([
      "(0,0) 0.011184",
      "(0,1) 0.994936",
      "(1,0) 0.994936",
      "(1,1) 0.024389",
    ]);
  });

  it("must: the bias -6 fails: every answer is no", () => {
    const answers = parseOutputNumbers(printed(notebook, "bug"));
    expect(answers).toHaveLength(4);
    for (const answer of answers) expect(answer).toBeLessThan(0.5);
  });

  it("AND is solved by one neuron", () => {
    expect(parseOutputNumbers(printed(notebook, "neuron-code")).map(Math.round)).toEqual([0, 0, 0, 1]);
  });

  it("XOR is not: the best of 9261 neurons misses a corner", () => {
    expect(printed(notebook, "search")).toEqual(["9261 neurons tried; the best gets 3 of 4 corners right"]);
  });
});

describe("the lesson's decision surface", () => {
  interface Surface {
    readonly frames: readonly {
      readonly name: string;
      readonly data: readonly { readonly z: number[][] }[];
    }[];
  }

  it("is sure at full scale and says about 0.42 everywhere at a tenth", () => {
    const [figure] = chartsOf(codeCell(notebook, "surface-chart"));
    const { frames } = figure!["application/vnd.plotly.v1+json"] as Surface;
    const span = Object.fromEntries(
      frames.map(({ name, data }) => {
        const values = data[0]!.z.flat();
        return [name, [Math.min(...values), Math.max(...values)] as const];
      }),
    );
    expect(span["1"]![0]).toBeLessThan(0.02);
    expect(span["1"]![1]).toBeGreaterThan(0.98);
    expect(span["0.1"]![0]).toBeGreaterThanOrEqual(0.4);
    expect(span["0.1"]![1]).toBeLessThanOrEqual(0.44);
  });
});

describe("what the lesson says of types", () => {
  let kernel: KernelClient;

  beforeAll(async () => {
    kernel = await startKernel({ directory });
    await kernel.execute('import { tensor } from "gradbook";\nconst corners = [""];');
    await kernel.execute(sourceOf(notebook, "matrix-code"));
  });

  afterAll(() => kernel.shutdown());

  it("a product that does not fit is reported before the cell runs, with reason and spot", async () => {
    const wrong = "X.matmul(tensor([[1], [2], [3]]))";
    const { outputs } = await kernel.execute(wrong);
    const [error] = outputs;
    const trace = error?.output_type === "error" ? error.traceback.join("\n") : "";
    const quoted = /```text\n… (.+) …\n\n(.+?)\n```/s.exec(sourceOf(notebook, "shape-error"))!;
    const [said = "", spot = ""] = quoted.slice(1);
    expect(spot).toContain(wrong);
    expect(trace).toContain(said);
    expect(trace).toContain(spot);
  });

  it("Shift+Tab on K says Tensor<[4, 2]>", async () => {
    const reply = await kernel.request("shell", "inspect_request", {
      code: "K",
      cursor_pos: 1,
      detail_level: 0,
    });
    expect(JSON.stringify(reply.data)).toContain("const K: Tensor<[4, 2]>");
  });
});
