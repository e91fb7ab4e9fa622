import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fingerprint64 } from "../../../lib/src/lookup/fingerprint64.js";

interface Reference {
  readonly buckets: readonly string[];
  readonly hashes: readonly { readonly text: string; readonly modulo: readonly string[] }[];
}

const reference = JSON.parse(
  readFileSync(new URL("reference/fingerprint64.json", import.meta.url), "utf8"),
) as Reference;

describe("fingerprint64", () => {
  it("has references for every branch: 0, 1-3, 4-7, 8-16, 17-32, 33-64 and over 64 bytes", () => {
    const lengths = new Set(reference.hashes.map(({ text }) => Buffer.byteLength(text)));
    for (let n = 0; n < 140; n++) expect(lengths.has(n)).toBe(true);
  });

  it("equals TensorFlow's hash in all 64 bits", () => {
    const buckets = reference.buckets.map(BigInt);
    for (const { text, modulo } of reference.hashes) {
      const ours = buckets.map((bucket) => String(fingerprint64(text) % bucket));
      expect(ours, JSON.stringify(text)).toEqual(modulo);
    }
  });

  it("takes bytes, also a view into a larger buffer", () => {
    const bytes = new TextEncoder().encode("xxdeep learning, opened: a text longer than thirty-two bytes");
    const view = bytes.subarray(2);
    expect(fingerprint64(view)).toBe(fingerprint64(new TextDecoder().decode(view)));
  });

  it("hashes a lone surrogate as the replacement character", () => {
    expect(fingerprint64("a\ud83d")).toBe(fingerprint64("a\ufffd"));
  });
});
