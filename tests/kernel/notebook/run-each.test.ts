import { expect, it } from "vitest";
import { describeFailures, runEach } from "../../../kernel/src/notebook/run-each.js";

/** A terminal, or a log, that keeps what is written. */
function screen(isTTY: boolean) {
  const lines: string[] = [];
  return { isTTY, lines, write: (text: string) => lines.push(text) };
}

const jobs = [
  { name: "week-1/a", run: async (say: (text: string) => void) => say("cell 1 of 2") },
  { name: "week-1/b", run: () => Promise.reject(new Error("cell x: expected it to run,\ngot an error")) },
  { name: "week-1/c", run: async () => undefined },
];

it("goes on after a failure, and says what failed in the words of its error", async () => {
  const log = screen(false);
  const failures = await runEach(jobs, { out: log, workers: 1 });
  expect(log.lines.map((line) => line.replace(/\d+\.\d s/, "N s"))).toEqual([
    "  1/3 week-1/a …\n",
    "  1/3 week-1/a done in N s\n",
    "  2/3 week-1/b …\n",
    "  2/3 week-1/b failed\n",
    "  3/3 week-1/c …\n",
    "  3/3 week-1/c done in N s\n",
  ]);
  expect(describeFailures(failures, jobs)).toBe(
    "1 of 3 failed:\n  week-1/b: cell x: expected it to run,\n    got an error",
  );
});

it("says nothing of failures when there is none", async () => {
  const some = jobs.filter(({ name }) => name !== "week-1/b");
  expect(describeFailures(await runEach(some, { out: screen(false) }), some)).toBe("");
});

it("shows on a terminal how far it is", async () => {
  const terminal = screen(true);
  await runEach(jobs.slice(0, 1), { out: terminal });
  expect(terminal.lines.join("")).toContain("1/1 week-1/a … cell 1 of 2, 0 s");
});
