import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Tensor, tensor } from "gradbook";
import {
  fileHost,
  keepProgress,
  type Lesson,
  lesson,
  memoryHost,
  type ProgressHost,
  readProgress,
  storageHost,
  summary,
} from "gradbook/exercise";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "gradbook-progress-"));
const path = join(folder, "progress.jsonl");
beforeEach(() => void mkdirSync(folder, { recursive: true }));
afterEach(() => {
  keepProgress(undefined);
  rmSync(folder, { recursive: true, force: true });
});

/** A lesson with one exercise, whose answer is 4, and one prediction. */
function made(because = "Two values twice.", parts: { readonly moved?: Record<string, string> } = {}) {
  const here = lesson("week-1/xor", "XOR", parts);
  const check = here.exercise<number>({
    title: "Exercise 1",
    correct: (n) => n === 4,
    mistakes: [{ when: (n) => n === 2, hint: "Count the corners." }],
    otherwise: "Write them down.",
    because,
  });
  const asked = { lines: { question: "How many lines?", result: "Two." } };
  return { here, check, ...here.predictions(asked) };
}

const recordsOf = (host: ProgressHost) => readProgress(host.read()).records;

describe("a lesson keeps what the learner answers", () => {
  it("as one line for each answer, with course, lesson, exercise, state, answer and the hash of what was asked", () => {
    const host = memoryHost();
    keepProgress(host);
    const { check } = made();
    check(null);
    check(2);
    check(4);
    expect(recordsOf(host)).toEqual([
      {
        ...{ version: 1, course: "gradbook", lesson: "week-1/xor", exercise: "exercise-1" },
        ...{ state: "again", answer: "2", hash: expect.stringMatching(/^[0-9a-f]{16}$/) },
      },
      expect.objectContaining({ state: "solved", answer: "4" }),
    ]);
  });

  it("once, however often the cell is run, and what is solved stays solved", () => {
    const host = memoryHost();
    keepProgress(host);
    const { check, here } = made();
    for (const answer of [4, 4, 2, 4]) check(answer);
    expect(recordsOf(host)).toHaveLength(1);
    expect(summary("Week 1", [here]).toString()).toContain("XOR: 1 of 1 exercises solved.");
  });

  it("and says what it was when the cell is back at null", () => {
    keepProgress(memoryHost());
    made().check(4);
    expect(made().check(null).message).toBe(
      "Put your answer in place of null and run the cell again. Before, it was solved: 4",
    );
  });

  it("when the exercise has changed as well: the old answer counts, and that is told", () => {
    keepProgress(memoryHost());
    made().check(4);
    const changed = made("Another reason.");
    expect(summary("Week 1", [changed.here]).toString()).toContain(
      "1 of 1 exercises solved (1 of them before the exercise was changed).",
    );
    changed.check(2);
    changed.check(4);
    expect(summary("Week 1", [changed.here]).toString()).toContain("1 of 1 exercises solved.");
  });

  it("also functions, by their text, and what cannot be written as JSON", () => {
    const host = memoryHost();
    keepProgress(host);
    const parts = { mistakes: [{ when: () => false, hint: "" }], otherwise: "", because: "" };
    const check = lesson("w", "W").exercise<unknown>({ title: "Exercise 1", correct: () => true, ...parts });
    check((x: number) => x);
    check(10n);
    expect(recordsOf(host).map(({ answer }) => answer)).toEqual(["(x) => x", "10"]);
  });

  it("where the exercise has moved to another lesson", () => {
    keepProgress(memoryHost());
    made().check(4);
    const moved = lesson("week-6/lenet", "LeNet", { moved: { "exercise-1": "week-1/xor/exercise-1" } });
    moved.exercise<number>({
      title: "Exercise 1",
      correct: (n) => n === 4,
      mistakes: [{ when: (n) => n === 2, hint: "Count the corners." }],
      otherwise: "Write them down.",
      because: "Two values twice.",
    });
    expect(summary("Week 6", [moved]).toString()).toContain("1 of 1 exercises solved.");
  });

  it("by the id, whatever becomes of the title", () => {
    const host = memoryHost();
    keepProgress(host);
    const here = lesson("week-2/steps", "Steps");
    const parts = { slips: [{ gives: tensor([0]), hint: "Nothing." }], because: "Twice one." };
    const check = here.tensorExercise<Tensor<[1]>>({
      ...{ title: "Rung 2", id: "exercise-3", wanted: tensor([2]), result: (answer: Tensor<[1]>) => answer },
      ...parts,
    });
    check(tensor([0]));
    check(tensor([2]));
    expect(recordsOf(host).map(({ exercise, state }) => `${exercise} ${state}`)).toEqual([
      "exercise-3 again",
      "exercise-3 solved",
    ]);
    expect(here.exercises.map(({ title, asked }) => [title, asked.exercise])).toEqual([
      ["Rung 2", "exercise-3"],
    ]);
  });

  it("and refuses a lesson in which two have the same id", () => {
    const { here } = made();
    expect(() => here.predictions({ lines: { question: "", result: "" } })).toThrow(
      'lesson("week-1/xor"): expected names that differ, got lines twice; try another name',
    );
  });
});

