import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { findLessons } from "../../notebooks/tools/lessons/catalog.js";

/** A row of the curriculum and where it is taught and tested; `open` while no lesson has it. */
interface Row {
  readonly week: number;
  readonly row: string;
  readonly lesson?: string;
  /** The cell that shows it. */
  readonly cell?: string;
  /** The test that would fail if it went wrong: `file: name`. */
  readonly assertion?: string;
  readonly open?: true;
}

const project = fileURLToPath(new URL("../../", import.meta.url));
const rows = JSON.parse(readFileSync(join(project, "notebooks/manifest.json"), "utf8")) as readonly Row[];
const lessons = findLessons();
const taught = rows.filter((row) => row.open !== true);
const nameOf = ({ week, row }: Row): string => `week ${week}: ${row}`;

describe("the manifest of the curriculum's rows", () => {
  it("is sorted by week and names each row once", () => {
    const weeks = rows.map(({ week }) => week);
    expect(weeks).toEqual([...weeks].sort((a, b) => a - b));
    expect(new Set(rows.map(nameOf)).size).toBe(rows.length);
  });

  it("leaves a row open, or says lesson, cell and assertion", () => {
    for (const row of rows) {
      const given = [row.lesson, row.cell, row.assertion].map((value) => typeof value === "string");
      expect(given, nameOf(row)).toEqual(row.open === true ? [false, false, false] : [true, true, true]);
    }
  });

  it("has a row for every lesson", () => {
    const named = new Set(taught.map(({ lesson }) => lesson));
    expect(lessons.map(({ name }) => name).filter((name) => !named.has(name))).toEqual([]);
  });

  it.each(taught.map((row) => [nameOf(row), row] as const))("%s: lesson, cell and test exist", (_, row) => {
    const lesson = lessons.find(({ name }) => name === row.lesson);
    expect(lesson?.week, row.lesson).toBe(row.week);
    expect(lesson?.notebook.cells.map(({ id }) => id)).toContain(row.cell);
    const [file = "", name = ""] = (row.assertion ?? "").split(/: (.*)/s);
    // Any quotes: the formatter chooses them by what stands between.
    const tests = [...readFileSync(join(project, file), "utf8").matchAll(/\bit\(\s*(["'`])(.*?)\1,/gs)];
    expect(tests.map((match) => match[2])).toContain(name);
  });
});

describe("the course at a glance", () => {
  const readme = readFileSync(join(project, "README.md"), "utf8");
  const map = readFileSync(join(project, "notebooks/index.ipynb"), "utf8");

  it.each(lessons.map((lesson) => [lesson.name, lesson] as const))("%s", (name, lesson) => {
    const { title, week, lesson: number, minutes, summary } = lesson;
    const parts = taught
      .filter((row) => row.lesson === name)
      .map(({ row }) => row.charAt(0).toUpperCase() + row.slice(1));
    const link = `${week}.${number} [${title}](notebooks/${name}.ipynb)`;
    expect(readme).toContain(`| ${link} | ${parts.join(" · ")} | ${minutes} |`);
    expect(map).toContain(`| [${title}](${name}.ipynb) | ${summary} | ${minutes} | `);
  });
});
