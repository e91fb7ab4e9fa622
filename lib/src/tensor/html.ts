import type { AnyTensor } from "./base.js";
import { chooseFormat, type NumberFormat } from "./format-number.js";
import { addMethod } from "./methods.js";
import { jupyterDisplay, type MimeBundle, toText } from "./print.js";
import { formatShape } from "./shape.js";

/** A matrix with more rows or columns than this is drawn as a heat map. */
const tableRows = 20;
const tableColumns = 12;
/** The most cells a heat map draws along an axis; larger matrices are thinned out. */
const mapCells = 64;

/** Styles that read on light and dark pages alike: greys with alpha, the text in the page's own color. */
const style = {
  figure: "margin:0;max-width:100%;overflow-x:auto;font-size:13px",
  caption: "opacity:.75;padding:2px 0 4px",
  // Pages without a doctype do not pass color and size on to tables.
  table: "border-collapse:collapse;margin:0;color:inherit;font-size:inherit",
  cell: "padding:2px 8px;text-align:right;font-family:monospace;border:1px solid rgba(128,128,128,.35)",
  head: "padding:2px 8px;text-align:right;font-weight:normal;opacity:.6;border:none",
};

/**
 * A tensor for a notebook: a table when it is small, a heat map when it is a larger matrix, else its first
 * matrix. Every style is inline, so it holds wherever the output is shown and touches nothing else.
 */
function toHtml(x: AnyTensor): string {
  const caption = `Tensor ${formatShape(x.shape)} ${x.dtype}${x.name === undefined ? "" : ` ${escapeHtml(x.name)}`}`;
  const rows = x.rank < 2 ? 1 : x.shape[x.rank - 2]!;
  const columns = x.rank === 0 ? 1 : x.shape[x.rank - 1]!;
  const note = x.rank > 2 && x.size > 0 ? `; the first of ${x.size / (rows * columns)} matrices` : "";
  const body =
    x.size === 0
      ? ""
      : rows <= tableRows && columns <= tableColumns
        ? table(x, rows, columns)
        : map(x, rows, columns);
  return `<figure style="${style.figure}"><figcaption style="${style.caption}">${caption}${note}</figcaption>${body}</figure>`;
}

function table(x: AnyTensor, rows: number, columns: number): string {
  const values = Array.from({ length: rows * columns }, (_, i) => x.data[i]!);
  const format = chooseFormat(values, x.dtype);
  const cell = (value: number) => `<td style="${style.cell}">${format(value)}</td>`;
  if (x.rank === 0)
    return `<table style="${style.table}"><tbody><tr>${cell(values[0]!)}</tr></tbody></table>`;
  const heads = Array.from(
    { length: columns },
    (_, j) => `<th scope="col" style="${style.head}">${j}</th>`,
  ).join("");
  const lines = Array.from({ length: rows }, (_, i) => {
    const cells = values
      .slice(i * columns, (i + 1) * columns)
      .map(cell)
      .join("");
    return `<tr>${x.rank < 2 ? "" : `<th scope="row" style="${style.head}">${i}</th>`}${cells}</tr>`;
  }).join("");
  const corner = x.rank < 2 ? "" : "<td></td>";
  return `<table style="${style.table}"><thead><tr>${corner}${heads}</tr></thead><tbody>${lines}</tbody></table>`;
}

/** A matrix as colored squares: blue below zero, orange above, the stronger the further from it. */
function map(x: AnyTensor, rows: number, columns: number): string {
  const shownRows = Math.min(rows, mapCells);
  const shownColumns = Math.min(columns, mapCells);
  const pick = (i: number, j: number) =>
    x.data[Math.floor((i * rows) / shownRows) * columns + Math.floor((j * columns) / shownColumns)]!;
  let greatest = 0;
  for (let i = 0; i < shownRows; i++) {
    for (let j = 0; j < shownColumns; j++) {
      const size = Math.abs(pick(i, j));
      if (Number.isFinite(size)) greatest = Math.max(greatest, size);
    }
  }
  let squares = "";
  for (let i = 0; i < shownRows; i++) {
    for (let j = 0; j < shownColumns; j++) squares += square(i, j, pick(i, j), greatest);
  }
  const [low, high] = range(x, rows * columns);
  const format: NumberFormat = chooseFormat([low, high], x.dtype);
  const thinned = shownRows < rows || shownColumns < columns ? ", thinned out to fit" : "";
  const text = `values from ${format(low)} to ${format(high)}${thinned}`;
  const scale = Math.max(2, Math.min(8, Math.floor(480 / shownColumns)));
  return (
    `<svg role="img" aria-label="Heat map of the ${rows} by ${columns} matrix: ${text}" viewBox="0 0 ${shownColumns} ${shownRows}" ` +
    `width="${shownColumns * scale}" height="${shownRows * scale}" style="max-width:100%;height:auto;background:rgba(128,128,128,.12)" ` +
    `shape-rendering="crispEdges">${squares}</svg><div style="${style.caption}">${text}; blue below zero, orange above</div>`
  );
}

function square(i: number, j: number, value: number, greatest: number): string {
  if (!(value !== 0) || greatest === 0) return "";
  const strength = Number.isFinite(value) ? Math.round((Math.abs(value) / greatest) * 20) / 20 : 1;
  if (strength === 0) return "";
  const color = Number.isNaN(value) ? "#cc79a7" : value < 0 ? "#0072b2" : "#d55e00";
  return `<path d="M${j} ${i}h1v1h-1z" fill="${color}" fill-opacity="${strength}"/>`;
}

function range(x: AnyTensor, count: number): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    low = Math.min(low, x.data[i]!);
    high = Math.max(high, x.data[i]!);
  }
  return [low, high];
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

addMethod(
  jupyterDisplay,
  (x: AnyTensor): MimeBundle => ({ "text/html": toHtml(x), "text/plain": toText(x) }),
);
