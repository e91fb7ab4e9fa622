import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataError, formats, OptionError, ones, tensor, zeros } from "gradbook";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const { fromSafetensors, toSafetensors, loadSafetensors, saveSafetensors } = formats;

interface Stored {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly values: readonly (number | boolean | null)[];
}
interface Case {
  readonly name: string;
  readonly base64: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: Readonly<Record<string, Stored>>;
}
interface Reference {
  readonly same: readonly Case[];
  readonly widened: readonly Case[];
  readonly bfloat16: { readonly base64: string; readonly values: readonly number[] };
}
const reference = JSON.parse(
  readFileSync(new URL("reference/safetensors.json", import.meta.url), "utf8"),
) as Reference;
const decode = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, "base64"));

it.each([
  ["weights.safetensors", '"weights.safetensors"'],
  [new ArrayBuffer(8), "object ArrayBuffer"],
  [undefined, "object Undefined"],
])("what is not bytes is refused: %s", (given, got) => {
  expect(() => fromSafetensors(given as never)).toThrow(
    new OptionError(
      `fromSafetensors: expected bytes, got ${got}; try formats.loadSafetensors(path), or new Uint8Array(buffer)`,
    ),
  );
});

describe("files of Hugging Face's safetensors", () => {
  it.each(reference.same)("are read, and written byte for byte: $name", ({ base64, tensors, metadata }) => {
    const bytes = decode(base64);
    const read = fromSafetensors(bytes);
    expect(read.metadata).toEqual(metadata);
    expect([...read.tensors.keys()].sort()).toEqual(Object.keys(tensors).sort());
    for (const [name, { dtype, shape, values }] of Object.entries(tensors)) {
      const got = read.tensors.get(name)!;
      expect([got.dtype, got.shape, [...got.data]]).toEqual([dtype, shape, values.map(Number)]);
    }
    const options = Object.keys(metadata).length > 0 ? { metadata } : {};
    expect(toSafetensors(read.tensors, options)).toEqual(bytes);
    expect(toSafetensors(new Map([...read.tensors].reverse()), options)).toEqual(bytes);
  });

  it.each(reference.widened)("are read with dtypes that are not ours: $name", ({ name, base64, tensors }) => {
    const got = fromSafetensors(decode(base64)).tensors.get("x")!;
    expect(got.dtype).toBe(name === "float16" ? "float32" : "int32");
    const finite = [...got.data].map((value) => (Number.isFinite(value) ? value : null));
    expect(finite).toEqual(tensors.x!.values);
    if (name === "float16") {
      expect(Object.is(got.data[1], -0)).toBe(true);
      expect([...got.data.slice(-3)]).toEqual([
        Number.POSITIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
        Number.NaN,
      ]);
    }
  });

  it("are read in bfloat16", () => {
    const { base64, values } = reference.bfloat16;
    expect([...fromSafetensors(decode(base64)).tensors.get("x")!.data]).toEqual(values);
  });
});

describe("tensors", () => {
  it("come back to the bit, NaN and signed zero too", () => {
    const x = tensor(new Float64Array([Number.NaN, -0, Number.MIN_VALUE, Number.NEGATIVE_INFINITY]), {
      shape: [2, 2],
    });
    const back = fromSafetensors(toSafetensors({ x })).tensors.get("x")!;
    expect(new Uint8Array(back.data.buffer)).toEqual(new Uint8Array(x.data.buffer));
    expect(back.shape).toEqual([2, 2]);
  });

  it("are read from bytes that lie anywhere in a buffer", () => {
    const bytes = toSafetensors({ x: tensor([1, 2, 3]) });
    const around = new Uint8Array(bytes.length + 3);
    around.set(bytes, 3);
    for (const view of [around.subarray(3), Buffer.from(around.buffer).subarray(3)]) {
      const x = fromSafetensors(view).tensors.get("x")!;
      expect(x.toArray()).toEqual([1, 2, 3]);
      x.data.fill(0);
    }
  });

  it("may have the names that objects have", () => {
    const names = ["__proto__", "constructor", "toString", "2", "1", ""];
    const bytes = toSafetensors(new Map(names.map((name, i) => [name, tensor([i])])));
    const { tensors } = fromSafetensors(bytes);
    expect(names.map((name) => tensors.get(name)?.item())).toEqual([0, 1, 2, 3, 4, 5]);
    expect(({} as Record<string, unknown>).dtype).toBeUndefined();
  });

  it("are all that can be written", () => {
    expect(() => toSafetensors({ w: [1, 2] as never })).toThrow(
      new OptionError("toSafetensors: expected a tensor named w, got object; try tensor(…)"),
    );
    expect(() => toSafetensors({ __metadata__: zeros([1]) })).toThrow(
      new OptionError(
        "toSafetensors: expected a name other than __metadata__, which the format keeps for itself; try the metadata option",
      ),
    );
  });
});

