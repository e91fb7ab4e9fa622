import type { AnyTensor } from "./base.js";
import { chooseFormat, type NumberFormat } from "./format-number.js";
import { addMethod } from "./methods.js";
import { formatShape } from "./shape.js";

/** The hook that Node's console.log and util.inspect call. */
const inspect: unique symbol = Symbol.for("nodejs.util.inspect.custom") as never;
/** The hook that notebook kernels call for a rich form of a value. */
export const jupyterDisplay: unique symbol = Symbol.for("Jupyter.display") as never;

/** One value in several forms, by MIME type, for a notebook to choose from. */
export type MimeBundle = Readonly<Record<string, string>>;

declare module "./operations.js" {
  interface Operations {
    /** The values as aligned text with shape and dtype; long axes are shortened with `…`. */
    toString(): string;
    /** What `console.log` prints. */
    [inspect](): string;
    /** What a notebook shows: a table or a heat map, and the text (`html.ts`). */
    [jupyterDisplay](): MimeBundle;
  }
}

/** A tensor of more values than this shows only the ends of its axes. */
const elideAbove = 1000;
/** How many entries are shown at each end of a shortened axis. */
const edge = 3;
/** Where a line of numbers is broken. */
const lineWidth = 100;

/** The entries of an axis that are shown; -1 stands for those left out. */
function shownEntries(length: number, elide: boolean): number[] {
  if (!elide || length <= 2 * edge + 1) return Array.from({ length }, (_, i) => i);
  const head = Array.from({ length: edge }, (_, i) => i);
  return [...head, -1, ...head.map((i) => length - edge + i)];
}

/** What `toString` gives. */
export function toText(x: AnyTensor): string {
  const label = [
    `shape ${formatShape(x.shape)}`,
    x.dtype,
    ...(x.name === undefined ? [] : [`name ${x.name}`]),
    ...(x.requiresGrad ? ["requires grad"] : []),
  ].join(", ");
  if (x.size === 0) return `Tensor (${label}) []`;
  const elide = x.size > elideAbove;
  const positions: number[] = [];
  const collect = (axis: number, at: number): void => {
    if (axis === x.rank) {
      positions.push(at);
      return;
    }
    for (const i of shownEntries(x.shape[axis]!, elide))
      if (i >= 0) collect(axis + 1, at * x.shape[axis]! + i);
  };
  collect(0, 0);
  const shown = positions.map((at) => x.data[at]!);
  const format = chooseFormat(shown, x.dtype);
  const width = Math.max(...shown.map((value) => format(value).length));
  const body = level(x, { axis: 0, at: 0, elide, width, format });
  return x.rank === 0 ? `Tensor ${body} (${label})` : `Tensor (${label})\n${body}`;
}

interface Level {
  readonly axis: number;
  readonly at: number;
  readonly elide: boolean;
  readonly width: number;
  readonly format: NumberFormat;
}

function level(x: AnyTensor, place: Level): string {
  const { axis, at, elide, width, format } = place;
  if (axis === x.rank) return format(x.data[at]!).padStart(x.rank === 0 ? 0 : width);
  const length = x.shape[axis]!;
  const entries = shownEntries(length, elide).map((i) =>
    i < 0 ? "…" : level(x, { ...place, axis: axis + 1, at: at * length + i }),
  );
  const indent = " ".repeat(axis + 1);
  if (axis === x.rank - 1) return `[${wrap(entries, indent)}]`;
  const gap = "\n".repeat(x.rank - 1 - axis);
  return `[${entries.join(`,${gap}${indent}`)}]`;
}

/** Joins the numbers of a row, breaking lines that get too long. */
function wrap(entries: readonly string[], indent: string): string {
  let line = 0;
  return entries.reduce((text, entry, i) => {
    if (i === 0) {
      line = entry.length;
      return entry;
    }
    line += entry.length + 2;
    if (line <= lineWidth) return `${text}, ${entry}`;
    line = entry.length;
    return `${text},\n${indent}${entry}`;
  }, "");
}

addMethod("toString", toText);
addMethod(inspect, toText);
