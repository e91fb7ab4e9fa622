import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { refreshCopy, resetLesson } from "../../notebooks/tools/setup/working-copy.mjs";

const nothing = { added: [], updated: [], kept: [], removed: [], moved: [], backups: [] };

let lessons = "";
let copy = "";

beforeEach(() => {
  const root = mkdtempSync(join(tmpdir(), "gradbook-copy-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  lessons = join(root, "notebooks");
  copy = join(lessons, "my-copy");
  write(lessons, "index.ipynb", notebook("the index"));
  write(lessons, "week-1/xor.ipynb", notebook("first text"));
  write(lessons, "week-1/xor-checks.ts", "export const version = 1;\n");
  write(lessons, "tools/start.ts", "// not for the learner\n");
  write(lessons, "manifest.json", "{}\n");
  write(lessons, "requirements.txt", "jupyterlab\n");
});

/** A notebook with one cell; running it is told by its outputs. */
function notebook(text: string, output?: string): string {
  const outputs = output === undefined ? [] : [{ output_type: "stream", name: "stdout", text: output }];
  const cell = {
    cell_type: "code",
    execution_count: output?.length ?? null,
    metadata: {},
    source: [text],
    outputs,
  };
  return JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 });
}

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const read = (path: string): string => readFileSync(join(copy, path), "utf8");

