import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type KernelClient, startKernel } from "gradbook-kernel/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readNotebook } from "../../../notebooks/tools/lessons/notebook.js";
import { describeWith, needs } from "../../support/needs.js";
import { projectRoot } from "../../support/project.js";
import { deploy } from "./python.js";

describe("the leader's overview", () => {
  // Where the library is found.
  const folder = mkdtempSync(join(projectRoot, ".gradbook", "overview-"));
  let kernel: KernelClient;

  beforeAll(async () => {
    mkdirSync(join(folder, "week-1"));
    copyFileSync(
      join(projectRoot, "notebooks/week-1/xor-by-hand.ipynb"),
      join(folder, "week-1/xor-by-hand.ipynb"),
    );
    mkdirSync(join(folder, "collected/progress"), { recursive: true });
    const line = (exercise: string, state: string) =>
      JSON.stringify({
        ...{ version: 1, course: "gradbook", lesson: "week-1/xor-by-hand", exercise, state, hash: "0" },
      });
    const share = (name: string, lines: readonly string[]) =>
      writeFileSync(join(folder, `collected/progress/${name}.jsonl`), `${lines.join("\n")}\n`);
    share("min", [line("exercise-1", "again"), line("exercise-1", "solved"), line("exercise-2", "again")]);
    share("soo", [line("exercise-2", "again"), "{ half a line"]);
    kernel = await startKernel({ directory: folder });
  });

  afterAll(async () => {
    await kernel?.shutdown();
    rmSync(folder, { recursive: true, force: true });
  });

  it("draws a heat map over group and exercises, and says where the group is stuck", async () => {
    const shown = new Map<string, string>();
    for (const cell of readNotebook(join(deploy, "overview.ipynb")).cells) {
      if (cell.cell_type !== "code") continue;
      const { status, outputs } = await kernel.execute(cell.source);
      expect(status, JSON.stringify(outputs)).toBe("ok");
      shown.set(cell.id, JSON.stringify(outputs));
    }
    expect(shown.get("read")).toContain("2 learners share their progress");
    const outputs = JSON.parse(shown.get("heat-map") ?? "[]") as [
      { data: { "application/vnd.plotly.v1+json": { data: [{ x: string[]; y: string[]; z: number[][] }] } } },
    ];
    const [{ x, y, z }] = outputs[0].data["application/vnd.plotly.v1+json"].data;
    expect(y).toEqual(["min", "soo"]);
    expect(x.slice(0, 2)).toEqual(["xor-by-hand 1", "xor-by-hand 2"]);
    expect(z.map((row) => row.slice(0, 3))).toEqual([
      [1, 0.5, 0],
      [0, 0.5, 0],
    ]);
    expect(shown.get("stuck")).toContain("week-1/xor-by-hand exercise-2: min, soo");
  });

  it("shows the group on the wall, dark, in large letters, and names nobody until it is asked to", async () => {
    const wall = readNotebook(join(deploy, "overview.ipynb")).cells.find(({ id }) => id === "wall");
    const shown = async (source: string) => {
      const { status, outputs } = await kernel.execute(source);
      expect(status, JSON.stringify(outputs)).toBe("ok");
      const [output] = outputs;
      if (output === undefined || !("data" in output)) throw new Error("expected a display");
      return String(output.data["text/html"]);
    };
    const source = wall?.source ?? "";
    const nameless = await shown(source);
    const text = nameless.replace(/<[^>]*>/g, " ");
    expect(text).toMatch(/xor-by-hand 1\s+1 of 2 solved\s/);
    expect(text).toMatch(/xor-by-hand 2\s+0 of 2 solved, 2 tried\s/);
    expect(text).not.toMatch(/min|soo/);
    expect(nameless).toMatch(/background: #15181c; color: #f2f4f6; font: 28px/);
    const named = await shown(source.replace("names = false", "names = true"));
    expect(named).toContain("0 of 2 solved, 2 tried: min, soo");
  });
});

describeWith(needs.python(), "handing out", () => {
  it("copies a lesson and its checks, with exercises marked as nbgrader documents it", () => {
    const folder = mkdtempSync(join(projectRoot, ".gradbook", "handed-out-"));
    try {
      const lesson = join(projectRoot, "notebooks/week-1/xor-by-hand.ipynb");
      execFileSync("python3", [join(deploy, "hand_out.py"), lesson, folder]);
      const before = readNotebook(lesson).cells;
      const after = readNotebook(join(folder, "xor-by-hand.ipynb")).cells;
      expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
      const marks = after.flatMap(({ id, metadata }) =>
        "nbgrader" in metadata ? [[id, metadata.nbgrader]] : [],
      );
      expect(marks.map(([id]) => id)).toEqual(["exercise-1", "exercise-2", "exercise-3", "exercise-4"]);
      expect(marks[0]?.[1]).toEqual({
        grade: true,
        grade_id: "exercise-1",
        locked: false,
        points: 1,
        schema_version: 3,
        solution: true,
        task: false,
      });
      expect(readFileSync(join(folder, "xor-by-hand-checks.ts"), "utf8")).toBe(
        readFileSync(join(projectRoot, "notebooks/week-1/xor-by-hand-checks.ts"), "utf8"),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
