import { describe, expect, it } from "vitest";
import type { GatherLayout, WindowLayout } from "../../../../lib/src/engine/engine.js";
import { referenceEngine } from "../../../../lib/src/engine/reference/index.js";
import { Arena, setActiveArena } from "../../../../lib/src/engine/wasm/arena.js";
import { wasmGather, wasmGatherAdd } from "../../../../lib/src/engine/wasm/memory.js";
import { wasmMaxPool2dIndices } from "../../../../lib/src/engine/wasm/pool2d.js";
import type { DType, Values } from "../../../../lib/src/tensor/dtype.js";
import { byTwoThreads } from "./two-threads.js";

const arena = Arena.create(1 << 20)!;

/** An array in the arena; float32 ones get values, some of them NaN and zeros of both signs. */
function made(dtype: DType, length: number): Values {
  const values = arena.view(dtype, arena.reserve(length * 4), length);
  const special = [Number.NaN, 0, -0];
  for (let i = 0; i < length; i++) values[i] = i % 101 < 3 ? special[i % 101]! : Math.imul(i, 40503) % 977;
  return values;
}

/** Windows of 3 x 3 that overlap, so that some places are added to several times. */
function layoutOf(batch: number, channels: number): WindowLayout {
  return {
    ...{ batch, height: 19, width: 17, channels, windowHeight: 3, windowWidth: 3, outHeight: 9, outWidth: 8 },
    ...{ strideY: 2, strideX: 2, padTop: 0, padLeft: 0, dilationY: 1, dilationX: 1 },
  };
}

function unused(): never {
  throw new Error("expected the WebAssembly kernel, got the fallback");
}

/** Max pooling, then the reverse: each pooled value is added to where it came from. */
function pooledAndBack(batch: number, channels: number) {
  const layout = layoutOf(batch, channels);
  const length = batch * 19 * 17 * channels;
  const count = batch * 9 * 8 * channels;
  const along: GatherLayout = { outer: 1, inner: 1, length, count, groups: batch };
  const x = made("float32", length);
  const [indices, pooled, back] = [made("int32", count), made("float32", count), made("float32", length)];
  const former = setActiveArena(arena);
  wasmMaxPool2dIndices(unused)(x, indices as Int32Array, layout);
  wasmGather(unused)(x, indices as Int32Array, pooled, along);
  wasmGatherAdd(unused)(pooled, indices as Int32Array, back, along);
  setActiveArena(former);

  const expected = { indices: new Int32Array(count), back: new Float32Array(length) };
  referenceEngine.maxPool2dIndices(x, expected.indices, layout);
  referenceEngine.gatherAdd(pooled, expected.indices, expected.back, along);
  expect(indices).toEqual(expected.indices);
  expect(Array.from(pooled)).toEqual(Array.from(expected.indices, (index) => x[index]));
  expect(Array.from(back)).toEqual(Array.from(expected.back));
}

describe("max pooling and its gradient", () => {
  it.each([16, 6, 1])("has the reference's bits, with %d channels", (channels) => pooledAndBack(5, channels));

  describe("by two threads", () => {
    const crew = byTwoThreads(arena);

    it("has the reference's bits, each of the three kernels shared", () => {
      const before = crew().jobs;
      pooledAndBack(60, 16);
      expect(crew().jobs).toBe(before + 3);
    });
  });
});
