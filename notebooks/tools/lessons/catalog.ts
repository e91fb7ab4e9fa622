import { existsSync, readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { type Notebook, readNotebook } from "./notebook.js";

/** A lesson and where it stands in the course. */
export interface Lesson {
  /** For example `week-1/xor-by-hand`; also the address of its page. */
  readonly name: string;
  readonly path: string;
  /** The folder that its imports are looked up from. */
  readonly directory: string;
  readonly title: string;
  readonly week: number;
  readonly lesson: number;
  readonly minutes: number;
  /** One sentence for the course map. */
  readonly summary: string;
  /** Whether it works on the real MNIST or Fashion-MNIST, which not every machine can get. */
  readonly realData: boolean;
  readonly notebook: Notebook;
}

/** The folder of this project. */
export const projectFolder: string = fileURLToPath(new URL("../../../", import.meta.url));

/** The folder `notebooks/` of this project. */
export const notebooksFolder: string = fileURLToPath(new URL("../../", import.meta.url));

/** Every lesson of the course, in the order in which they are taken. */
export function findLessons(folder: string = notebooksFolder): readonly Lesson[] {
  const weeks = readdirSync(folder).filter((name) => /^week-\d+$/.test(name));
  const paths = weeks.flatMap((week) =>
    readdirSync(join(folder, week))
      .filter((name) => name.endsWith(".ipynb"))
      .map((name) => join(folder, week, name)),
  );
  return paths
    .map((path) => readLesson(path, folder))
    .sort((a, b) => a.week - b.week || a.lesson - b.lesson || (a.name < b.name ? -1 : 1));
}

/** The notebook with a lesson's worked solutions, or undefined when it has none. */
export function solutionsPath(lesson: Lesson, folder: string = notebooksFolder): string | undefined {
  const path = join(folder, "solutions", `${lesson.name}.ipynb`);
  return existsSync(path) ? path : undefined;
}

function readLesson(path: string, folder: string): Lesson {
  const notebook = readNotebook(path);
  const name = relative(folder, path)
    .split(sep)
    .join("/")
    .replace(/\.ipynb$/, "");
  const about = notebook.metadata.gradbook as Partial<
    Pick<Lesson, "week" | "lesson" | "minutes" | "summary" | "realData">
  >;
  const { week, lesson, minutes, summary, realData = false } = about ?? {};
  if (week === undefined || lesson === undefined || minutes === undefined || summary === undefined) {
    throw new Error(
      `${name}: expected notebook metadata gradbook { week, lesson, minutes, summary }, got ` +
        `${JSON.stringify(about)}; try copying it from notebooks/week-1/xor-by-hand.ipynb`,
    );
  }
  return {
    name,
    path,
    directory: join(path, ".."),
    title: titleOf(notebook, name),
    week,
    lesson,
    minutes,
    summary,
    realData,
    notebook,
  };
}

/** The text of the first level-one heading. */
export function titleOf(notebook: Notebook, where: string): string {
  for (const cell of notebook.cells) {
    const title = cell.cell_type === "markdown" ? /^# (.+)$/m.exec(cell.source)?.[1] : undefined;
    if (title !== undefined) return title.trim();
  }
  throw new Error(`${where}: expected a heading "# Title", got none; try one in the first cell`);
}