describe("the working copy", () => {
  it("has the lessons with the files beside them, and nothing else", () => {
    expect(refreshCopy(lessons, copy)).toEqual({ ...nothing, added: ["index", "week-1/xor"] });
    expect(readdirSync(copy, { recursive: true }).sort()).toEqual(
      [
        ".copied.json",
        "index.ipynb",
        "week-1",
        join("week-1", "xor-checks.ts"),
        join("week-1", "xor.ipynb"),
      ].sort(),
    );
    expect(refreshCopy(lessons, copy)).toEqual(nothing);
  });

  it("can be written to where the lessons cannot", () => {
    chmodSync(join(lessons, "index.ipynb"), 0o444);
    refreshCopy(lessons, copy);
    expect(statSync(join(copy, "index.ipynb")).mode & 0o200).toBe(0o200);
  });

  it("gets new lessons and new versions of unchanged ones", () => {
    refreshCopy(lessons, copy);
    write(lessons, "week-1/xor.ipynb", notebook("second text"));
    write(lessons, "week-2/chain-rule.ipynb", notebook("new"));
    expect(refreshCopy(lessons, copy)).toEqual({
      ...nothing,
      added: ["week-2/chain-rule"],
      updated: ["week-1/xor"],
    });
    expect(read("week-1/xor.ipynb")).toContain("second text");
  });

  it("keeps a changed lesson, with the checks it was written for", () => {
    refreshCopy(lessons, copy);
    write(copy, "week-1/xor.ipynb", notebook("my answer"));
    write(lessons, "week-1/xor.ipynb", notebook("second text"));
    write(lessons, "week-1/xor-checks.ts", "export const version = 2;\n");
    expect(refreshCopy(lessons, copy)).toEqual({ ...nothing, kept: ["week-1/xor"] });
    expect(read("week-1/xor.ipynb")).toBe(notebook("my answer"));
    expect(read("week-1/xor-checks.ts")).toContain("version = 1");
  });

  it("says nothing about a changed lesson of which there is no newer version", () => {
    refreshCopy(lessons, copy);
    write(copy, "week-1/xor.ipynb", notebook("my answer"));
    expect(refreshCopy(lessons, copy)).toEqual(nothing);
  });

  it("does not take running a lesson for changing it", () => {
    refreshCopy(lessons, copy);
    write(copy, "week-1/xor.ipynb", notebook("first text", "an output"));
    expect(refreshCopy(lessons, copy)).toEqual(nothing);
    expect(read("week-1/xor.ipynb")).toContain("an output");
    write(lessons, "week-1/xor.ipynb", notebook("second text"));
    const backup = join(copy, "week-1/xor-backup-1.ipynb");
    expect(refreshCopy(lessons, copy)).toEqual({ ...nothing, updated: ["week-1/xor"], backups: [backup] });
    expect(read("week-1/xor.ipynb")).toContain("second text");
    expect(read("week-1/xor-backup-1.ipynb")).toBe(notebook("first text", "an output"));
    expect(refreshCopy(lessons, copy)).toEqual(nothing);
  });

  it("leaves the learner's outputs in place where only another file of the lesson is newer", () => {
    refreshCopy(lessons, copy);
    write(copy, "week-1/xor.ipynb", notebook("first text", "an output"));
    write(lessons, "week-1/xor-checks.ts", "export const version = 2;\n");
    expect(refreshCopy(lessons, copy)).toEqual({ ...nothing, updated: ["week-1/xor"] });
    expect(read("week-1/xor.ipynb")).toContain("an output");
    expect(read("week-1/xor-checks.ts")).toContain("version = 2");
  });

  it("brings the course's new outputs to a lesson that was not run", () => {
    refreshCopy(lessons, copy);
    write(lessons, "week-1/xor.ipynb", notebook("first text", "more digits"));
    expect(refreshCopy(lessons, copy)).toEqual({ ...nothing, updated: ["week-1/xor"] });
    expect(read("week-1/xor.ipynb")).toContain("more digits");
  });

  it("takes a picture pasted into a cell for the learner's work", () => {
    refreshCopy(lessons, copy);
    const mine = notebook("first text").replace('"metadata"', '"attachments":{"a.png":{}},"metadata"');
    write(copy, "week-1/xor.ipynb", mine);
    write(lessons, "week-1/xor.ipynb", notebook("second text"));
    expect(refreshCopy(lessons, copy)).toEqual({ ...nothing, kept: ["week-1/xor"] });
    expect(read("week-1/xor.ipynb")).toBe(mine);
  });

  it("keeps what the learner added, also where a lesson of that name comes later", () => {
    refreshCopy(lessons, copy);
    write(copy, "week-2/mine.ipynb", notebook("mine"));
    expect(refreshCopy(lessons, copy)).toEqual(nothing);
    write(lessons, "week-2/mine.ipynb", notebook("the course's"));
    expect(refreshCopy(lessons, copy)).toEqual({ ...nothing, kept: ["week-2/mine"] });
    expect(read("week-2/mine.ipynb")).toBe(notebook("mine"));
  });

  it("brings back a missing checks file beside a changed lesson", () => {
    refreshCopy(lessons, copy);
    write(copy, "week-1/xor.ipynb", notebook("my answer"));
    rmSync(join(copy, "week-1/xor-checks.ts"));
    refreshCopy(lessons, copy);
    expect(read("week-1/xor-checks.ts")).toContain("version = 1");
    expect(read("week-1/xor.ipynb")).toBe(notebook("my answer"));
  });

  it("loses a lesson that left the course only if it is unchanged", () => {
    write(lessons, "week-1/old.ipynb", notebook("old"));
    refreshCopy(lessons, copy);
    write(copy, "week-1/xor.ipynb", notebook("my answer"));
    for (const name of ["old.ipynb", "xor.ipynb"]) rmSync(join(lessons, "week-1", name));
    expect(refreshCopy(lessons, copy)).toEqual({ ...nothing, removed: ["week-1/old.ipynb"] });
    expect(read("week-1/xor.ipynb")).toBe(notebook("my answer"));
  });

  it("loses nothing of a lesson that left the course and was only run, and keeps its checks with it", () => {
    refreshCopy(lessons, copy);
    write(copy, "week-1/xor.ipynb", notebook("first text", "an output"));
    rmSync(join(lessons, "week-1"), { recursive: true });
    expect(refreshCopy(lessons, copy)).toEqual(nothing);
    expect(read("week-1/xor.ipynb")).toContain("an output");
    expect(read("week-1/xor-checks.ts")).toContain("version = 1");
    expect(refreshCopy(lessons, copy)).toEqual(nothing);
    expect(read("week-1/xor-checks.ts")).toContain("version = 1");
  });

  it("keeps a file that left a lesson as long as the learner's lesson may need it", () => {
    write(lessons, "week-1/xor-data.csv", "1,2\n");
    refreshCopy(lessons, copy);
    write(copy, "week-1/xor.ipynb", notebook("my answer"));
    rmSync(join(lessons, "week-1/xor-data.csv"));
    expect(refreshCopy(lessons, copy)).toEqual(nothing);
    expect(read("week-1/xor-data.csv")).toBe("1,2\n");
    resetLesson(lessons, copy, "week-1/xor");
    expect(refreshCopy(lessons, copy)).toEqual({ ...nothing, removed: ["week-1/xor-data.csv"] });
  });

  it("reads the record of an earlier version, which knew no outputs, and keeps them", () => {
    refreshCopy(lessons, copy);
    const record = JSON.parse(read(".copied.json"));
    const old = Object.entries(record).map(([file, trace]) => [file, (trace as { work: string }).work]);
    write(copy, ".copied.json", JSON.stringify(Object.fromEntries(old)));
    write(lessons, "week-1/xor.ipynb", notebook("second text"));
    const backup = join(copy, "week-1/xor-backup-1.ipynb");
    expect(refreshCopy(lessons, copy)).toEqual({ ...nothing, updated: ["week-1/xor"], backups: [backup] });
  });

  it("takes a folder named like a lesson for the learner's", () => {
    mkdirSync(join(copy, "week-1/xor.ipynb"), { recursive: true });
    expect(refreshCopy(lessons, copy)).toEqual({ ...nothing, added: ["index"], kept: ["week-1/xor"] });
    expect(resetLesson(lessons, copy, "week-1/xor")).toEqual([join(copy, "week-1/xor-backup-1.ipynb")]);
    expect(read("week-1/xor.ipynb")).toContain("first text");
  });

  it.each(["my-copy", "week-1"])("says so when a file stands where the folder %s would be", (name) => {
    write(lessons, name === "my-copy" ? name : `my-copy/${name}`, "mine\n");
    const place = name === "my-copy" ? name : join("my-copy", name);
    expect(() => refreshCopy(lessons, copy)).toThrow(
      `working copy: expected a folder at ${place}, got a file; try giving that file another name`,
    );
  });

  it("says so when something else stands where its record would be", () => {
    mkdirSync(join(copy, ".copied.json"), { recursive: true });
    expect(() => refreshCopy(lessons, copy)).toThrow(
      `working copy: expected a file at ${join(copy, ".copied.json")}, got something else; ` +
        "try giving that another name",
    );
  });

  it.each(["{ cut o", "null", "7", '["a"]', '{ "week-1/xor.ipynb": null }'])(
    "counts everything as the learner's when its record is damaged: %s",
    (damaged) => {
      refreshCopy(lessons, copy);
      write(copy, ".copied.json", damaged);
      write(lessons, "week-1/xor.ipynb", notebook("second text"));
      expect(refreshCopy(lessons, copy)).toEqual({ ...nothing, kept: ["week-1/xor"] });
      expect(read("week-1/xor.ipynb")).toContain("first text");
    },
  );
});