/** A file with this header and this many bytes of data, all 0 unless given. */
function file(header: unknown, data: number | readonly number[] = 0): Uint8Array {
  const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return new Uint8Array(
    Buffer.concat([length, json, typeof data === "number" ? Buffer.alloc(data) : Buffer.from(data)]),
  );
}
const entry = (dtype: string, shape: readonly unknown[], ...offsets: readonly unknown[]) => ({
  dtype,
  shape,
  data_offsets: offsets,
});
const damaged = "the file is damaged: get it again";

describe("a file that is refused:", () => {
  it.each([
    ["nothing", new Uint8Array(0), "expected at least 8 bytes, got 0; the file is cut off: get it again"],
    [
      "half a length",
      new Uint8Array(7),
      "expected at least 8 bytes, got 7; the file is cut off: get it again",
    ],
    [
      "a header longer than the file",
      file("{}").subarray(0, 9),
      "expected a header of at most 1 bytes, got one of 2; the file is cut off or no safetensors file",
    ],
    [
      "a header of 2^64 - 1 bytes",
      new Uint8Array(16).fill(255),
      "expected a header of at most 8 bytes, got one of 18446744073709551615; the file is cut off or no safetensors file",
    ],
    ["no header", file(""), `expected a header in JSON, got something else; ${damaged}`],
    ["no JSON", file("{x"), `expected a header in JSON, got something else; ${damaged}`],
    ["an array", file("[]"), `expected a header in JSON, got something else; ${damaged}`],
    ["null", file("null"), `expected a header in JSON, got something else; ${damaged}`],
    [
      "no UTF-8",
      new Uint8Array([2, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xfe]),
      `expected a header in JSON, got something else; ${damaged}`,
    ],
    [
      "metadata that is no record",
      file({ __metadata__: ["a"] }),
      `expected __metadata__ with texts only, got other values; ${damaged}`,
    ],
    [
      "metadata with a number",
      file({ __metadata__: { epoch: 3 } }),
      `expected __metadata__ with texts only, got other values; ${damaged}`,
    ],
    [
      "an entry that is none",
      file({ w: 3 }),
      `tensor "w": expected dtype, shape and data_offsets, got 3; ${damaged}`,
    ],
    [
      "an entry without offsets",
      file({ w: { dtype: "F32", shape: [] } }),
      `tensor "w": expected dtype, shape and data_offsets, got {"dtype":"F32","shape":[]}; ${damaged}`,
    ],
    ...([-1, 1.5, "4", null, 2 ** 53] as const).map(
      (size) =>
        [
          `a size of ${size}`,
          file({ w: entry("F32", [size], 0, 4) }, 4),
          `tensor "w": expected dtype, shape and data_offsets, got ${JSON.stringify(entry("F32", [size], 0, 4))}; ${damaged}`,
        ] as const,
    ),
    [
      "an offset below 0",
      file({ w: entry("F32", [1], -4, 0) }, 4),
      `tensor "w": expected dtype, shape and data_offsets, got {"dtype":"F32","shape":[1],"data_offsets":[-4,0]}; ${damaged}`,
    ],
    [
      "three offsets",
      file({ w: entry("F32", [1], 0, 4, 8) }, 4),
      `tensor "w": expected dtype, shape and data_offsets, got {"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}; ${damaged}`,
    ],
    ...["F8_E4M3", "toString", "f32", ""].map(
      (dtype) =>
        [
          `the dtype ${JSON.stringify(dtype)}`,
          file({ w: entry(dtype, [1], 0, 4) }, 4),
          `tensor "w": expected a dtype of F64, F32, F16, BF16, I64, I32, I16, U16, I8, U8, BOOL, got ${JSON.stringify(dtype)}; ` +
            "try converting it where the file was made",
        ] as const,
    ),
    [
      "fewer bytes than the shape needs",
      file({ w: entry("F32", [2, 3], 0, 20) }, 20),
      `tensor "w": expected 24 bytes for F32 [2, 3], got offsets 0 to 20; ${damaged}`,
    ],
    [
      "an end before its beginning",
      file({ w: entry("F32", [1], 4, 0) }, 4),
      `tensor "w": expected 4 bytes for F32 [1], got offsets 4 to 0; ${damaged}`,
    ],
    [
      "sizes whose product overflows",
      file({ w: entry("F32", [2 ** 32, 2 ** 32], 0, 0) }),
      `tensor "w": expected ${2 ** 66} bytes for F32 [4294967296, 4294967296], got offsets 0 to 0; ${damaged}`,
    ],
    [
      "sizes whose product is no number",
      file({ w: entry("F32", [...Array(30).fill(2 ** 52), 0], 0, 0) }),
      `tensor "w": expected NaN bytes for F32 [${"4503599627370496, ".repeat(30)}0], got offsets 0 to 0; ${damaged}`,
    ],
    [
      "tensors that overlap",
      file({ a: entry("F32", [2], 0, 8), b: entry("F32", [2], 4, 12) }, 12),
      `tensor "b": expected its bytes to begin at 8, got 4; ${damaged}`,
    ],
    [
      "a hole between tensors",
      file({ a: entry("F32", [1], 0, 4), b: entry("F32", [1], 8, 12) }, 12),
      `tensor "b": expected its bytes to begin at 8, got 4; ${damaged}`.replace("8, got 4", "4, got 8"),
    ],
    [
      "a hole before the first",
      file({ a: entry("F32", [1], 4, 8) }, 8),
      `tensor "a": expected its bytes to begin at 0, got 4; ${damaged}`,
    ],
    [
      "bytes cut off",
      file({ a: entry("F32", [2], 0, 8) }, 7),
      "expected 8 bytes of tensors, got 7; the file is cut off or damaged: get it again",
    ],
    [
      "bytes at the end",
      file({ a: entry("F32", [2], 0, 8) }, 9),
      "expected 8 bytes of tensors, got 9; the file is cut off or damaged: get it again",
    ],
    [
      "a tensor of a terabyte",
      file({ a: entry("F64", [125e9], 0, 1e12) }, 8),
      "expected 1000000000000 bytes of tensors, got 8; the file is cut off or damaged: get it again",
    ],
    [
      "a bool of 2",
      file({ a: entry("BOOL", [3], 0, 3) }, [1, 0, 2]),
      `tensor "a": expected 0 or 1, got another value at index 2; ${damaged}`,
    ],
    [
      "an integer of 2^31",
      file({ a: entry("I64", [2], 0, 16) }, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128, 0, 0, 0, 0]),
      'tensor "a": expected integers that fit into 32 bits, got another value at index 1; try smaller ones, or float64',
    ],
  ] as const)("%s", (_name, bytes, message) => {
    expect(() => fromSafetensors(bytes)).toThrow(new DataError(`safetensors data: ${message}`));
    expect(() => fromSafetensors(bytes, { name: "m.safetensors" })).toThrow(
      new DataError(`m.safetensors: ${message}`),
    );
  });

  it("every beginning of a whole file", () => {
    const whole = decode(reference.same[1]!.base64);
    for (let length = 0; length < whole.length; length++) {
      expect(() => fromSafetensors(whole.subarray(0, length))).toThrow(DataError);
    }
  });

  it("every whole file with one byte of its header changed is refused or read, never anything else", () => {
    const whole = decode(reference.same[1]!.base64);
    for (let at = 0; at < 8 + whole[0]!; at++) {
      for (const change of [1, 32, 128]) {
        const spoiled = whole.slice();
        spoiled[at]! ^= change;
        try {
          fromSafetensors(spoiled);
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }
    }
  });
});

