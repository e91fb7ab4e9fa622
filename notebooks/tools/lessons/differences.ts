import type { Cell, Notebook, Output } from "./notebook.js";

/** One place where two runs of a notebook differ, in words. */
export interface Difference {
  readonly cell: string;
  /** For example `output 1, text/plain`. */
  readonly where: string;
  readonly committed: string;
  readonly fresh: string;
}

/**
 * Compares the outputs of two runs of the same notebook, down to the first differing line of a text or the
 * first differing path of a JSON value in each output. An empty list means that they are identical. Text that
 * follows text of the same stream counts as one output: where it is cut is a matter of time.
 */
export function differences(committed: Notebook, fresh: Notebook): readonly Difference[] {
  const freshCells = new Map(fresh.cells.map((cell) => [cell.id, cell]));
  return committed.cells.flatMap((cell) => cellDifferences(cell, freshCells.get(cell.id)));
}

/** The differences as text for a terminal. */
export function describeDifferences(found: readonly Difference[]): string {
  return found
    .map(({ cell, where, committed, fresh }) => `cell ${cell}, ${where}:\n  - ${committed}\n  + ${fresh}`)
    .join("\n");
}

function cellDifferences(cell: Cell, fresh: Cell | undefined): Difference[] {
  if (cell.cell_type !== "code") return [];
  if (fresh?.cell_type !== "code") {
    return [{ cell: cell.id, where: "the cell itself", committed: "a code cell", fresh: "none" }];
  }
  const before = wholeStreams(cell.outputs);
  const after = wholeStreams(fresh.outputs);
  const count = Math.max(before.length, after.length);
  return Array.from({ length: count }, (_, i) => i).flatMap((i) => {
    const found = firstDifference(plain(before[i]), plain(after[i]), "");
    if (found === undefined) return [];
    return [{ ...found, cell: cell.id, where: `output ${i + 1}${found.where}` }];
  });
}

function wholeStreams(outputs: readonly Output[]): Output[] {
  const whole: Output[] = [];
  for (const output of outputs) {
    const last = whole.at(-1);
    if (output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name) {
      whole[whole.length - 1] = { ...last, text: `${last.text}${output.text}` };
    } else {
      whole.push(output);
    }
  }
  return whole;
}

function plain(output: Output | undefined): unknown {
  return output === undefined ? undefined : JSON.parse(JSON.stringify(output));
}

type Found = Omit<Difference, "cell">;

function firstDifference(committed: unknown, fresh: unknown, where: string): Found | undefined {
  if (typeof committed === "string" && typeof fresh === "string")
    return textDifference(committed, fresh, where);
  if (!isTree(committed) || !isTree(fresh)) {
    return Object.is(committed, fresh)
      ? undefined
      : { where, committed: shown(committed), fresh: shown(fresh) };
  }
  for (const key of new Set([...Object.keys(committed), ...Object.keys(fresh)])) {
    const found = firstDifference(committed[key], fresh[key], `${where}, ${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function textDifference(committed: string, fresh: string, where: string): Found | undefined {
  if (committed === fresh) return undefined;
  const before = committed.split("\n");
  const after = fresh.split("\n");
  const at = before.findIndex((line, i) => line !== after[i]);
  const line = at < 0 ? before.length : at;
  return { where: `${where}, line ${line + 1}`, committed: shown(before[line]), fresh: shown(after[line]) };
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function shown(value: unknown): string {
  const text = value === undefined ? "(nothing)" : typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
