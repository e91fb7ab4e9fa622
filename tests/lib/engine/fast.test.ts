import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import * as gradbook from "gradbook";
import { info, noGrad, OptionError, random, setMode, setThreads } from "gradbook";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withEngine } from "../../../lib/src/engine/current.js";
import { referenceEngine } from "../../../lib/src/engine/reference/index.js";
import { recordStep } from "../../../lib/src/recorder/record-step.js";
import { type AnyTensor, asTensor } from "../../../lib/src/tensor/base.js";
import { projectRoot } from "../../support/project.js";
import { networks, trainingStep } from "./training-program.js";

const { threads } = info();
afterEach(() => {
  setMode("exact");
  setThreads(threads);
});

/** The greatest difference of two arrays, as a share of the greatest value. */
function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let apart = 0;
  let greatest = 0;
  for (let i = 0; i < a.length; i++) {
    apart = Math.max(apart, Math.abs(a[i]! - b[i]!));
    greatest = Math.max(greatest, Math.abs(a[i]!));
  }
  return apart / greatest;
}

const sizes = [
  [128, 784, 512],
  [37, 300, 41],
  [1, 784, 512],
  [400, 17, 4],
] as const;

/** A replayed product, in the mode of now. */
function product(a: AnyTensor, b: AnyTensor): ArrayLike<number> {
  const step = recordStep((x: AnyTensor, y: AnyTensor) =>
    noGrad(() => ({ y: asTensor(x.matmul(y as never)) })),
  );
  for (let i = 0; i < 12; i++) step(a, b);
  return step(a, b).y.data as ArrayLike<number>;
}

describe("fast mode", () => {
  it.each(sizes)("multiplies [%i, %i] by [_, %i] within 1e-4 of exact mode", (m, k, n) => {
    const generator = random.generator(m);
    const a = asTensor(generator.normal([m, k]));
    const b = asTensor(generator.normal([k, n]));
    const exact = product(a, b);
    setMode("fast");
    expect(distance(exact, product(a, b))).toBeLessThan(1e-4);
    setMode("exact");
    expect(product(a, b)).toEqual(exact);
  });

  it.each(networks)("trains for 20 steps within 1e-4 of exact mode: %s", (network) => {
    const train = () => {
      const step = trainingStep(gradbook, network);
      return Array.from({ length: 20 }, () => step.run().data[0]!);
    };
    // Losses, not weights: a bias before batch norm has no gradient but rounding errors, which Adam makes large.
    const exact = train();
    setMode("fast");
    expect(distance(exact, train())).toBeLessThan(1e-4);
  });

  it("is told by info()", () => {
    expect(info()).toMatchObject({ mode: "exact", products: info().kernels });
    setMode("fast");
    expect(info().mode).toBe("fast");
    expect(info().products).toMatch(/^WebAssembly with relaxed SIMD$|^native|blas|mkl|Accelerate/);
    expect(withEngine(referenceEngine, info).products).toBe("JavaScript");
  });

  it("is one of two words", () => {
    expect(() => setMode("quick" as never)).toThrow(
      new OptionError('setMode: expected "exact" or "fast", got "quick"; try "exact"'),
    );
  });
});

/*
 * A stand-in for koffi in a program's node_modules: one library, whose cblas_sgemm is a plain loop, and a record of
 * how it was used. What is tested is that products are handed over rightly: layouts, batches, threads.
 */
const koffi = `
  const { isMainThread } = require("node:worker_threads");
  const used = (globalThis.used = { names: [], threads: [], products: 0 });
  const sgemm = (order, ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc) => {
    if (order !== 101 || alpha !== 1 || beta !== 0) throw new Error("not the call that was expected");
    used.products++;
    if (!isMainThread) require("node:fs").writeFileSync("in-a-worker", "");
    for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < k; p++)
        sum += (ta === 112 ? a[p * lda + i] : a[i * lda + p]) * (tb === 112 ? b[j * ldb + p] : b[p * ldb + j]);
      c[i * ldc + j] = sum;
    }
  };
  exports.load = (name) => {
    used.names.push(name);
    if (name !== "a-blas") throw new Error("no such library");
    return { func(signature) {
      if (signature.includes("cblas_sgemm")) return sgemm;
      if (signature.includes("MKL_Set_Num_Threads")) return (count) => used.threads.push(count);
      throw new Error("no such function");
    } };
  };
`;

