import type { LessonCell } from "../contract.js";
import type { OwnCell } from "./work.js";

/** A cell of a notebook file, as far as it is read. */
interface FileCell {
  readonly id?: unknown;
  readonly cell_type?: unknown;
  readonly source?: unknown;
}

/** What a notebook file holds of a lesson. */
export interface FoundWork {
  readonly cells: readonly { readonly id: string; readonly source: string }[];
  /** Code cells that the lesson has not. */
  readonly own: readonly OwnCell[];
}

/**
 * Reads the code of a notebook file.
 *
 * @param known the ids of the lesson's cells
 * @throws Error if it is no notebook, or none of this lesson
 */
export function readNotebookFile(text: string, known: ReadonlySet<string>): FoundWork {
  const cells: FoundWork["cells"][number][] = [];
  const own: OwnCell[] = [];
  let after = "";
  for (const { id, cell_type, source } of cellsOf(text)) {
    if (cell_type !== "code") continue;
    const code = Array.isArray(source) ? source.join("") : String(source);
    const name = String(id);
    if (known.has(name)) cells.push({ id: name, source: code });
    else own.push({ id: name, after, source: code });
    after = name;
  }
  if (cells.length > 0) return { cells, own };
  throw new Error("expected a notebook of this lesson, got one without any of its cells; open its own page");
}

function cellsOf(text: string): readonly FileCell[] {
  let notebook: { readonly cells?: unknown };
  try {
    notebook = JSON.parse(text) as typeof notebook;
  } catch {
    throw new Error("expected a notebook, got a file that is not JSON");
  }
  if (Array.isArray(notebook.cells)) return notebook.cells as readonly FileCell[];
  throw new Error("expected a notebook, got JSON without cells");
}

/** What stands in a notebook for a code cell. */
export interface WrittenCell {
  readonly id: string;
  readonly source: string;
  readonly count: number | null;
  /** As nbformat has them. */
  readonly outputs: readonly object[];
}

/** The text of a notebook file, nbformat 4.5: the lesson's cells in order, with what was written and run. */
export function notebookText(
  lesson: { readonly metadata: object; readonly cells: readonly LessonCell[] },
  written: readonly WrittenCell[],
): string {
  const code = written.map(({ id, source, count, outputs }) => {
    const metadata = lesson.cells.find((cell) => cell.id === id)?.metadata ?? {};
    return { cell_type: "code", id, metadata, source, execution_count: count, outputs };
  });
  // A cell of the reader's own stands behind the code cell before it.
  const cells: object[] = [];
  let next = 0;
  const takeOwn = (): void => {
    for (let own = code[next]; own && !lesson.cells.some(({ id }) => id === own?.id); own = code[next]) {
      cells.push(own);
      next++;
    }
  };
  for (const { id, type, source, metadata } of lesson.cells) {
    if (type === "markdown") cells.push({ cell_type: "markdown", id, metadata, source });
    else {
      const one = code[next++];
      if (one !== undefined) cells.push(one);
      takeOwn();
    }
  }
  return `${JSON.stringify({ metadata: lesson.metadata, nbformat: 4, nbformat_minor: 5, cells }, undefined, 1)}\n`;
}
