import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataError, formats, type Operand, OptionError, tensor } from "gradbook";
import { describe, expect, it } from "vitest";

interface Stored {
  readonly shape: readonly number[];
  readonly values: readonly (number | boolean | null)[];
}
interface Case extends Stored {
  readonly name: string;
  readonly base64: string;
}
interface Reference {
  readonly same: readonly Case[];
  readonly read: readonly Case[];
  readonly refused: readonly Case[];
  readonly npz: readonly { readonly name: string; readonly base64: string }[];
  readonly arrays: Readonly<Record<string, Stored>>;
}
const reference = JSON.parse(
  readFileSync(new URL("reference/numpy-files.json", import.meta.url), "utf8"),
) as Reference;
const decode = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, "base64"));
const contentOf = (x: { readonly shape: readonly number[]; readonly data: ArrayLike<number> }): Stored => ({
  shape: [...x.shape],
  values: Array.from(x.data),
});
const expected = ({ shape, values }: Stored): Stored => ({ shape, values: values.map(Number) });

describe("NumPy's .npy files", () => {
  it.each(reference.same)("are read, and written byte for byte: $name", ({ base64, ...stored }) => {
    const bytes = decode(base64);
    const x = formats.fromNpy(bytes);
    expect(contentOf(x)).toEqual(expected(stored));
    expect(formats.toNpy(x)).toEqual(bytes);
  });

  it.each(reference.read)("are read, whatever their order and dtype: $name", ({ base64, ...stored }) => {
    expect(contentOf(formats.fromNpy(decode(base64)))).toEqual(expected(stored));
  });

  const messages: Readonly<Record<string, string>> = {
    "integers too large":
      "x.npy: expected integers that fit into 32 bits, got another value at index 0; try smaller ones, or float64",
    texts:
      'x.npy: expected a dtype of f8, f4, f2, i8, i4, i2, u2, i1, u1, b1, got "<U2"; try array.astype("float32") in Python',
    "Python's objects":
      'x.npy: expected a dtype of f8, f4, f2, i8, i4, i2, u2, i1, u1, b1, got "|O"; try array.astype("float32") in Python',
    fields: `x.npy: expected numbers or booleans, got "[('a', '<f4'), ('b', '<i4')]"; try saving each field by itself`,
    "complex numbers":
      'x.npy: expected a dtype of f8, f4, f2, i8, i4, i2, u2, i1, u1, b1, got "<c16"; try array.astype("float32") in Python',
  };
  it.each(reference.refused)("of other things are refused: $name", ({ name, base64 }) => {
    expect(() => formats.fromNpy(decode(base64), { name: "x.npy" })).toThrow(new DataError(messages[name]!));
  });

  it("that are cut off are refused at every length", () => {
    const bytes = formats.toNpy(tensor([[1, 2, 3]]));
    for (let length = 0; length < bytes.length; length++) {
      expect(() => formats.fromNpy(bytes.slice(0, length)), `${length} bytes`).toThrow(DataError);
    }
    expect(() => formats.fromNpy(bytes.slice(0, -1))).toThrow(
      "npy data: expected 12 bytes for <f4 [1, 3], got 11; the file is cut off or damaged: get it again",
    );
  });

  it("are made of tensors and read from bytes alone", () => {
    expect(() => formats.toNpy([1] as never)).toThrow(
      new OptionError("toNpy: expected a tensor, got object; try tensor(…)"),
    );
    expect(() => formats.fromNpy("x.npy" as never)).toThrow(
      new OptionError(
        'fromNpy: expected bytes, got "x.npy"; try formats.loadNpy(path), or new Uint8Array(buffer)',
      ),
    );
  });
});

describe("NumPy's .npz files", () => {
  it.each(reference.npz)("are read: $name", async ({ base64 }) => {
    const arrays = await formats.fromNpz(decode(base64));
    expect([...arrays.keys()]).toEqual(Object.keys(reference.arrays));
    for (const [name, stored] of Object.entries(reference.arrays)) {
      expect(contentOf(arrays.get(name)!)).toEqual(expected(stored));
    }
  });

  it("come back, compressed or not, with names that JavaScript would put in order", async () => {
    const tensors = new Map<string, Operand>([
      ["b", tensor([1.5])],
      ["1", tensor([[2, 3]])],
    ]);
    for (const compressed of [false, true]) {
      const back = await formats.fromNpz(await formats.toNpz(tensors, { compressed }));
      expect(back.get("b")!.toArray()).toEqual([1.5]);
      expect(back.get("1")!.toArray()).toEqual([[2, 3]]);
    }
  });

  it("that are damaged are refused, those in them by name", async () => {
    await expect(formats.fromNpz(new Uint8Array([1, 2, 3]), { name: "x.npz" })).rejects.toThrow(
      new DataError(
        "x.npz: expected a zip archive of .npy files, got something else; the file is cut off or damaged: get it again",
      ),
    );
    await expect(formats.toNpz({ x: 1 as never })).rejects.toThrow(
      new OptionError("toNpz: expected a tensor named x, got number; try tensor(…)"),
    );
  });
});

it("files of both kinds are written and read again", async () => {
  const folder = await mkdtemp(join(tmpdir(), "gradbook-numpy-"));
  try {
    const x = tensor([[1, 2]]);
    await formats.saveNpy(join(folder, "x.npy"), x);
    expect((await formats.loadNpy(join(folder, "x.npy"))).toArray()).toEqual([[1, 2]]);
    await formats.saveNpz(join(folder, "x.npz"), { x }, { compressed: true });
    expect((await formats.loadNpz(join(folder, "x.npz"))).get("x")!.toArray()).toEqual([[1, 2]]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