/** Bundles a program with the library into a folder where the stand-in is found. Gives a function that runs it. */
async function withStandIn(folder: string, program: string) {
  mkdirSync(join(folder, "node_modules/koffi"), { recursive: true });
  writeFileSync(join(folder, "node_modules/koffi/index.js"), koffi);
  const outfile = join(folder, "program.mjs");
  await build({
    stdin: { contents: program, resolveDir: projectRoot, loader: "js" },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile,
  });
  return (blas: string) => {
    const env = { ...process.env, GRADBOOK_BLAS: blas, GRADBOOK_THREADS: "3" };
    const { stdout, stderr } = spawnSync(process.execPath, [outfile], { cwd: folder, env, encoding: "utf8" });
    expect(stderr).toBe("");
    return JSON.parse(stdout) as Record<string, unknown>;
  };
}

describe("fast mode with a system's BLAS", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gradbook-blas-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("hands it products of every layout, single and in batches, eager and recorded", async () => {
    const run = await withStandIn(
      folder,
      `
import { info, random, setMode, train } from "./lib/src/index.ts";
const generator = random.generator(1);
const [a, b] = [generator.normal([3, 60, 70]), generator.normal([3, 70, 50])];
const [c, d] = [generator.normal([100, 400]), generator.normal([400, 100])];
const products = {
  plain: () => a.at(0).matmul(b.at(0)),
  batch: () => a.matmul(b),
  shared: () => a.matmul(b.at(1)),
  left: () => { const x = a.at(0); return x.transpose().matmul(x.transpose().transpose()); },
  gradients: () => {
    const [x, w] = [a.at(0), b.at(0)].map((t) => { t.requiresGrad = true; return t; });
    x.matmul(w).sum().backward();
    return x.grad.matmul(w);
  },
  large: () => c.matmul(d),
  recorded: () => {
    const step = train.step((x, y) => ({ z: x.matmul(y) }));
    for (let i = 0; i < 6; i++) step(a, b);
    return step(a, b).z;
  },
};
const exact = Object.values(products).map((run) => run().data);
const before = globalThis.used?.products ?? 0;
setMode("fast");
const apart = Object.values(products).map((run, i) => {
  const { data } = run();
  return Math.max(...data.map((value, at) => Math.abs(value - exact[i][at]))) < 1e-4 * Math.max(...exact[i]);
});
console.log(JSON.stringify({ info: info().products, before, apart, ...globalThis.used }));
      `,
    );
    const told = run("a-blas");
    expect(told).toMatchObject({ info: "a-blas", before: 0, names: ["a-blas"] });
    expect(told.apart).toEqual([true, true, true, true, true, true, true]);
    expect(told.products).toBeGreaterThan(6 + 7 * 3);
    expect(told.threads).toEqual([1, 3, 1]);
    expect(run("another")).toMatchObject({ names: ["another"], products: 0 });
    expect(run("another").info).toMatch(/^WebAssembly/);
  });

  it("has each thread compute parts of a recorded step's products, the library with one thread in each", async () => {
    const run = await withStandIn(
      folder,
      `
      import { existsSync } from "node:fs";
      import { random, setMode, tensor, train } from "./lib/src/index.ts";
      const generator = random.generator(1);
      const [wide, deep] = [generator.normal([2, 90, 100]), generator.normal([2, 100, 200])];
      // Products cut by columns and by rows; those of the gradients have a transposed factor each.
      const make = () => train.step((x, y) => {
        const [a, b] = [x.detach(), y.detach()];
        a.requiresGrad = b.requiresGrad = true;
        const z = a.matmul(b);
        z.mul(z).sum().backward();
        return { z, a: a.grad, b: b.grad };
      });
      const exact = make()(wide, deep);
      setMode("fast");
      const step = make();
      let found;
      do found = step(wide, deep); while (!existsSync("in-a-worker"));
      for (let i = 0; i < 20; i++) found = step(wide, deep);
      const apart = Object.keys(exact).map((name) => {
        const [x, y] = [exact[name].data, found[name].data];
        return Math.max(...x.map((value, at) => Math.abs(value - y[at]))) / Math.max(...x.map(Math.abs));
      });
      console.log(JSON.stringify({ apart, last: globalThis.used.threads.at(-1), why: step.recording.reason }));
      `,
    );
    const { apart, last, why } = run("a-blas");
    expect(why).toBeUndefined();
    expect(last).toBe(1);
    for (const distance of apart as number[]) expect(distance).toBeLessThan(1e-4);
  });
});
