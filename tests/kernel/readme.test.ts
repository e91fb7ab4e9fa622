import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const page = new URL("../../kernel/README.md", import.meta.url);
const text = readFileSync(page, "utf8");
const linksIn = (part: string) =>
  [...part.matchAll(/\[([^\]]+)\]\(([^)#]+)[^)]*\)/g)].map((match) => [match[1]!, match[2]!] as const);
const rowsOf = (heading: string) =>
  text
    .split(`${heading}\n`)[1]!
    .split(/\n##/)[0]!
    .split("\n")
    .filter((line) => /^\| (?!---|\||what )/.test(line))
    .map((line) => line.replace(/^\| | \|$/g, "").split(" | "));

describe("what the README says is there", () => {
  const rows = rowsOf("## What is there").map(([what = "", held = ""]) => ({ what, held: linksIn(held) }));

  test("is a table of some length", () => expect(rows.length).toBeGreaterThanOrEqual(25));

  test.each(rows)("a test holds: $what", ({ held }) => {
    expect(held.length).toBeGreaterThan(0);
    for (const [title, path] of held) {
      const file = new URL(path, page);
      expect(existsSync(file), path).toBe(true);
      // A call whose first argument is a text with the title in it, on this line or the next.
      const escaped = title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      const isTested = new RegExp(`\\(\\s*(?:needs[^,]*,\\s*)?["'\`][^\\n]*${escaped}`);
      expect(isTested.test(readFileSync(file, "utf8")), `a test named “${title}” in ${path}`).toBe(true);
    }
  });
});

test("the table beside other kernels has a column for each, and does not only list strengths", () => {
  const rows = rowsOf("### Beside other kernels");
  expect(rows.length).toBeGreaterThanOrEqual(12);
  expect(rows.filter((row) => row.length !== 6)).toEqual([]);
  expect(rows.some(([, ours]) => ours === "no")).toBe(true);
});

test("every link of the page leads somewhere", () => {
  const paths = linksIn(text).map(([, path]) => path);
  expect(paths.length).toBeGreaterThan(30);
  expect(paths.filter((path) => !/^https?:/.test(path) && !existsSync(new URL(path, page)))).toEqual([]);
});
