import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataError, formats, OptionError } from "gradbook";
import { describe, expect, it } from "vitest";

interface Case {
  readonly name: string;
  readonly base64: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}
const reference = JSON.parse(readFileSync(new URL("reference/images.json", import.meta.url), "utf8")) as {
  readonly png: readonly Case[];
  readonly jpeg: readonly Case[];
  readonly gray: { readonly png: string; readonly values: readonly number[] };
};
const decode = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, "base64"));

describe("pictures of Pillow's", () => {
  it.each(reference.png)("are read, PNG with $name", async ({ base64, shape, values }) => {
    const image = await formats.fromImage(decode(base64));
    expect([image.dtype, image.shape]).toEqual(["int32", shape]);
    expect([...image.data]).toEqual(values);
  });

  // JPEG leaves the last bits of its transform, and the places between colors, to who reads it.
  it.each(reference.jpeg)("are read, JPEG with $name", async ({ name, base64, shape, values }) => {
    const image = await formats.fromImage(decode(base64), shape[2] === 1 ? { channels: 1 } : {});
    expect(image.shape).toEqual(shape);
    const off = [...image.data].map((value, i) => Math.abs(value - values[i]!));
    expect(Math.max(...off)).toBeLessThanOrEqual(name === "half the colors" ? 24 : 3);
    expect(off.reduce((sum, each) => sum + each, 0) / off.length).toBeLessThan(
      name === "half the colors" ? 4 : 1,
    );
  });
});

describe("channels", () => {
  it("become brightness by the weights of red, green and blue", async () => {
    const image = await formats.fromImage(decode(reference.gray.png), { channels: 1 });
    expect(image.shape.at(-1)).toBe(1);
    expect([...image.data]).toEqual(reference.gray.values);
  });

  it("are repeated from brightness, with full opacity, which goes where it is not asked for", async () => {
    const gray = decode(reference.png[0]!.base64);
    const first = reference.png[0]!.values[0]!;
    const four = await formats.fromImage(gray, { channels: 4 });
    expect([...four.data.slice(0, 4)]).toEqual([first, first, first, 255]);
    const color = reference.png.find(({ name }) => name === "color and opacity")!;
    const three = await formats.fromImage(decode(color.base64), { channels: 3 });
    expect([...three.data.slice(0, 3)]).toEqual(color.values.slice(0, 3));
  });
});

describe("what is no picture", () => {
  const png = decode(reference.png[0]!.base64);

  it("is refused with what is wrong", async () => {
    await expect(formats.fromImage(new Uint8Array([71, 73, 70]), { name: "a.gif" })).rejects.toThrow(
      new DataError("a.gif: expected a picture in PNG or JPEG, got another format; try converting it"),
    );
    await expect(formats.fromImage("a.png" as never)).rejects.toThrow(
      new OptionError(
        'fromImage: expected bytes, got "a.png"; try formats.loadImage(path), or new Uint8Array(buffer)',
      ),
    );
    await expect(formats.fromImage(png, { channels: 2 as never })).rejects.toThrow(
      new OptionError("fromImage: expected channels of 1, 3 or 4, got 2; try channels: 3"),
    );
  });

  it("is refused when it is cut off or changed", async () => {
    for (const damaged of [png.slice(0, 60), png.map((byte, i) => (i === 50 ? byte ^ 1 : byte))]) {
      const run = formats.fromImage(damaged, { name: "a.png" });
      await expect(run).rejects.toThrow(DataError);
      await expect(run).rejects.toThrow("a.png: expected a whole picture, got one that is damaged (");
    }
  });
});

it("files are read by their path", async () => {
  const folder = await mkdtemp(join(tmpdir(), "gradbook-images-"));
  try {
    const path = join(folder, "picture");
    await writeFile(path, decode(reference.png[2]!.base64));
    expect((await formats.loadImage(path)).shape).toEqual(reference.png[2]!.shape);
    await writeFile(path, "text");
    await expect(formats.loadImage(path)).rejects.toThrow(`${path}: expected a picture in PNG or JPEG`);
  } finally {
    await rm(folder, { recursive: true });
  }
});
