import type { Cell, CodeCell, Notebook } from "../lessons/notebook.js";
import type { CodeRenderer } from "./code.js";
import type { MarkdownRenderer } from "./markdown.js";
import { renderOutputs } from "./outputs.js";
import { typesOfNames } from "./types-of-names.js";

/** What turns the parts of a notebook into HTML. */
export interface Renderers {
  readonly markdown: MarkdownRenderer;
  readonly code: CodeRenderer;
}

/** The cells of an executed notebook as HTML, each a section of its own. */
export function renderBody(notebook: Notebook, directory: string, { markdown, code }: Renderers): string {
  const codeCells = notebook.cells.filter((cell) => cell.cell_type === "code");
  const types = codeCells.length > 0 ? typesOfNames(codeCells, directory) : new Map();
  return notebook.cells
    .map((cell, i) =>
      cell.cell_type === "markdown"
        ? `<section class="prose${i === 0 ? " lesson-card" : ""}">\n${markdown.render(cell.source)}</section>`
        : renderCodeCell(cell, code.render(cell.source, { names: types.get(cell.id) })),
    )
    .join("\n");
}

function renderCodeCell(cell: CodeCell, source: string): string {
  const exercise = isExercise(cell);
  const note = exercise
    ? '<p class="exercise-note">Try it in JupyterLab: put your answer in place of <code>null</code>, run the cell, and the check answers at once.</p>\n'
    : "";
  return `<section class="cell${exercise ? " exercise" : ""}" id="cell-${cell.id}">\n${note}${source}\n${renderOutputs(cell.outputs)}\n</section>`;
}

/** Cells that wait for the learner's answer carry the tag "exercise". */
export function isExercise(cell: Cell): boolean {
  return Array.isArray(cell.metadata.tags) && cell.metadata.tags.includes("exercise");
}
