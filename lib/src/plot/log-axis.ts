import { OptionError } from "../errors.js";
import type { JsonObject } from "./json.js";
import { extent } from "./values.js";

/** The most powers of ten between the ends of an axis that also shows 2, 5, 20, 50, … */
const fewPowers = 2.2;

/**
 * The ticks of a log axis that shows `range`, the logarithms of its ends: powers of ten, about five of them,
 * or over few of them 1, 2, 5, 10, 20, … Plotly's own choice writes lone digits, such as 8 for 0.08.
 */
export function logTicks([low, high]: readonly [number, number]): JsonObject {
  if (high - low > fewPowers) {
    return {
      tickmode: "linear",
      tick0: 0,
      dtick: Math.max(1, Math.ceil((high - low) / 6)),
      exponentformat: "power",
    };
  }
  const ticks: number[] = [];
  for (let power = Math.floor(low); power <= high; power++) {
    for (const first of [1, 2, 5]) {
      const tick = Number(`${first}e${power}`);
      const at = Math.log10(tick);
      if (at >= low - 1e-9 && at <= high + 1e-9) ticks.push(tick);
    }
  }
  return { tickmode: "array", tickvals: ticks, ticktext: ticks.map(tickText) };
}

/** The ticks for `values`; none if no value is positive. */
export function logTicksOf(values: readonly number[]): JsonObject {
  const range = extent(values.filter((value) => value > 0).map(Math.log10));
  return range === undefined ? {} : logTicks(widened(range));
}

/** What Plotly shows of a log axis, by its own choice: a little more than the values. */
function widened([low, high]: readonly [number, number]): [number, number] {
  const pad = 0.06 * (high - low || 1);
  return [low - pad, high + pad];
}

/** A range as Plotly takes it: on a log axis the logarithms of its ends. Throws OptionError where they have none. */
export function axisRange(
  where: string,
  [low, high]: readonly [number, number],
  scale: "linear" | "log",
): [number, number] {
  if (scale !== "log") return [low, high];
  if (!(low > 0)) {
    throw new OptionError(
      `${where}: expected a range above 0 on a log scale, got [${low}, ${high}]; try { yRange: [0.01, 1] }`,
    );
  }
  return [Math.log10(low), Math.log10(high)];
}

function tickText(value: number): string {
  const power = Math.floor(Math.log10(value) + 1e-9);
  if (power >= -3 && power <= 4) return String(value);
  const first = Math.round(value / 10 ** power);
  return `${first === 1 ? "" : `${first}·`}10<sup>${String(power).replace("-", "−")}</sup>`;
}
