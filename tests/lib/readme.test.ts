import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const page = new URL("../../lib/README.md", import.meta.url);
const text = readFileSync(page, "utf8");
const linksIn = (part: string) =>
  [...part.matchAll(/\[([^\]]+)\]\(([^)#]+)[^)]*\)/g)].map((match) => [match[1]!, match[2]!] as const);

/** Rows of the table beside other libraries: what it is about, gradbook's cell, the links to tests. */
const rows = text
  .split("## Beside other libraries")[1]!
  .split("\n## ")[0]!
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| | ") && !line.startsWith("| ---"))
  .map((line) => {
    const cells = line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "").trim());
    return { about: cells[0]!, ours: cells[1]!, width: cells.length, held: linksIn(cells.at(-1)!) };
  });

test("the table beside other libraries has a column for each, and does not only list strengths", () => {
  expect(rows.length).toBeGreaterThanOrEqual(25);
  expect(rows.filter(({ width }) => width !== 6)).toEqual([]);
  expect(rows.filter(({ ours }) => ours === "no").length).toBeGreaterThanOrEqual(3);
});

test.each(rows.filter(({ ours }) => ours !== "no"))("a test holds: $about", ({ held }) => {
  expect(held.length).toBeGreaterThan(0);
  for (const [title, path] of held) {
    const file = new URL(path, page);
    expect(existsSync(file), path).toBe(true);
    // A call whose first argument is a text with the title in it, on this or the next line.
    const escaped = title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const isTested = new RegExp(`\\(\\s*["'\`][^\\n]*${escaped}`).test(readFileSync(file, "utf8"));
    expect(isTested, `a test or suite named “${title}” in ${path}`).toBe(true);
  }
});

test("every link of the page leads somewhere", () => {
  const paths = linksIn(text).map(([, path]) => path);
  expect(paths.filter((path) => !/^https?:/.test(path) && !existsSync(new URL(path, page)))).toEqual([]);
});
