import { describe, expect, test } from "vitest";
import { rows } from "../language-rows.js";
import { shownText, usePage } from "./node-page.js";

/** Of the table of the language, what needs no Node, on a page's kernel: unchecked at first, checked as soon as it can be. */
const page = usePage();
const isForPages = (cells: readonly string[]) => !cells.some((cell) => cell.includes("node:"));

describe("the language in a page", () => {
  test.each(rows.filter(([, cells]) => isForPages(cells)))("%s", async (_, cells, shown) => {
    let last: unknown;
    for (const cell of cells) {
      const { status, outputs, error } = await page.run(cell);
      expect(status, JSON.stringify(error)).toBe("ok");
      last = shownText(outputs);
    }
    expect(String(last)).toBe(shown);
  });

  test("what ran unchecked turned out to be right", () => {
    expect([...page.problems.values()].flat()).toEqual([]);
  });
});