describe("predictions", () => {
  it("begin open, are written down, and stand beside the result and in the summary", () => {
    keepProgress(memoryHost());
    const { here, predict, predicted } = made();
    expect(predict("lines", null).toString()).toBe(
      "○ Nothing predicted yet. Put your prediction in place of null, as a number or in quotes, and run the cell again.",
    );
    expect(predicted("lines").toString()).toBe("○ No prediction was written down. What came out: Two.");
    expect(predict("lines", "one").toString()).toBe(
      "✎ Your prediction: one. You see it again beside the result.",
    );
    expect(predicted("lines").toString()).toBe("✎ You predicted: one. What came out: Two.");
    expect(summary("Week 1", [here]).toString()).toBe(
      "Week 1\nXOR: 0 of 1 exercises solved.\n  How many lines?\n    one → Two.",
    );
  });

  it("are there again when the cell is back at null, and can be changed", () => {
    keepProgress(memoryHost());
    const { predict, predicted } = made();
    predict("lines", 3);
    expect(made().predict("lines", null).toString()).toBe(
      "✎ Your prediction: 3. That is from before. You see it again beside the result.",
    );
    predict("lines", 2);
    expect(predicted("lines").head).toBe("You predicted: 2.");
  });

  it("of a group that shares a file stand beside one's own", () => {
    const answers = { min: "one", ada: "two", leo: "two" };
    for (const [learner, prediction] of Object.entries(answers)) {
      keepProgress(fileHost(path, { learner }));
      made().predict("lines", prediction);
    }
    expect(made().predicted("lines").toString()).toBe(
      "✎ You predicted: two. What came out: Two. The others predicted: one, two.",
    );
    keepProgress(fileHost(path, { learner: "eve" }));
    expect(made().predicted("lines").toString()).toBe(
      "○ No prediction was written down. What came out: Two. The others predicted: one, two (2 times).",
    );
  });

  it("are known by name", () => {
    const { predict } = made();
    expect(() => predict("line" as "lines", null)).toThrow(
      'predict: expected one of "lines", got "line"; try copying a name',
    );
  });

  it("are shown as a note, with what the learner wrote as text", () => {
    keepProgress(memoryHost());
    const note = made().predict("lines", "<b>one</b>");
    const show = Reflect.get(note, Symbol.for("Jupyter.display")) as () => Record<string, string>;
    expect(show.call(note)["text/html"]).toContain("&lt;b&gt;one&lt;/b&gt;");
    expect(show.call(note)["text/plain"]).toBe(note.toString());
  });
});

