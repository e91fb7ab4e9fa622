const BINS = 30;
const WIDTH = 300;
const HEIGHT = 90;
/** Of more numbers every n-th is counted: a look must not take long. */
const MOST = 200_000;

/** How numbers are spread, as a small picture with their range, mean and standard deviation; undefined for fewer than 2. */
export function histogram(numbers: ArrayLike<number> | undefined): string | undefined {
  if (numbers === undefined || numbers.length < 2) return undefined;
  const step = Math.ceil(numbers.length / MOST);
  const { min, max, mean, deviation, count } = statistics(numbers, step);
  if (count === 0) return undefined;
  const counts = new Array<number>(BINS).fill(0);
  const width = max - min || 1;
  for (let i = 0; i < numbers.length; i += step) {
    const x = Number(numbers[i]);
    if (!Number.isFinite(x)) continue;
    const bin = Math.min(BINS - 1, Math.floor(((x - min) / width) * BINS));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const most = Math.max(...counts);
  const bars = counts.map((n, i) => {
    const height = (n / most) * HEIGHT;
    const x = (i * WIDTH) / BINS;
    return `<rect x="${x}" y="${(HEIGHT - height).toFixed(1)}" width="${WIDTH / BINS - 1}" height="${height.toFixed(1)}"/>`;
  });
  const label = `${short(min)} to ${short(max)}, mean ${short(mean)}, standard deviation ${short(deviation)}`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" ` +
    `fill="currentColor" role="img"><title>${label}</title>${bars.join("")}</svg>` +
    `<div>${numbers.length} numbers, ${label}</div>`
  );
}

function statistics(numbers: ArrayLike<number>, step: number) {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [count, mean, squares] = [0, 0, 0];
  for (let i = 0; i < numbers.length; i += step) {
    const x = Number(numbers[i]);
    if (!Number.isFinite(x)) continue;
    min = Math.min(min, x);
    max = Math.max(max, x);
    // Welford's running mean and sum of squares.
    const delta = x - mean;
    mean += delta / ++count;
    squares += delta * (x - mean);
  }
  return { min, max, mean, count, deviation: count > 0 ? Math.sqrt(squares / count) : 0 };
}

function short(x: number): string {
  return String(Number(x.toPrecision(4)));
}
