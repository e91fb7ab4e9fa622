/** Anything that JSON can hold; properties that are undefined are left out. */
export type Json =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Json[]
  | { readonly [key: string]: Json };

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json };

/** One Plotly trace: its type and whatever attributes Plotly's reference lists for that type. */
export type Trace = JsonObject & { readonly type: string };

/** One Plotly frame: the parts of traces (and of the layout) that change when the frame is shown. */
export type Frame = {
  /** What the slider's stop refers to. */
  readonly name: string;
  /** What changes of the traces. */
  readonly data: readonly JsonObject[];
  /** Which traces change. */
  readonly traces: readonly number[];
  /** What changes of the layout. */
  readonly layout?: JsonObject;
};

const significantDigits = 5;

/**
 * A number as charts carry it: five significant digits, so that a chart's JSON stays small; whole numbers
 * are counts, sizes or labels and stay as they are. NaN and the infinities become null, Plotly's gap.
 */
export function roundNumber(value: number): number | null {
  if (!Number.isFinite(value)) return null;
  return Number.isInteger(value) ? value : Number(value.toPrecision(significantDigits));
}

/**
 * Rounds values to a power of ten that is at most a part of what is shown: what a picture's colors can tell
 * apart needs no more digits.
 */
export function coarse(values: readonly number[], span: number): number[] {
  const digits = Math.max(0, -Math.round(Math.log10(span / 200)));
  const step = 10 ** -digits;
  return values.map((value) =>
    Number.isFinite(value) ? Number((Math.round(value / step) * step).toFixed(digits)) : value,
  );
}

/** A copy without undefined properties and with every number rounded (`roundNumber`). */
export function tidyJson<T extends Json>(value: T): T {
  return tidy(value) as T;
}

function tidy(value: Json): Json {
  if (typeof value === "number") return roundNumber(value);
  if (Array.isArray(value)) return value.map((item: Json) => tidy(item) ?? null);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, tidy(item)]));
}
