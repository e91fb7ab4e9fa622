import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { History } from "../../../kernel/src/front/history.js";
import { HistoryFile, type HistoryFileOptions } from "../../../kernel/src/front/history-file.js";

const folder = mkdtempSync(join(tmpdir(), "history-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ignore: HistoryFileOptions = { log: () => {} };

/** One session that runs the inputs and ends. */
function session(path: string, inputs: readonly string[], options = ignore): History {
  const history = new History(new HistoryFile(path, options));
  for (const [index, input] of inputs.entries()) history.add(index + 1, input);
  history.close();
  return history;
}

test("a pipe in the place of the file is not waited for", () => {
  const path = join(folder, "pipe");
  execFileSync("mkfifo", [path]);
  const log: string[] = [];
  const history = session(path, ["a"], { log: (line) => log.push(line) });
  expect(log).toEqual([`the history is not kept: Error: expected a file, got something else: ${path}`]);
  expect(history.reply({ hist_access_type: "tail", n: 5 }).history).toEqual([[1, 1, "a"]]);
});

const select = (history: History, request: object) => history.reply({ ...request }).history;

describe("the history of several sessions", () => {
  const path = join(folder, "new", "history.jsonl");
  session(path, ["a", "b"]);
  session(path, ["c\nd", "a"]);
  const third = session(path, ["e"]);

  test.each([
    [
      "the tail goes back over sessions",
      { hist_access_type: "tail", n: 2 },
      [
        [2, 2, "a"],
        [3, 1, "e"],
      ],
    ],
    ["a range is of this session", { hist_access_type: "range", session: 0 }, [[3, 1, "e"]]],
    ["or counts back", { hist_access_type: "range", session: -1, start: 1, stop: 2 }, [[2, 1, "c\nd"]]],
    ["or names one", { hist_access_type: "range", session: 1, start: 2 }, [[1, 2, "b"]]],
    [
      "a search finds all",
      { hist_access_type: "search", pattern: "a" },
      [
        [1, 1, "a"],
        [2, 2, "a"],
      ],
    ],
    ["or each only once", { hist_access_type: "search", pattern: "a", unique: true }, [[2, 2, "a"]]],
  ])("%s", (_, request, entries) => {
    expect(select(third, request)).toEqual(entries);
  });

  test.skipIf(process.platform === "win32")("nobody else may read the file", () => {
    expect(statSync(path).mode & 0o077).toBe(0);
  });
});

test("two sessions at the same time both keep what they ran", () => {
  const path = join(folder, "shared.jsonl");
  const [one, two] = [new HistoryFile(path, ignore), new HistoryFile(path, ignore)];
  one.append({ line: 1, input: "one" });
  two.append({ line: 1, input: "two" });
  one.flush();
  two.flush();
  expect(new HistoryFile(path, ignore).earlier.map(({ input }) => input)).toEqual(["one", "two"]);
});

test("only the latest entries are kept, in number and in size", () => {
  const path = join(folder, "long.jsonl");
  session(
    path,
    Array.from({ length: 25 }, (_, index) => `cell ${index}`),
  );
  expect(new HistoryFile(path, { ...ignore, entries: 10 }).earlier.length).toBe(10);
  expect(readFileSync(path, "utf8").trim().split("\n").length).toBe(10);
  session(path, ["x".repeat(5000), "the last"]);
  expect(new HistoryFile(path, { ...ignore, bytes: 1000 }).earlier.at(-1)?.input).toBe("the last");
  expect(statSync(path).size).toBeLessThan(1000);
});

test("damaged lines are passed over, and a file that cannot be used is told once", () => {
  const path = join(folder, "damaged.jsonl");
  writeFileSync(path, '[1,1,"good"]\n[1,2\n{}\n[1,"3","x"]\n\n[1,4,"also"]\n');
  expect(new HistoryFile(path, ignore).earlier.map(({ line }) => line)).toEqual([1, 4]);
  const lines: string[] = [];
  const unusable = session(join(path, "below-a-file"), ["a"], { log: (line) => lines.push(line) });
  unusable.add(2, "b");
  unusable.close();
  expect(select(unusable, { hist_access_type: "tail" })).toEqual([
    [1, 1, "a"],
    [1, 2, "b"],
  ]);
  expect(lines.length).toBe(1);
  expect(lines[0]).toMatch(/^the history is not kept: Error: (ENOTDIR|EEXIST)/);
});