describe("files on disk", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "gradbook-st-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("are written in one step and read back", async () => {
    const path = join(folder, "w.safetensors");
    await writeFile(path, "old");
    await saveSafetensors(path, { w: tensor([[1, 2]]) }, { metadata: { epoch: "3" } });
    expect(await readdir(folder)).toEqual(["w.safetensors"]);
    const { tensors, metadata } = await loadSafetensors(path);
    expect([tensors.get("w")!.toArray(), metadata]).toEqual([[[1, 2]], { epoch: "3" }]);
    expect(new Uint8Array(await readFile(path))).toEqual(
      toSafetensors({ w: tensor([[1, 2]]) }, { metadata: { epoch: "3" } }),
    );
  });

  it("that are not there, or cannot be written, are named", async () => {
    const path = join(folder, "none", "w.safetensors");
    await expect(loadSafetensors(path)).rejects.toThrow(
      new DataError(
        `loadSafetensors: expected a file at ${path}, got ENOENT: no such file or directory, open '${path}'; ` +
          `check the path, which counts from ${process.cwd()}`,
      ),
    );
    await expect(saveSafetensors(path, {})).rejects.toThrow(
      new RegExp(
        `^saveSafetensors: expected to write ${path}, got ENOENT: .*; check the folder and the space on the disk$`,
      ),
    );
  });

  it("that are written at once to one path are written in turn: the last one stays, whole", async () => {
    const path = join(folder, "w.safetensors");
    const sizes = [200_000, 3, 100_000, 7];
    const others = [path, join(folder, ".", "w.safetensors")];
    const results = await Promise.allSettled(
      sizes.map((size, i) => saveSafetensors(others[i % 2]!, { w: ones([size]) })),
    );
    expect((await loadSafetensors(path)).tensors.get("w")!.shape).toEqual([7]);
    const forgotten = saveSafetensors(path, { w: ones([9]) });
    expect((await loadSafetensors(path)).tensors.get("w")!.shape).toEqual([9]);
    await forgotten;
    expect(results.map(({ status }) => status)).toEqual(sizes.map(() => "fulfilled"));
    expect(await readdir(folder)).toEqual(["w.safetensors"]);
  });

  it("that one could not be written does not hold the next", async () => {
    const path = join(folder, "none", "w.safetensors");
    const failed = saveSafetensors(path, {});
    await expect(failed).rejects.toThrow(DataError);
    await mkdir(join(folder, "none"));
    await saveSafetensors(path, {});
    expect(await readdir(join(folder, "none"))).toEqual(["w.safetensors"]);
  });

  it("that a killed process left half-written are cleared away; those of a living one stay", async () => {
    const path = join(folder, "w.safetensors");
    const { pid: dead } = spawnSync(process.execPath, ["-e", ""]);
    const living = `w.safetensors.${process.ppid}.abc.tmp`;
    for (const name of [`w.safetensors.${dead}.abc.tmp`, living]) await writeFile(join(folder, name), "half");
    await saveSafetensors(path, {});
    expect((await readdir(folder)).sort()).toEqual(["w.safetensors", living]);
  });

  it.each([
    ["a\0b", '"a\\u0000b"'],
    ["", '""'],
    [undefined, "undefined"],
  ])("of a path that can be none, %j, are refused", async (path, shown) => {
    for (const run of [saveSafetensors(path as string, {}), loadSafetensors(path as string)]) {
      await expect(run).rejects.toThrow(OptionError);
      await expect(run).rejects.toThrow(`: expected a path, got ${shown}; try "model.safetensors"`);
    }
  });

  it("that could not be put in place leave nothing behind", async () => {
    const path = join(folder, "taken");
    await mkdir(join(path, "by a folder"), { recursive: true });
    await expect(saveSafetensors(path, {})).rejects.toThrow(DataError);
    expect(await readdir(folder)).toEqual(["taken"]);
  });

  it("that are damaged are named", async () => {
    const path = join(folder, "w.safetensors");
    await writeFile(path, "short");
    await expect(loadSafetensors(path)).rejects.toThrow(
      new DataError(`${path}: expected at least 8 bytes, got 5; the file is cut off: get it again`),
    );
  });

  it("are not to be had in a browser", async () => {
    const builtin = process.getBuiltinModule;
    Object.defineProperty(process, "getBuiltinModule", { value: undefined, configurable: true });
    try {
      await expect(loadSafetensors("x")).rejects.toThrow(
        new DataError(
          "loadSafetensors: expected a disk, got a browser, which has none; try fetch and fromSafetensors",
        ),
      );
      await expect(saveSafetensors("x", {})).rejects.toThrow(
        new DataError(
          "saveSafetensors: expected a disk, got a browser, which has none; try toSafetensors, which gives the bytes",
        ),
      );
    } finally {
      Object.defineProperty(process, "getBuiltinModule", { value: builtin, configurable: true });
    }
  });
});