describe("an exercise that has moved to another lesson", () => {
  const asked = "const shape: number[] | null = null;\ncheckShape(shape)";
  const answered = asked.replace("null;", "[28, 28, 1];");
  /** A notebook with one exercise. */
  const exercise = (id: string, source: string, was?: string): string => {
    const metadata = was === undefined ? {} : { gradbook: { was } };
    const cell = { cell_type: "code", execution_count: null, id, metadata, outputs: [], source: [source] };
    return JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 });
  };
  const split = (source = asked) => {
    write(lessons, "week-6/convolution.ipynb", notebook("without the exercise"));
    write(lessons, "week-6/lenet.ipynb", exercise("exercise-4", source, "week-6/convolution/exercise-4"));
  };
  const answerWith = (source: string) => {
    write(lessons, "week-6/convolution.ipynb", exercise("exercise-4", asked));
    refreshCopy(lessons, copy);
    write(copy, "week-6/convolution.ipynb", exercise("exercise-4", source));
  };
  const sourceIn = (path: string) => JSON.parse(read(path)).cells[0].source.join("");

  it("brings the learner's answer along, which stays where it was as well", () => {
    answerWith(answered);
    split();
    expect(refreshCopy(lessons, copy)).toEqual({
      ...nothing,
      added: ["week-6/lenet"],
      kept: ["week-6/convolution"],
      moved: ["week-6/convolution/exercise-4"],
    });
    expect(sourceIn("week-6/lenet.ipynb")).toBe(answered);
    expect(sourceIn("week-6/convolution.ipynb")).toBe(answered);
    // From now on it is the learner's.
    split(`${asked}\n`);
    expect(refreshCopy(lessons, copy)).toEqual({ ...nothing, kept: ["week-6/convolution", "week-6/lenet"] });
    expect(sourceIn("week-6/lenet.ipynb")).toBe(answered);
  });

  it("brings nothing where there is no answer, no such lesson, or a cell that asks otherwise", () => {
    answerWith(asked);
    split();
    expect(refreshCopy(lessons, copy)).toMatchObject({ moved: [] });
    answerWith("const other = [28, 28, 1];\ncheckOther(other)");
    write(lessons, "week-6/again.ipynb", exercise("exercise-4", asked, "week-6/convolution/exercise-4"));
    write(lessons, "week-6/nowhere.ipynb", exercise("exercise-4", asked, "week-5/gone/exercise-4"));
    expect(refreshCopy(lessons, copy)).toMatchObject({ moved: [] });
    expect(sourceIn("week-6/again.ipynb")).toBe(asked);
    expect(sourceIn("week-6/nowhere.ipynb")).toBe(asked);
  });
});

