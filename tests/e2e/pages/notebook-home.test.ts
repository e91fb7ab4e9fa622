import { copyFileSync, cpSync, mkdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { findLessons } from "../../../notebooks/tools/lessons/catalog.js";
import { readNotebook } from "../../../notebooks/tools/lessons/notebook.js";
import { describeWith, needs } from "../../support/needs.js";
import { projectRoot } from "../../support/project.js";
import { runPython } from "../venv.js";
import { LivePage, plainOutputs } from "./live-page.js";
import { useLiveSite } from "./live-site.js";

const xor = "week-1/xor-by-hand";

describeWith([needs.browser(), needs.python()], "a notebook that a page has saved", () => {
  const lessons = findLessons().filter(({ name }) => name === xor);
  const site = useLiveSite(lessons);
  const folder = join(projectRoot, ".gradbook", "test-saved-notebook");
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("runs on the kernel of JupyterLab, with what was answered, and comes back to the page", async () => {
    const [lesson] = lessons;
    const path = join(folder, basename(lesson!.path));
    mkdirSync(folder, { recursive: true });
    cpSync(dirname(lesson!.path), folder, { recursive: true });
    await site.open("file", xor, async (page) => {
      const live = new LivePage(page);
      const exercise = live.cell("exercise-1");
      await exercise.getByRole("radio", { name: "NOR", exact: true }).check();
      await exercise.getByRole("button", { name: "Check" }).click();
      await exercise.locator(".live-outputs", { hasText: "solved" }).waitFor();
      await live.add("exercise-1", "const mine = 6 * 7;\nmine");
      copyFileSync((await live.save()).path, path);
    });
    await runPython(["nbconvert", "--to", "notebook", "--execute", "--inplace", path]);
    const { cells } = readNotebook(path);
    const at = cells.findIndex(({ id }) => id === "exercise-1");
    const shown = (one: (typeof cells)[number] | undefined): string =>
      plainOutputs(one?.cell_type === "code" ? one.outputs : []);
    expect(shown(cells[at])).toContain("Exercise 1: solved");
    expect(shown(cells[at + 1])).toBe("42\n");
    await site.open("http", xor, async (page) => {
      const live = new LivePage(page);
      await page.locator('input[type="file"][accept=".ipynb"]').setInputFiles(path);
      await live.cell("exercise-1").locator("pre.shiki", { hasText: '= "NOR";' }).waitFor();
      await expect.poll(() => page.locator(".live-own pre").innerText()).toBe("const mine = 6 * 7;\nmine");
    });
  });
});
