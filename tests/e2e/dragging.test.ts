import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findLessons } from "../../notebooks/tools/lessons/catalog.js";
import { sourceOf } from "../notebooks/printed.js";
import { isDrawnToFit } from "../support/interactive-figure.js";
import { describeWith, needs } from "../support/needs.js";
import { projectRoot } from "../support/project.js";
import { OwnLab } from "./own-lab.js";

/** The figure of lesson 1.1 with the line to drag, as the lesson writes it, and what it needs of the cells above it. */
function figureOfLesson(): string {
  const { notebook } = findLessons().find(({ name }) => name === "week-1/xor-by-hand")!;
  return [
    'import { plot } from "gradbook";',
    sourceOf(notebook, "neuron-parts"),
    'const answers = ["answer 0", "answer 1"];',
    "const xor = [0, 1, 1, 0];",
    sourceOf(notebook, "xor-line-chart"),
  ].join("\n");
}

describeWith([needs.python(), needs.browser()], "an interactive figure in JupyterLab", () => {
  let own: OwnLab;

  beforeAll(async () => {
    // In the project, where its cells find the library.
    const folder = mkdtempSync(join(projectRoot, ".gradbook/dragging-"));
    // So high that code and figure are in view together: nothing scrolls under the mouse.
    own = await OwnLab.start({ folder, viewport: { width: 1200, height: 1500 }, timeout: 120_000 });
    await own.open("dragging", [figureOfLesson()]);
  });

  afterAll(() => own?.close());

  const figure = () => own.lab.panel.locator(".gradbook-interactive");
  const handle = (name: string) => figure().getByRole("button", { name: new RegExp(`^${name}`) });
  const picture = () => figure().locator(".gradbook-picture").innerHTML();
  const untilSays = (right: number) =>
    figure()
      .locator(".gradbook-says", { hasText: `${right} of 4 corners are right.` })
      .waitFor();

  async function middle(name: string): Promise<{ x: number; y: number }> {
    const box = (await handle(name).boundingBox())!;
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  it("is drawn anew by the kernel while its line is dragged", async () => {
    await untilSays(3);
    await expect.poll(() => isDrawnToFit(figure())).toBe(true);
    const before = await picture();
    // Up to the height of the other end: a level line has two corners on either side.
    const [{ x, y }, { y: level }] = [await middle("one end"), await middle("other end")];
    const { mouse } = own.page;
    await mouse.move(x, y);
    await mouse.down();
    await mouse.move(x, (y + level) / 2, { steps: 5 });
    await mouse.move(x, level, { steps: 5 });
    await untilSays(2);
    expect(await picture()).not.toBe(before);
    await mouse.up();
    await untilSays(2);
  });

  it("and while the arrow keys move it back", async () => {
    const before = await picture();
    await handle("one end").focus();
    // Shift takes long steps.
    for (let i = 0; i < 8; i++) await own.page.keyboard.press("Shift+ArrowDown");
    await untilSays(3);
    expect(await picture()).not.toBe(before);
  });
});
