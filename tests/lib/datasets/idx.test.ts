import { DataError, datasets } from "gradbook";
import { describe, expect, it } from "vitest";
import { idx } from "./mirror.js";

const { parseIdx } = datasets;
const bytes = (...values: number[]) => Uint8Array.from(values);

describe("parseIdx", () => {
  it("reads shape and values, as a view of the file", () => {
    const file = new Uint8Array(idx([2, 1, 3], [1, 2, 3, 4, 5, 255]));
    const { shape, values } = parseIdx(file, { rank: 3 });
    expect(shape).toEqual([2, 1, 3]);
    expect([...values]).toEqual([1, 2, 3, 4, 5, 255]);
    expect(values.buffer).toBe(file.buffer);
  });

  it("reads a file that lies within a larger buffer", () => {
    const around = new Uint8Array([9, 9, 9, ...idx([2], [7, 8]), 9]);
    expect([...parseIdx(around.subarray(3, 13)).values]).toEqual([7, 8]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("reads %i axes", (rank) => {
    const shape = Array.from({ length: rank }, (_, axis) => (axis === 0 ? 3 : 1));
    expect(parseIdx(new Uint8Array(idx(shape, [1, 2, 3]))).shape).toEqual(shape);
  });

  const cut = "the file is cut off: fetch it again";
  it.each([
    ["nothing", bytes(), {}, `expected an IDX header of at least 4 bytes, got 0 bytes; ${cut}`],
    [
      "half a magic number",
      bytes(0, 0, 8),
      {},
      `expected an IDX header of at least 4 bytes, got 3 bytes; ${cut}`,
    ],
    ["no sizes", bytes(0, 0, 8, 3), {}, `expected a header of 16 bytes, got 4 bytes; ${cut}`],
    [
      "half the sizes",
      bytes(0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0),
      {},
      `expected a header of 12 bytes, got 11 bytes; ${cut}`,
    ],
    [
      "gzip data",
      bytes(0x1f, 0x8b, 8, 0),
      {},
      "expected an unpacked IDX file, got gzip data; unpack it first",
    ],
    [
      "another format",
      bytes(0x3c, 0x68, 0x74, 0x6d, 0x6c),
      {},
      "expected an IDX file (two zero bytes first), got the bytes 3c 68 74 6d; check that this is the right file",
    ],
    [
      "a second byte that is not 0",
      bytes(0, 1, 8, 1, 0, 0, 0, 1, 0),
      {},
      "expected an IDX file (two zero bytes first), got the bytes 00 01 08 01; check that this is the right file",
    ],
    [
      "float32",
      bytes(0, 0, 13, 1),
      {},
      "expected values of type uint8 (8), got float32; convert the file to bytes",
    ],
    ["int8", bytes(0, 0, 9, 1), {}, "expected values of type uint8 (8), got int8; convert the file to bytes"],
    [
      "no known type",
      bytes(0, 0, 200, 1),
      {},
      "expected values of type uint8 (8), got the unknown type 200; convert the file to bytes",
    ],
    [
      "no axes",
      bytes(0, 0, 8, 0, 1),
      {},
      "expected 1 to 8 axes, got 0; check that images and labels are not mixed up",
    ],
    [
      "255 axes",
      bytes(0, 0, 8, 255),
      {},
      "expected 1 to 8 axes, got 255; check that images and labels are not mixed up",
    ],
    [
      "labels for images",
      new Uint8Array(idx([2], [1, 2])),
      { rank: 3 },
      "expected 3 axes, got 1; check that images and labels are not mixed up",
    ],
    [
      "an axis of size 0",
      new Uint8Array(idx([3, 0], [])),
      {},
      "expected sizes of at least 1, got [3, 0]; the file is empty",
    ],
    [
      "too few values",
      new Uint8Array(idx([2, 2], [1, 2, 3])),
      {},
      "expected 16 bytes for the shape [2, 2], got 15; the file is damaged: fetch it again",
    ],
    [
      "bytes at the end",
      new Uint8Array(idx([2, 2], [1, 2, 3, 4, 5])),
      {},
      "expected 16 bytes for the shape [2, 2], got 17; the file is damaged: fetch it again",
    ],
    [
      "4 billion labels in a short file",
      bytes(0, 0, 8, 1, 255, 255, 255, 255, 1),
      {},
      "expected 4294967303 bytes for the shape [4294967295], got 9; the file is damaged: fetch it again",
    ],
    [
      "sizes whose product is 2^32, which 32 bits would take for 0",
      new Uint8Array(idx([65_536, 65_536], [])),
      {},
      "expected 4294967308 bytes for the shape [65536, 65536], got 12; the file is damaged: fetch it again",
    ],
    [
      "eight axes of the greatest size",
      new Uint8Array(idx(Array(8).fill(2 ** 32 - 1), [1])),
      {},
      `expected ${(2 ** 32 - 1) ** 8} bytes for the shape [${Array(8).fill("4294967295").join(", ")}], got 37; the file is damaged: fetch it again`,
    ],
  ])("refuses %s", (_name, file, options, message) => {
    expect(() => parseIdx(file, options)).toThrow(new DataError(`IDX data: ${message}`));
    expect(() => parseIdx(file, { ...options, name: "x.idx" })).toThrow(new DataError(`x.idx: ${message}`));
  });

  it("refuses every beginning of a file", () => {
    const file = new Uint8Array(
      idx(
        [2, 3, 4],
        Array.from({ length: 24 }, (_, i) => i),
      ),
    );
    for (let length = 0; length < file.length; length++) {
      expect(() => parseIdx(file.subarray(0, length))).toThrow(DataError);
    }
    expect(parseIdx(file).values.length).toBe(24);
  });
});
