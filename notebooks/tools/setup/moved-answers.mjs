import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isThere, writeAtomically } from "./files.mjs";

/**
 * Answers to exercises that have moved to another lesson. The cell of an exercise that has moved says where it stood
 * before: `metadata.gradbook.was` is `week-6/convolution/exercise-4`, the lesson and the cell's id, which never changes.
 * The answer is brought along where the cell is otherwise as it was; where it is not, it stays in the old lesson only.
 *
 * @typedef {{ cell_type: string, id?: string, source: string | string[], metadata?: { gradbook?: { was?: string } } }} Cell
 */

/**
 * Puts the learner's answers into a lesson that has just been copied.
 *
 * @param {string} file the lesson in the copy, such as "week-6/lenet.ipynb"
 * @param {string} copy the working copy's folder
 * @returns {string[]} where the answers stood before
 */
export function bringAnswers(file, copy) {
  const path = join(copy, file);
  const notebook = readNotebook(path);
  if (notebook === undefined) return [];
  const brought = [];
  for (const cell of notebook.cells) {
    const was = cell.metadata?.gradbook?.was;
    const answer = was === undefined ? undefined : answerAt(was, copy, sourceOf(cell));
    if (was === undefined || answer === undefined) continue;
    cell.source = answer.split(/(?<=\n)/);
    brought.push(was);
  }
  if (brought.length > 0) writeAtomically(path, `${JSON.stringify(notebook, undefined, 1)}\n`);
  return brought;
}

/**
 * The cell's text with the learner's answer, from where it stood before.
 *
 * @param {string} was
 * @param {string} copy
 * @param {string} asked the cell's text as the course has it, with null for the answer
 * @returns {string | undefined} undefined when there is no answer, or the cell around it has changed
 */
function answerAt(was, copy, asked) {
  const end = was.lastIndexOf("/");
  const old = readNotebook(join(copy, `${was.slice(0, end)}.ipynb`));
  const cell = old?.cells.find(({ id }) => id === was.slice(end + 1));
  const source = cell === undefined ? "" : sourceOf(cell);
  const [before = "", after] = asked.split("null;");
  if (after === undefined || source === asked) return undefined;
  return source.startsWith(before) && source.endsWith(`;${after}`) ? source : undefined;
}

/** @param {Cell} cell */
function sourceOf({ source }) {
  return Array.isArray(source) ? source.join("") : source;
}

/**
 * @param {string} path
 * @returns {{ cells: Cell[] } | undefined} undefined when there is none that can be read
 */
function readNotebook(path) {
  if (!path.endsWith(".ipynb") || !isThere(path)) return undefined;
  try {
    const notebook = JSON.parse(readFileSync(path, "utf8"));
    return Array.isArray(notebook.cells) ? notebook : undefined;
  } catch {
    return undefined;
  }
}
