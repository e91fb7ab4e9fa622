import type { Place, Route } from "./graph-layout.js";
import { textWidth } from "./text.js";

/** A point of a drawing, in pixels, y upwards. */
export type Point = readonly [number, number];

/** What an edge carries. */
export type LabelKind = "value" | "gradient";

/** Where a text stands: at a point, on the side of it that Plotly's `textposition` names. */
export interface LabelSpot {
  readonly point: Point;
  readonly side: string;
}

/** How a graph is laid out on the page, in pixels. */
export interface GraphView {
  /** Whether the graph goes from top to bottom. */
  readonly down: boolean;
  readonly width: number;
  readonly height: number;
  /** The ends of the x axis, and of the y axis. */
  readonly x: Point;
  readonly y: Point;
  readonly at: (place: Place) => Point;
  /** The place of what the route at `index` carries, in the middle of its first piece. */
  readonly label: (index: number, kind: LabelKind) => LabelSpot;
}

/** The radius of a node's circle. */
export const radius = 15;

/** Wider graphs go from top to bottom: a narrow page shows so many pixels side by side. */
const mostWidth = 340;
const side = 34;

/** What an edge carries, in words. */
export type EdgeLabel = { readonly value: string; readonly gradient: string | undefined };

/** Steps go right while the graph fits a narrow page's width, else down. `labels` are what the routes carry. */
export function graphView(routes: readonly Route[], labels: readonly EdgeLabel[]): GraphView {
  const places = routes.flatMap((route) => route.through);
  const columns = Math.max(...places.map((place) => place.column));
  const rows = Math.max(...places.map((place) => place.row));
  const across = acrossView(columns, rows);
  if (across.width <= mostWidth) {
    return { ...across, label: (index, kind) => spotOver(firstPiece(routes, index, across.at), kind) };
  }
  const [wide, narrow] = lanes.map((lane) => viewDown(routes, labels, { columns, rows, lane }));
  return wide!.width > mostWidth && narrow!.width <= mostWidth ? narrow! : wide!;
}

/** From lane to lane of a graph that goes from top to bottom; closer where that makes it fit a narrow page. */
const lanes = [100, 80] as const;

function viewDown(
  routes: readonly Route[],
  labels: readonly EdgeLabel[],
  { columns, rows, lane }: { readonly columns: number; readonly rows: number; readonly lane: number },
): GraphView {
  const down = downView(columns, lane);
  const label = (index: number, kind: LabelKind) => spotBeside(firstPiece(routes, index, down.at), kind);
  const ends = labels.flatMap((texts, index) =>
    (["value", "gradient"] as const).map((kind) => {
      const { point, side } = label(index, kind);
      return point[0] + (side.endsWith("left") ? -1 : 1) * letterWidth * textWidth(texts[kind] ?? "");
    }),
  );
  const x: Point = [Math.min(-side, ...ends) - 4, Math.max(rows * lane + side, ...ends) + 4];
  return { ...down, x, width: x[1] - x[0], label };
}

/** Of an edge's texts. */
const letterWidth = 6.6;

type Frame = Omit<GraphView, "label">;

function acrossView(columns: number, rows: number): Frame {
  const [columnWidth, rowHeight] = [86, 78];
  return {
    down: false,
    at: ({ column, row }) => [column * columnWidth, -row * rowHeight],
    width: columns * columnWidth + 2 * side,
    height: Math.round((rows + 1) * rowHeight),
    x: [-side, columns * columnWidth + side],
    y: [-(rows + 0.55) * rowHeight, 0.55 * rowHeight],
  };
}

function downView(columns: number, lane: number): Omit<Frame, "width" | "x"> {
  const stepHeight = 66;
  return {
    down: true,
    at: ({ column, row }) => [row * lane, -column * stepHeight],
    height: (columns + 1) * stepHeight,
    y: [-(columns + 0.45) * stepHeight, 0.45 * stepHeight],
  };
}

/** The piece of a route that its label stands at, and what else begins or ends where it does. */
interface Piece {
  readonly from: Point;
  readonly to: Point;
  /** Whether it ends at a circle, which texts keep clear of. */
  readonly ends: boolean;
  readonly fansOut: boolean;
}

function firstPiece(routes: readonly Route[], index: number, at: GraphView["at"]): Piece {
  const route = routes[index] as Route;
  return {
    from: at(route.through[0] as Place),
    to: at(route.through[1] as Place),
    ends: route.through.length === 2,
    fansOut: routes.filter((other) => other.from === route.from).length > 1,
  };
}

function between(from: Point, to: Point, part: number): [number, number] {
  return [from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])];
}

/** Values above an edge that goes right, gradients below it; beside it where it slopes. */
function spotOver({ from, to, ends }: Piece, kind: LabelKind): LabelSpot {
  const rise = to[1] - from[1];
  const level = Math.abs(rise) < 12;
  const top = kind === "value";
  const across = level ? "center" : rise > 0 === top ? "left" : "right";
  // A text to the right of its spot starts further left, to end before the circle; away from edges that fan
  // out beside this one there is room where it ends at no circle.
  const part = (level ? 0.48 : across === "right" ? 0.36 : 0.58) + (ends ? 0 : 0.22);
  const [x, y] = between(from, to, part);
  const lift = level ? (top ? 4 : -4) : 0;
  return { point: [x, y + lift], side: `${top ? "top" : "bottom"} ${across}` };
}

/**
 * The value and, in the line below it, the gradient, beside an edge that goes down: outside where edges fan out
 * or come together.
 */
function spotBeside({ from, to, fansOut }: Piece, kind: LabelKind): LabelSpot {
  const run = to[0] - from[0];
  const steep = Math.abs(run) < 12;
  const [x, y] = between(from, to, fansOut ? 0.66 : 0.5);
  const right = steep || run > 0 === fansOut;
  // Two lines of a text 15 pixels apart: both over the spot, both under it, or one each.
  const upper = steep ? 7.5 : right === run > 0 ? 20 : -5;
  const line = kind === "value" ? upper : upper - 15;
  return { point: [x + (right ? 6 : -6), y + line], side: `middle ${right ? "right" : "left"}` };
}
