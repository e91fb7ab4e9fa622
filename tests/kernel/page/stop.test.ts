import { describe, expect, test } from "vitest";
import { shownText, type TestPage, usePage } from "./node-page.js";

const AWAITS = [
  ["a never-resolving await", "await new Promise(() => {})"],
  ["a loop that yields", "for (;;) await new Promise((r) => setTimeout(r, 1))"],
] as const;

const COMPUTES = [
  ["a loop", "while (true) {}"],
  ["a loop that catches everything", "while (true) { try { while (true) {} } catch {} }"],
  ["an infinite finally", "for (;;) { try { while (true) {} } finally { while (true) {} } }"],
  ["a loop in an earlier cell's function", "spin()"],
  ["a microtask loop", "await (async () => { while (true) await null })()"],
] as const;

/** Runs a cell without an end, stops it once it has begun, and looks whether the variables are there. */
async function stops(page: TestPage, cell: string): Promise<string | undefined> {
  await page.run("let precious = { since: 'before' }; function spin() { for (;;); }");
  const begun = page.outputs.length;
  const { ended } = page.kernel.run(`console.log("begun");\n${cell}`);
  await expect.poll(() => page.outputs.slice(begun).some(({ type }) => type === "stream")).toBe(true);
  await page.kernel.stop();
  const { status, error } = await ended;
  expect(status).toBe("interrupted");
  expect(error?.ename).toBe("KeyboardInterrupt");
  expect(shownText((await page.run("precious")).outputs)).toBe("{ since: 'before' }");
  return error?.evalue;
}

describe("where memory can be shared", () => {
  const page = usePage({ stopKind: "shared" });

  test.each([...AWAITS, ...COMPUTES])("%s is stopped, and variables are kept", async (_, cell) => {
    expect(await stops(page, cell)).toBe("the cell was interrupted; variables are kept");
    expect(page.replays).toEqual([]);
  });

  test("what no question reaches is ended after two seconds, and the cells before run again", async () => {
    await page.run("const n = 41; const m = n + 1;");
    expect(await stops(page, "/(a+)+b/.test('a'.repeat(40))")).toContain(
      "the cells before it have run again, except those that had been stopped",
    );
    expect(page.replays.length).toBeGreaterThan(1);
    expect(shownText((await page.run("m")).outputs)).toBe("42");
  });

  test("cells that wait do not run after a stop", async () => {
    const first = page.kernel.run("await new Promise(() => {})");
    const second = page.kernel.run("let never = 1");
    await page.kernel.stop();
    // The first may not have begun yet: then it does not run, either.
    expect((await first.ended).status).toBe("interrupted");
    expect((await second.ended).status).toBe("interrupted");
  });
});

describe("where a worker cannot be told anything, as from a file", () => {
  const page = usePage({ stopKind: "none", answers: ["Ada"] });

  test.each(AWAITS)("%s is stopped by a message", async (_, cell) => {
    expect(await stops(page, cell)).toBe("the cell was interrupted; variables are kept");
    expect(page.replays).toEqual([]);
  });

  test("a loop is ended with its session; the cells before run again, and nobody is asked twice", async () => {
    await page.run('import { input } from "gradbook-kernel";\nconst reader = await input("name");');
    const shown = page.outputs.length;
    expect(await stops(page, "while (true) {}")).toContain(
      "the cells before it have run again, except those that had been stopped",
    );
    expect(page.replays.length).toBeGreaterThan(1);
    // What cells put out once is not put out again.
    const texts = page.outputs
      .slice(shown)
      .flatMap((output) => (output.type === "stream" ? output.text : []));
    expect(texts).toEqual(["begun\n"]);
    expect(shownText((await page.run("reader")).outputs)).toBe("'Ada'");
  });
});
