import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { type Notebook, readNotebook } from "../../../notebooks/tools/lessons/notebook.js";
import { printed } from "../../notebooks/printed.js";
import { describeWith, needs } from "../../support/needs.js";
import { projectRoot } from "../../support/project.js";
import { LabDebugger } from "./lab-debugger.js";
import { frameForPictures, placeForPictures, takePicture } from "./pictures.js";

const viewport = { width: 1100, height: 760 };

const sourceOf = ({ cells }: Notebook, id: string): string => {
  const cell = cells.find((candidate) => candidate.id === id);
  if (cell === undefined) throw new Error(`expected a cell ${id}, got none`);
  return cell.source;
};

/** The number of the first line with a text, from 1. */
const lineOf = (source: string, text: string): number =>
  1 + source.split("\n").findIndex((line) => line.includes(text));

/** Does what the lesson says to do, and sees what it says is seen; its pictures are taken on the way. */
describeWith([needs.python(), needs.browser()], "lesson 2.2: watch backpropagation happen", () => {
  const lesson = findLessons().find(({ name }) => name === "week-2/backpropagation")!;
  const { notebook, directory } = lesson;
  /** What its cells need, with the answers that it asks for left open. */
  const before = ["imports", "rung-d2", "exercise-3", "rung-db2", "rung-d1", "rung-dw1", "by-hand"];
  const told = sourceOf(notebook, "watch-see");
  let debug: LabDebugger;

  beforeAll(async () => {
    const names = ["backpropagation-checks.ts", "backpropagation-ladder.ts"];
    debug = await LabDebugger.open({
      // The cell that it is about stands in front.
      cells: [
        sourceOf(notebook, "watch-code"),
        [...before, "start-weights", "start"].map((id) => sourceOf(notebook, id)).join("\n"),
        sourceOf(notebook, "auto-code").replace(/^plot\..*$/m, ""),
        "6 * 7",
      ],
      files: Object.fromEntries(names.map((name) => [name, readFileSync(join(directory, name), "utf8")])),
      name: "backpropagation",
      viewport,
      ...placeForPictures(),
    });
    for (const i of [1, 2]) await debug.runToEnd(i);
    await debug.start();
    await frameForPictures(debug);
  });
  LabDebugger.closeAfter(() => debug);

  it("stops at the dot beside the last line", async () => {
    expect(told).toContain("A click beside the last line sets a red dot. Run the cell, and it stops there");
    const lines = sourceOf(notebook, "watch-code").split("\n");
    expect(lines.at(-1)).toBe("seenJ.backward();");
    await debug.setBreakpoint(debug.cell(0), lines.length);
    await debug.untilStop(() => debug.run(0));
    await debug.cell(0).locator(".jp-DebuggerEditor-highlight", { hasText: "seenJ.backward()" }).waitFor();
    await debug.variables.getByText("Tensor [] float64 0.69783").first().waitFor();
    await debug.value("seenJ").scrollIntoViewIfNeeded();
    await takePicture(debug, join(directory, "backpropagation-watch-1.png"), { height: 242 });
  });

  it("two steps in lead to backward.ts", async () => {
    expect(told).toContain("*Step In*, twice, leads into the library: `backward.ts`");
    await debug.untilStop(() => debug.press("stepIn"));
    await debug.untilStop(() => debug.press("stepIn"));
    await debug.stoppedIn("backward");
    await debug.file("function gradientsOf").waitFor();
  });

  it("the ninth gate gets D2, the eleventh what it sends on, the twelfth D1", async () => {
    const ninth = "Continue* goes from gate to gate. The ninth is the last plus";
    expect(told).toContain(ninth);
    expect(told).toContain("`gradient` is your $D_2$. Two stops on,");
    expect(told).toContain("And the twelfth has what that made of it, your $D_1$");
    const [d2, d1] = printed(notebook, "watch-code").map((line) => line.split(/\s+/).slice(1).map(Number));
    const source = readFileSync(join(projectRoot, "lib/src/autograd/backward.ts"), "utf8");
    const file = debug.file("function gradientsOf");
    await debug.setBreakpointInFile(file, lineOf(source, "inputGradients(tensor, node, gradient)"));
    for (let stop = 1; stop <= 12; stop++) {
      await debug.continueToNextStop();
      await debug.line.filter({ hasText: "inputGradients(" }).waitFor();
      if (stop === 9) {
        await sees("gradient", d2!);
        await takePicture(debug, join(directory, "backpropagation-watch-2.png"));
      }
      if (stop === 12) {
        await sees("gradient", d1!);
        await takePicture(debug, join(directory, "backpropagation-watch-3.png"));
      }
    }
  });

  /** Waits until a name holds these numbers, as far as they are shown. */
  async function sees(name: string, numbers: readonly number[]): Promise<void> {
    const shown = async (): Promise<number[]> => {
      const text = (await debug.value(name).innerText()).split("float64")[1] ?? "";
      return Array.from(text.matchAll(/-?\d+\.\d+/g), ([number]) => Number(number));
    };
    await expect
      .poll(async () => {
        const found = await shown();
        return found.length > 0 && found.every((n, i) => Math.abs(n - numbers[i]!) < 1e-6);
      })
      .toBe(true);
  }
});

describeWith([needs.python(), needs.browser()], "the tour: look inside", () => {
  const path = join(projectRoot, "kernel", "tour.ipynb");
  const tour = readNotebook(path);
  const bar = tour.cells.find(({ source }) => source.startsWith("class Bar"))!.source;
  let debug: LabDebugger;

  beforeAll(async () => {
    debug = await LabDebugger.open({ name: "tour", cells: [bar, "6 * 7"], viewport, ...placeForPictures() });
    await debug.start();
    await frameForPictures(debug);
  });
  LabDebugger.closeAfter(() => debug);

  it("stops left of the line const filled, and shows variables", async () => {
    expect(sourceOf(tour, "tour-debugger")).toContain(
      "In the cell that begins with `class Bar`, click left of the line `const filled`",
    );
    await debug.setBreakpoint(debug.cell(0), lineOf(bar, "const filled"));
    await debug.untilStop(() => debug.run(0));
    await debug.variables.getByText("this").first().waitFor();
    await takePicture(debug, join(projectRoot, "kernel", "tour-debugger.png"), { height: 300 });
  });

  it("changes a value by the panel's button for code", async () => {
    expect(sourceOf(tour, "tour-debugger")).toContain("takes any line: `this.share = 1` changes a value");
    await debug.evaluate("this.share = 1");
    await debug.press("continue");
    await debug.ended(0);
    await expect.poll(() => debug.output(0).innerText()).toBe("####################");
  });
});

describe("the pictures", () => {
  const lesson = join(projectRoot, "notebooks", "week-2", "backpropagation-watch-");
  it.each([1, 2, 3].map((n) => `${lesson}${n}.png`).concat(join(projectRoot, "kernel", "tour-debugger.png")))(
    "are there, and small: %s",
    (path) => {
      const picture = readFileSync(path);
      expect(picture.subarray(1, 4).toString(), basename(path)).toBe("PNG");
      expect(picture.length, basename(path)).toBeLessThan(60_000);
    },
  );
});
