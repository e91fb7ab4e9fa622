import type { JsonObject } from "../json.js";
import { textWidth } from "../text.js";
import { numberOf, objectOf, textOf } from "./attributes.js";
import { marker } from "./marks.js";
import { element, textAt } from "./svg.js";

const rowHeight = 20;
const markWidth = 34;

/** The entries in rows that fit the width. */
function rowsOf(traces: readonly JsonObject[], width: number): JsonObject[][] {
  const rows: JsonObject[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const trace of traces) {
    const room = entryWidth(trace);
    if (used + room > width - 24) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)!.push(trace);
    used += room;
  }
  return rows;
}

const entryWidth = (trace: JsonObject): number => markWidth + textWidth(textOf(trace.name)) * 6.6 + 14;

/** How much height a legend takes. */
export function legendHeight(traces: readonly JsonObject[], width: number): number {
  return rowsOf(traces, width).length * rowHeight;
}

/** The names of the traces beside their looks, in rows around the middle. */
export function drawLegend(
  traces: readonly JsonObject[],
  { width, top, ink }: { readonly width: number; readonly top: number; readonly ink: string },
): string {
  return rowsOf(traces, width)
    .map((row, r) => {
      let x = (width - row.reduce((sum, trace) => sum + entryWidth(trace), 0)) / 2;
      const y = top + r * rowHeight + rowHeight / 2;
      return row
        .map((trace) => {
          const entry = `${mark(trace, x, y)}${textAt(textOf(trace.name), [x + markWidth, y + 4], { color: ink, anchor: "start" })}`;
          x += entryWidth(trace);
          return entry;
        })
        .join("");
    })
    .join("");
}

function mark(trace: JsonObject, x: number, y: number): string {
  const look = objectOf(trace.marker);
  if (trace.type === "bar") {
    return element("rect", {
      x: x + 12,
      y: y - 6,
      width: 14,
      height: 12,
      fill: textOf(look.color, "#0072B2"),
    });
  }
  const mode = textOf(trace.mode, "lines");
  const line = objectOf(trace.line);
  const stroke = { stroke: textOf(line.color, "#0072B2"), "stroke-width": numberOf(line.width, 2) };
  const dashes = { dash: "6 4", dot: "2 3" } as Record<string, string>;
  const curve = mode.includes("lines")
    ? element("path", { d: `M${x + 2} ${y}h26`, ...stroke, "stroke-dasharray": dashes[textOf(line.dash)] })
    : "";
  const size = Math.min(12, numberOf(look.size, 6));
  return curve + (mode.includes("markers") ? marker({ ...look, size }, [x + 15, y], 0) : "");
}