describe("a file of progress", () => {
  const lines = () => readFileSync(path, "utf8").trimEnd().split("\n");

  it("is found by the next session, and shared by two that write at once", () => {
    const [one, other] = [fileHost(path), fileHost(path)];
    keepProgress(one);
    made().check(2);
    keepProgress(other);
    made().predict("lines", "one");
    keepProgress(one);
    made().check(4);
    expect(lines().map((line) => JSON.parse(line).state)).toEqual(["again", "predicted", "solved"]);
  });

  it("is named by the environment", () => {
    process.env.GRADBOOK_PROGRESS = path;
    try {
      made().check(4);
      expect(lines()).toHaveLength(1);
    } finally {
      delete process.env.GRADBOOK_PROGRESS;
    }
  });

  it.each(["{", "not JSON", '{"version":1}', "[]", '{"version":1,"course":5}', "\0\0\0"])(
    "with the damaged line %j is told, kept aside as it was, and goes on with all that can be read",
    (damage) => {
      keepProgress(fileHost(path));
      made().check(4);
      const damaged = `${readFileSync(path, "utf8")}${damage}\n`;
      writeFileSync(path, damaged);
      const aside = join(folder, "progress-damaged-1.jsonl");
      expect(made().predict("lines", "one").message).toBe(
        `You see it again beside the result. What is kept of your answers was damaged in 1 line: it lies as it was in ${aside}; the rest goes on.`,
      );
      expect(readFileSync(aside, "utf8")).toBe(damaged);
      expect(lines().map((line) => JSON.parse(line).state)).toEqual(["solved", "predicted"]);
      // Told once.
      expect(made().predict("lines", "two").message).toBe("You see it again beside the result.");
    },
  );

  it("that is damaged again is put aside under another name", () => {
    for (const number of [1, 2]) {
      writeFileSync(path, "{\n");
      keepProgress(fileHost(path));
      made().check(4);
      expect(existsSync(join(folder, `progress-damaged-${number}.jsonl`))).toBe(true);
    }
    expect(readdirSync(folder)).toHaveLength(3);
  });

  it("with a last line that is still being written is not damaged, and the next line begins anew", () => {
    writeFileSync(path, '{"version":1,"cou');
    keepProgress(fileHost(path));
    made().check(4);
    expect(readdirSync(folder)).toEqual(["progress.jsonl"]);
    expect(lines()).toHaveLength(2);
  });

  it("of a later version is left as it is, and that is told", () => {
    const later = '{"version":2,"course":"gradbook","something":"new"}\n';
    writeFileSync(path, later);
    keepProgress(fileHost(path));
    expect(made().check(4).message).toContain("was written by a newer gradbook; it is left as it is.");
    expect(readFileSync(path, "utf8").startsWith(later)).toBe(true);
    // Neither does damage elsewhere lose it.
    writeFileSync(path, `{\n${later}`);
    made().check(4);
    expect(lines()[0]).toBe(later.trimEnd());
  });

  it("that cannot be written is told, and the check answers all the same", () => {
    keepProgress(fileHost(folder));
    const result = made().check(4);
    expect(result.state).toBe("solved");
    expect(result.message).toMatch(/^Two values twice\. This could not be kept \(.+\)\.$/);
  });
});

describe("a page's store", () => {
  function memoryStorage() {
    const kept = new Map<string, string>();
    const getItem = (key: string) => kept.get(key) ?? null;
    const setItem = (key: string, value: string) => void kept.set(key, value);
    return { kept, getItem, setItem, removeItem: (key: string) => void kept.delete(key) };
  }

  it("holds the same lines, and damage goes to a key of its own", () => {
    const storage = memoryStorage();
    keepProgress(storageHost(storage));
    made().check(4);
    expect(recordsOf(storageHost(storage))).toHaveLength(1);
    storage.setItem("gradbook.progress", `{\n${storage.getItem("gradbook.progress")}`);
    const { message } = made().check(null);
    expect(message).toContain("it lies as it was in gradbook.progress-damaged-1");
    expect(message).toContain("Before, it was solved: 4");
    expect(storage.getItem("gradbook.progress-damaged-1")).toMatch(/^\{\n/);
  });
});

describe("a summary", () => {
  it("is a table in Jupyter, with text escaped", () => {
    keepProgress(memoryHost());
    const { here, predict } = made();
    predict("lines", "<1");
    const shown = summary("Week 1", [here as Lesson]);
    const bundle = (Reflect.get(shown, Symbol.for("Jupyter.display")) as () => Record<string, string>).call(
      shown,
    );
    expect(bundle["text/html"]).toContain("&lt;1</td>");
    expect(bundle["text/html"]).toContain("<th");
    expect(bundle["text/html"], "the name keeps from the table above").toMatch(
      /<p style="margin:1.8em 0 [^"]+"><strong>XOR</,
    );
    expect(bundle["text/plain"]).toBe(shown.toString());
  });
});
