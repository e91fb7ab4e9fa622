import { join } from "node:path";
import type { BrowserContextOptions, Page } from "playwright-core";
import { expect, it } from "vitest";
import { findLessons, type Lesson, solutionsPath } from "../../../notebooks/tools/lessons/catalog.js";
import { type Cell, isExercise, readNotebook } from "../../../notebooks/tools/lessons/notebook.js";
import {
  type AnswerFields,
  answerFields,
  type Field,
} from "../../../notebooks/tools/live/page/answer-fields.js";
import { realDataSets } from "../../../notebooks/tools/render/data-sets.js";
import { describeWith, needs } from "../../support/needs.js";
import { expectCommitted, LivePage } from "./live-page.js";
import { phone, useLiveSite, type Way } from "./live-site.js";

/** Week 1; the long checks work through all lessons. Those on real pictures need them beside the pages. */
const all = process.env.GRADBOOK_PAGES === "all";
const data = needs.data();
const lessons = findLessons().filter(({ week, realData }) => (all ? data.ok || !realData : week === 1));
/** A folder for pictures of a page, a screen each, to be looked at. */
const screens = process.env.GRADBOOK_SCREENS;
const homes: readonly (readonly [way: Way, device: string, options: BrowserContextOptions])[] = [
  ["file", "a computer", {}],
  ["http", "a computer", {}],
  ["isolated", "a computer", {}],
  ["file", "a phone", phone],
];
const visits = homes.flatMap(([way, device, options]) =>
  lessons.map((lesson) => [way, device, lesson.name, lesson, options] as const),
);
const PREDICTION = "two, I think";

describeWith(needs.browser(), "a lesson is worked through on its page", () => {
  const site = useLiveSite(lessons, all && data.ok ? { data: realDataSets } : {});

  it.each(visits)(
    "from %s on %s, %s: what was predicted, Stop, the numbers of the notebook, each exercise, all kept",
    // Training on the real pictures takes minutes.
    { timeout: 900_000 },
    async (way, _device, name, lesson, options) => {
      // An address that the page has revoked is how a worker learns of Stop over http.
      const allowed = /^not there: blob:/;
      await site.open(way, name, (page) => workThrough(page, lesson, options), { ...options, allowed });
    },
  );
});

async function workThrough(page: Page, lesson: Lesson, { hasTouch }: BrowserContextOptions): Promise<void> {
  const live = new LivePage(page, { touch: hasTouch });
  await predictAll(live);
  await stopsAnEndlessLoop(live, lesson);
  await live.runAll(880_000);
  expect(await page.locator(".live-error, .live-refused, .live-problem").allInnerTexts()).toEqual([]);
  const { cells } = lesson.notebook;
  expectCommitted((await live.save()).notebook.cells.filter(isAsCommitted), cells.filter(isAsCommitted));
  for (const { id } of cells.filter(({ source }) => source.startsWith("predicted(")))
    expect(await live.shown(id)).toContain(PREDICTION);
  await solveAll(live, lesson);
  // Nothing has made the page wider than its window.
  const { width } = page.viewportSize()!;
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  expect(await cutTables(page)).toEqual([]);
  await look(page, lesson);
  await page.reload();
  await isAllSolved(live, lesson);
}

/** Tables of the text that have to be scrolled to be read. */
function cutTables(page: Page): Promise<readonly string[]> {
  return page
    .locator(".prose > .scroll")
    .evaluateAll((all) =>
      all.filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => (box as HTMLElement).innerText),
    );
}

/** What learners write is not in the lesson as it was committed. */
function isAsCommitted({ id, source }: { readonly id: string; readonly source: string }): boolean {
  return !id.startsWith("own-") && !/^(?:predict|predicted|weekSummary)\(/m.test(source);
}

async function predictAll(live: LivePage): Promise<void> {
  for (const cell of await live.page.locator(".cell.prediction").all()) {
    await cell.locator(".live-answer input").fill(PREDICTION);
    await live.press(cell.getByRole("button", { name: "Write it down" }));
    await cell.locator(".live-outputs", { hasText: PREDICTION }).waitFor();
  }
}

async function stopsAnEndlessLoop(live: LivePage, { notebook }: Lesson): Promise<void> {
  const first = notebook.cells.find(({ cell_type }) => cell_type === "code")!.id;
  const kept = await live.add(first, "const precious = { since: 'before' };");
  expect(await live.run(kept)).toBe("ok");
  const endless = await live.add(kept, "console.log('begun'); while (true) {}");
  await live.press(live.cell(endless).locator(".live-run"));
  await live.cell(endless).locator(".live-outputs", { hasText: "begun" }).waitFor();
  await live.stop();
  expect(await live.ended(endless)).toBe("interrupted");
  await live.write(endless, "precious");
  expect(await live.run(endless)).toBe("ok");
  expect(await live.shown(endless)).toContain("{ since: 'before' }");
}

/** Solves each exercise as the worked solutions do, where it can be by a wrong answer first. */
async function solveAll(live: LivePage, lesson: Lesson): Promise<void> {
  const solutions = new Map(readNotebook(solutionsPath(lesson)!).cells.map(({ id, source }) => [id, source]));
  for (const exercise of lesson.notebook.cells.filter(isExercise)) {
    await answer(live, exercise, solutions.get(exercise.id)!);
    await live.cell(exercise.id).locator(".live-outputs", { hasText: "solved" }).waitFor();
  }
  await isAllSolved(live, lesson);
}

async function isAllSolved({ page }: LivePage, { notebook }: Lesson): Promise<void> {
  const { length } = notebook.cells.filter(isExercise);
  await page.locator(".live-progress", { hasText: `${length} of ${length} exercises solved` }).waitFor();
}

/** Gives an answer by its fields, or, where it is code, by writing it. */
async function answer(live: LivePage, { id, source }: Cell, solution: string): Promise<void> {
  const asked = answerFields(source);
  const values = asked?.read(solution);
  if (asked === undefined || values === undefined) {
    await live.write(id, solution);
    await live.press(live.cell(id).locator(".live-run"));
    return;
  }
  await check(live, id, { asked, values: asked.fields.map((field, i) => wrong(field, values[i])) });
  await live.cell(id).locator(".live-outputs", { hasText: "not yet" }).waitFor();
  await check(live, id, { asked, values });
}

function wrong(field: Field, right: string | undefined): string {
  if (field.kind === "choice") return field.choices.find((choice) => choice !== right)!;
  return { number: "-1234.5", numbers: "[-1234.5]", text: '"no idea"' }[field.kind];
}

async function check(
  live: LivePage,
  id: string,
  { asked, values }: { readonly asked: AnswerFields; readonly values: readonly string[] },
): Promise<void> {
  const cell = live.cell(id);
  for (const [i, value] of values.entries()) {
    const place = cell.locator(".live-answer > :is(label, fieldset)").nth(i);
    const kind = asked.fields[i]?.kind;
    if (kind === "choice") await live.press(place.locator(`input[value='${value}']`));
    // Text is given without its quotes, a list without its brackets.
    else await place.locator("input").fill(kind === "number" ? value : value.slice(1, -1));
  }
  await live.press(cell.getByRole("button", { name: "Check" }));
}

async function look(page: Page, { name }: Lesson): Promise<void> {
  if (screens === undefined) return;
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  for (let top = 0, n = 10; top < height; top += 740, n++) {
    await page.evaluate((y) => scrollTo(0, y), top);
    await page.waitForTimeout(150);
    await page.screenshot({
      scale: "css",
      path: join(screens, `${name.replace("/", "-")}-${n}.png`),
    });
  }
}
