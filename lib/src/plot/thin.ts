const most = 600;

/**
 * At most about 600 points of a curve: the first, the last, and the lowest and highest of each stretch
 * between, so that no peak or dip is lost.
 */
export function thin(x: readonly number[], y: readonly number[]): { x: number[]; y: number[] } {
  if (y.length <= most) return { x: [...x], y: [...y] };
  const kept = new Set([0, y.length - 1]);
  const stretches = most / 2;
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = Math.floor((stretch * y.length) / stretches);
    const to = Math.floor(((stretch + 1) * y.length) / stretches);
    let low = from;
    let high = from;
    for (let index = from; index < to; index++) {
      const value = y[index] ?? 0;
      // A value that is not finite is kept as a gap: it stands for the stretch in both places.
      if (!Number.isFinite(value)) low = high = index;
      else if (value < (y[low] ?? 0)) low = index;
      else if (value > (y[high] ?? 0)) high = index;
    }
    kept.add(low).add(high);
  }
  const indices = [...kept].sort((a, b) => a - b);
  return { x: indices.map((index) => x[index] ?? 0), y: indices.map((index) => y[index] ?? 0) };
}
