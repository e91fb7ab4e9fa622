import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fashionMnistSource, mnistSource } from "../../../lib/src/datasets/registry.js";
import { projectRoot } from "../../support/project.js";

const sources = [mnistSource, fashionMnistSource];
const read = (name: string): string => readFileSync(join(projectRoot, "data", name), "utf8");

describe("the registry of data sets", () => {
  it("says the same in data/registry.json as in the library", () => {
    expect(JSON.parse(read("registry.json"))).toEqual({ sets: sources });
  });

  it.each(sources)("says the same in data/README.md of $title", ({ title, files }) => {
    const page = read("README.md");
    const rows = page
      .split(`### ${title}\n`)[1]!
      .split("\n#")[0]!
      .split("\n")
      .filter((line) => line.includes("`"));
    expect(rows).toEqual(
      Object.values(files).flatMap(({ name, bytes, sha256, unpackedBytes, unpackedSha256 }) => [
        `| \`${name}\` | ${bytes.toLocaleString("en")} | \`${sha256}\` |`,
        `| \`${name.replace(/\.gz$/, "")}\` | ${unpackedBytes.toLocaleString("en")} | \`${unpackedSha256}\` |`,
      ]),
    );
    const total = Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0);
    expect(page).toMatch(new RegExp(`\\| ${title} \\|.*\\| ${(total / 1e6).toFixed(1)} MB \\|`));
  });

  it.each(sources)("is well formed for $title", ({ id, classNames, mirrors, files }) => {
    expect(id).toMatch(/^[a-z-]+$/);
    expect(new Set(classNames).size).toBe(10);
    expect(mirrors.length).toBeGreaterThanOrEqual(2);
    for (const mirror of mirrors) expect(new URL(mirror).pathname.endsWith("/")).toBe(true);
    const hashes = Object.values(files).flatMap(({ sha256, unpackedSha256 }) => [sha256, unpackedSha256]);
    expect(new Set(hashes).size).toBe(8);
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it("names links that exist", () => {
    for (const [, path] of read("README.md").matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
      expect(existsSync(join(projectRoot, "data", path!))).toBe(true);
    }
  });
});
