/** The directions along which points differ most, and how much of all that they differ by lies along each. */
export interface Components {
  /** Points in the plane of the first two directions. */
  readonly points: readonly (readonly [number, number])[];
  readonly shares: readonly [number, number];
}

/** Rounds of the power method; each is far more than neighbours in a picture need. */
const rounds = 200;

/** The first two principal components of rows of numbers (Pearson 1901), by the power method: the same on every machine. */
export function principalComponents(rows: readonly (readonly number[])[]): Components {
  const width = rows[0]?.length ?? 0;
  const means = Array.from(
    { length: width },
    (_, k) => rows.reduce((sum, row) => sum + row[k]!, 0) / rows.length,
  );
  let rest = rows.map((row) => row.map((value, k) => value - means[k]!));
  const all = spreadOf(rest) || 1;
  const parts = [0, 1].map(() => {
    const direction = mainDirection(rest, width);
    const along = rest.map((row) => dot(row, direction));
    rest = rest.map((row, i) => row.map((value, k) => value - along[i]! * direction[k]!));
    return { along, share: along.reduce((sum, value) => sum + value * value, 0) / all };
  });
  return {
    points: rows.map((_, i) => [parts[0]!.along[i]!, parts[1]!.along[i]!] as const),
    shares: [parts[0]!.share, parts[1]!.share],
  };
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, k) => sum + value * b[k]!, 0);
}

function spreadOf(rows: readonly (readonly number[])[]): number {
  return rows.reduce((sum, row) => sum + dot(row, row), 0);
}

/** The direction of the greatest spread, its greatest part positive; zeros when there is none. */
function mainDirection(rows: readonly (readonly number[])[], width: number): readonly number[] {
  const longest = rows.reduce<readonly number[]>(
    (best, row) => (dot(row, row) > dot(best, best) ? row : best),
    [],
  );
  let direction: readonly number[] = longest.length === 0 ? new Array<number>(width).fill(0) : unit(longest);
  for (let round = 0; round < rounds; round++) {
    const next = new Array<number>(width).fill(0);
    for (const row of rows) {
      const along = dot(row, direction);
      for (let k = 0; k < width; k++) next[k]! += along * row[k]!;
    }
    direction = unit(next);
  }
  const greatest = direction.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return greatest < 0 ? direction.map((value) => -value) : direction;
}

function unit(vector: readonly number[]): readonly number[] {
  const length = Math.sqrt(dot(vector, vector));
  return length === 0 ? vector.map(() => 0) : vector.map((value) => value / length);
}