describe("resetting a lesson", () => {
  it("keeps outputs of which nothing else differs, and none that are the course's own", () => {
    refreshCopy(lessons, copy);
    write(copy, "week-1/xor.ipynb", notebook("first text", "an output"));
    expect(resetLesson(lessons, copy, "week-1/xor")).toEqual([join(copy, "week-1/xor-backup-1.ipynb")]);
    expect(read("week-1/xor-backup-1.ipynb")).toContain("an output");
    expect(read("week-1/xor.ipynb")).toBe(notebook("first text"));

    // Its checks hold it back; the notebook itself is an earlier one of the course.
    write(copy, "week-1/xor-checks.ts", "export const mine = 1;\n");
    write(lessons, "week-1/xor.ipynb", notebook("second text"));
    expect(refreshCopy(lessons, copy)).toEqual({ ...nothing, kept: ["week-1/xor"] });
    expect(resetLesson(lessons, copy, "week-1/xor")).toEqual([join(copy, "week-1/xor-checks-backup-1.ts")]);
  });

  it("takes the course's version and keeps the learner's beside it", () => {
    refreshCopy(lessons, copy);
    write(copy, "week-1/xor.ipynb", notebook("my answer"));
    expect(resetLesson(lessons, copy, "week-1/xor")).toEqual([join(copy, "week-1/xor-backup-1.ipynb")]);
    expect(read("week-1/xor.ipynb")).toContain("first text");
    expect(read("week-1/xor-backup-1.ipynb")).toContain("my answer");
    expect(refreshCopy(lessons, copy)).toEqual(nothing);
  });

  it("never overwrites an earlier backup, and makes none of an unchanged lesson", () => {
    refreshCopy(lessons, copy);
    write(copy, "week-1/xor.ipynb", notebook("my first answer"));
    resetLesson(lessons, copy, "week-1/xor.ipynb");
    write(copy, "week-1/xor.ipynb", notebook("my second answer"));
    expect(resetLesson(lessons, copy, "week-1\\xor")).toEqual([join(copy, "week-1/xor-backup-2.ipynb")]);
    expect(read("week-1/xor-backup-1.ipynb")).toContain("my first answer");
    expect(resetLesson(lessons, copy, "week-1/xor")).toEqual([]);
    expect(existsSync(join(copy, "week-1/xor-backup-3.ipynb"))).toBe(false);
  });

  it("names the lessons when there is none of that name", () => {
    expect(() => resetLesson(lessons, copy, "week-9/xor")).toThrow(
      "--reset: expected a lesson, got week-9/xor; try one of index, week-1/xor",
    );
  });
});
