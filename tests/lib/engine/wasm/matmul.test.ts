import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { MatMulLayout } from "../../../../lib/src/engine/engine.js";
import { matmul as reference } from "../../../../lib/src/engine/reference/matmul.js";
import { wasmMatmul } from "../../../../lib/src/engine/wasm/matmul.js";

/** Values of many magnitudes and both signs, so that a changed order of summation changes bits. */
function values(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 31 - 1) * 10 ** ((state >>> 7) % 7);
  });
}

const bits = (floats: Float32Array) => new Uint32Array(floats.buffer);

const sizes: readonly (readonly [number, number, number])[] = [
  [128, 784, 512],
  [784, 128, 512],
  [33, 100, 41],
  [1, 784, 512],
  [5, 4096, 9],
  [400, 17, 4],
  [3, 1000, 7],
];

describe("wasmMatmul", () => {
  let passedOn = 0;
  const wasm = wasmMatmul((a, b, out, layout) => {
    passedOn++;
    reference(a, b, out, layout);
  });

  for (const [m, k, n] of sizes) {
    for (const [transposeA, transposeB] of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ] as const) {
      it(`gives the reference's bits for [${m}, ${k}] x [${k}, ${n}], transposed: ${transposeA}, ${transposeB}`, () => {
        const layout: MatMulLayout = { m, k, n, transposeA, transposeB, offsetsA: [0], offsetsB: [0] };
        const a = values(m * k, 1);
        const b = values(k * n, 2);
        const expected = new Float32Array(m * n);
        const actual = new Float32Array(m * n).fill(Number.NaN);
        reference(a, b, expected, layout);
        wasm(a, b, actual, layout);
        expect(passedOn).toBe(0);
        expect(bits(actual)).toEqual(bits(expected));
      });
    }
  }

  it("multiplies each matrix of a batch, one of them shared", () => {
    const [m, k, n] = [20, 60, 30];
    const layout: MatMulLayout = {
      m,
      k,
      n,
      transposeA: false,
      transposeB: false,
      offsetsA: [0, m * k, 2 * m * k],
      offsetsB: [k * n, k * n, 0],
    };
    const a = values(3 * m * k, 3);
    const b = values(2 * k * n, 4);
    const expected = new Float32Array(3 * m * n);
    const actual = new Float32Array(3 * m * n);
    reference(a, b, expected, layout);
    wasm(a, b, actual, layout);
    expect(bits(actual)).toEqual(bits(expected));
  });

  it("keeps infinities and NaN where the reference has them", () => {
    const [m, k, n] = [16, 64, 32];
    const layout: MatMulLayout = {
      m,
      k,
      n,
      transposeA: false,
      transposeB: false,
      offsetsA: [0],
      offsetsB: [0],
    };
    const a = values(m * k, 5);
    const b = values(k * n, 6);
    a[3] = Number.POSITIVE_INFINITY;
    b[40] = Number.NaN;
    const expected = new Float32Array(m * n);
    const actual = new Float32Array(m * n);
    reference(a, b, expected, layout);
    wasm(a, b, actual, layout);
    expect(actual).toEqual(expected);
  });

  it("passes on small products and other dtypes", () => {
    const layout: MatMulLayout = {
      m: 2,
      k: 2,
      n: 2,
      transposeA: false,
      transposeB: false,
      offsetsA: [0],
      offsetsB: [0],
    };
    const before = passedOn;
    const out = new Float32Array(4);
    wasm(Float32Array.of(1, 2, 3, 4), Float32Array.of(1, 0, 0, 1), out, layout);
    expect([...out]).toEqual([1, 2, 3, 4]);
    const doubles = new Float64Array(64 * 64);
    wasm(doubles, doubles, new Float64Array(64 * 64), { ...layout, m: 64, k: 64, n: 64 });
    expect(passedOn).toBe(before + 2);
  });
});

describe("binary.ts", () => {
  it("is what the sources compile to", () => {
    const build = fileURLToPath(
      new URL("../../../../lib/src/engine/wasm/assembly/build.mjs", import.meta.url),
    );
    const { status, stderr } = spawnSync(process.execPath, [build, "--check"], { encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});
