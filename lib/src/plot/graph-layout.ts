/** A node of a drawing: what it is fed by. */
export interface LayoutNode {
  /** Indices of the nodes whose values go in, in order. */
  readonly inputs: readonly number[];
}

/** Where a node is drawn: columns from left to right, places from top to bottom, in steps of 1. */
export interface Place {
  readonly column: number;
  readonly row: number;
}

/** The way of one input to its node: the points that the edge goes through, both ends included. */
export interface Route {
  readonly from: number;
  readonly to: number;
  /** Which of the node's inputs this is. */
  readonly input: number;
  readonly through: readonly Place[];
}

/**
 * Places a graph in columns, as Sugiyama, Tagawa and Toda do ("Methods for visual understanding of
 * hierarchical system structures", 1981): a column for each step of the computation, edges over several
 * columns routed through a place of their own in each, places ordered so that few edges cross. A value that
 * goes into one node twice goes on two ways, each through a place of its own.
 *
 * `nodes` come in an order in which inputs stand before what they feed.
 */
export function layoutGraph(nodes: readonly LayoutNode[]): {
  readonly places: Place[];
  readonly routes: Route[];
} {
  const columns = chooseColumns(nodes);
  const chains = makeChains(nodes, columns);
  const order = orderColumns(chains, columns);
  const rows = alignRows(order, chains);
  const placeOf = (slot: number): Place => ({ column: chains.column[slot] ?? 0, row: rows[slot] ?? 0 });
  return {
    places: nodes.map((_, node) => placeOf(node)),
    routes: chains.routes.map(({ from, to, input, slots }) => ({
      from,
      to,
      input,
      through: slots.map(placeOf),
    })),
  };
}

/**
 * Results one column right of their last input; sources one column left of the first node they feed. One column
 * more where a value goes in twice, for a place between.
 */
function chooseColumns(nodes: readonly LayoutNode[]): number[] {
  const columns: number[] = [];
  const step = (inputs: readonly number[], input: number): number =>
    inputs.filter((other) => other === input).length > 1 ? 2 : 1;
  for (const { inputs } of nodes) {
    columns.push(Math.max(0, ...inputs.map((input) => (columns[input] ?? 0) + step(inputs, input))));
  }
  nodes.forEach(({ inputs }, node) => {
    if (inputs.length > 0) return;
    const fed = nodes.flatMap((other, index) =>
      other.inputs.includes(node) ? [(columns[index] ?? 1) - step(other.inputs, node)] : [],
    );
    columns[node] = fed.length === 0 ? 0 : Math.min(...fed);
  });
  return columns;
}

interface Chains {
  /** The column of each slot; slots 0 … nodes - 1 are the nodes, the rest are places on long edges. */
  readonly column: number[];
  readonly links: (readonly [number, number])[];
  readonly routes: {
    readonly from: number;
    readonly to: number;
    readonly input: number;
    readonly slots: number[];
  }[];
}

function makeChains(nodes: readonly LayoutNode[], columns: readonly number[]): Chains {
  const chains: Chains = { column: [...columns], links: [], routes: [] };
  nodes.forEach(({ inputs }, to) => {
    inputs.forEach((from, input) => {
      const slots = [from];
      for (let column = (columns[from] ?? 0) + 1; column < (columns[to] ?? 0); column++) {
        slots.push(chains.column.push(column) - 1);
      }
      slots.push(to);
      for (let index = 1; index < slots.length; index++) {
        chains.links.push([slots[index - 1] ?? 0, slots[index] ?? 0]);
      }
      chains.routes.push({ from, to, input, slots });
    });
  });
  return chains;
}

/** Slots of each column from top to bottom, sorted by their neighbors' average place, back and forth. */
function orderColumns(chains: Chains, nodeColumns: readonly number[]): number[][] {
  const width = Math.max(0, ...nodeColumns) + 1;
  const order: number[][] = Array.from({ length: width }, () => []);
  // Depth first from the results, so that the inputs of a node start in the order it takes them.
  const seen = new Set<number>();
  const visit = (slot: number): void => {
    if (seen.has(slot)) return;
    seen.add(slot);
    for (const [from, to] of chains.links) if (to === slot) visit(from);
    order[chains.column[slot] ?? 0]?.push(slot);
  };
  for (let slot = nodeColumns.length - 1; slot >= 0; slot--) visit(slot);
  for (let sweep = 0; sweep < 4; sweep++) {
    for (const column of sweep % 2 === 0 ? order : [...order].reverse()) {
      const position = new Map(order.flatMap((slots) => slots.map((slot, index) => [slot, index] as const)));
      const pull = new Map(column.map((slot) => [slot, averageNeighbor(slot, chains, position)]));
      column.sort((a, b) => (pull.get(a) ?? 0) - (pull.get(b) ?? 0));
    }
  }
  return order;
}

function averageNeighbor(slot: number, { links }: Chains, position: ReadonlyMap<number, number>): number {
  const neighbors = links.flatMap(([from, to]) => (from === slot ? [to] : to === slot ? [from] : []));
  if (neighbors.length === 0) return position.get(slot) ?? 0;
  return neighbors.reduce((sum, other) => sum + (position.get(other) ?? 0), 0) / neighbors.length;
}

/** Rows: each slot near the average of its neighbors', at least one row below the slot above it. */
function alignRows(order: readonly number[][], chains: Chains): number[] {
  const rows: number[] = [];
  for (const slots of order) {
    slots.forEach((slot, index) => {
      rows[slot] = index - (slots.length - 1) / 2;
    });
  }
  for (let sweep = 0; sweep < 6; sweep++) {
    for (const slots of sweep % 2 === 0 ? order : [...order].reverse()) {
      const wanted = slots.map((slot) => averageRow(slot, chains, rows));
      let shift = 0;
      slots.forEach((slot, index) => {
        const above = slots[index - 1];
        const least = above === undefined ? Number.NEGATIVE_INFINITY : (rows[above] ?? 0) + 1;
        rows[slot] = Math.max(wanted[index] ?? 0, least);
        shift += (rows[slot] ?? 0) - (wanted[index] ?? 0);
      });
      // Pushing slots apart moves the column down; move it back up by the average.
      for (const slot of slots) rows[slot] = (rows[slot] ?? 0) - shift / slots.length;
    }
  }
  const top = Math.min(...rows);
  return rows.map((row) => row - top);
}

function averageRow(slot: number, { links }: Chains, rows: readonly number[]): number {
  const neighbors = links.flatMap(([from, to]) => (from === slot ? [to] : to === slot ? [from] : []));
  if (neighbors.length === 0) return rows[slot] ?? 0;
  return neighbors.reduce((sum, other) => sum + (rows[other] ?? 0), 0) / neighbors.length;
}
