import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { DataError } from "gradbook";
import { afterEach, describe, expect, it, vi } from "vitest";
import { findDamage, gunzip, sha256 } from "../../../lib/src/datasets/unpack.js";

const content = Buffer.from("some bytes, some bytes, some bytes");
const packed = gzipSync(content);
const file = { name: "x.gz", unpackedBytes: content.length };

describe("sha256", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it.each(["", "abc", "가나다"])("of %j is what Node says", async (text) => {
    expect(await sha256(Buffer.from(text))).toBe(createHash("sha256").update(text).digest("hex"));
  });

  it("says what a page without Web Crypto needs", async () => {
    vi.stubGlobal("crypto", {});
    await expect(sha256(content)).rejects.toThrow(
      new DataError(
        "sha256: expected Web Crypto to check the data with, got a page without it; " +
          "try serving the page over https or from localhost",
      ),
    );
  });
});

it("findDamage names the size before the checksum", async () => {
  const right = { bytes: packed.length, sha256: createHash("sha256").update(packed).digest("hex") };
  expect(await findDamage(packed, right)).toBeUndefined();
  expect(await findDamage(packed.subarray(1), right)).toBe(
    `expected ${packed.length} bytes, got ${packed.length - 1}`,
  );
  const other = { ...right, sha256: "0".repeat(64) };
  expect(await findDamage(packed, other)).toBe(`expected sha256 ${other.sha256}, got ${right.sha256}`);
});

describe("gunzip", () => {
  it("unpacks", async () => {
    expect(Buffer.from(await gunzip(packed, file))).toEqual(content);
  });

  it.each([
    ["what is no gzip", Buffer.from("not gzip at all")],
    ["a file that is cut off", packed.subarray(0, packed.length - 9)],
    ["nothing", Buffer.alloc(0)],
  ])("refuses %s", async (_name, bytes) => {
    const refused = gunzip(bytes, file);
    await expect(refused).rejects.toThrow(DataError);
    await expect(refused).rejects.toThrow(
      /^x\.gz: expected (gzip data, got bytes that do not unpack \(.+\)|34 bytes unpacked, got \d+); fetch the file again$/,
    );
  });

  it("refuses less than expected", async () => {
    await expect(gunzip(packed, { ...file, unpackedBytes: 35 })).rejects.toThrow(
      new DataError("x.gz: expected 35 bytes unpacked, got 34; fetch the file again"),
    );
  });

  it("stops a file that unpacks to ever more, without taking the memory for it", async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const before = process.memoryUsage().arrayBuffers;
    await expect(gunzip(bomb, { name: "bomb.gz", unpackedBytes: 100 })).rejects.toThrow(
      new DataError("bomb.gz: expected 100 bytes unpacked, got more; fetch the file again"),
    );
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
  });
});
