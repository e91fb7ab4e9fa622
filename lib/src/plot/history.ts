import { OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import { Figure } from "./figure.js";
import type { JsonObject, Trace } from "./json.js";
import { type ChartOptions, chartLayout, namedAxis } from "./layout.js";
import { describeCurve } from "./line.js";
import { palette } from "./palette.js";
import { listInWords } from "./text.js";
import { thin } from "./thin.js";
import { toVector, type Vector } from "./values.js";

/** Values by epoch for each metric; validation metrics are named `valLoss` or `val_loss`. */
export type HistoryValues = Readonly<Record<string, Vector>>;

export interface HistoryOptions extends ChartOptions {
  /** Which metrics to draw, without their validation twins; default all. */
  readonly metrics?: readonly string[];
}

/**
 * A training run: loss and metrics by epoch, training against validation, one panel for each metric.
 *
 * @throws OptionError if there is nothing to draw, or for a metric that the history does not have.
 *
 * @example
 * plot.history({ loss: [0.43, 0.33], valLoss: [0.4, 0.36], accuracy: [0.84, 0.88], valAccuracy: [0.86, 0.87] });
 */
export function history(
  run: HistoryValues | { readonly history: HistoryValues },
  options?: HistoryOptions,
): Figure {
  const {
    metrics,
    title = "Training history",
    alt,
    height,
  } = checkOptions("plot.history", options, 'title: "A title", alt, height#, metrics');
  const values = hasHistory(run) ? run.history : run;
  const known = Object.keys(values).filter((name) => !isValidation(name, values));
  const unknown = metrics?.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new OptionError(
      `plot.history: expected metrics among ${listInWords(known)}, got ${unknown}; try metrics: ["${known[0] ?? "loss"}"]`,
    );
  }
  const panels = metrics ?? known;
  if (panels.length === 0) {
    throw new OptionError(
      "plot.history: expected one metric or more, got none; try { loss: [0.9, 0.5, 0.3] }",
    );
  }
  const data: Trace[] = [];
  const described: string[] = [];
  let twins = false;
  panels.forEach((name, panel) => {
    const twin = validationName(name, values);
    const both = [
      { key: name, kind: "training", color: palette[0], dash: "solid", symbol: "circle" },
      { key: twin, kind: "validation", color: palette[1], dash: "dash", symbol: "square" },
    ] as const;
    for (const { key, kind, color, dash, symbol } of both) {
      if (key === undefined) continue;
      const y = toVector(values[key] as Vector, "plot.history");
      const epochs = y.map((_, index) => index + 1);
      if (kind === "validation") twins = true;
      const few = y.length <= 30;
      described.push(
        describeCurve(kind === "training" ? name : `validation ${name}`, epochs, y, { xLabel: "epoch" }),
      );
      data.push({
        type: "scatter",
        mode: few ? "lines+markers" : "lines",
        name: kind,
        legendgroup: kind,
        showlegend: panel === 0 || undefined,
        ...thin(epochs, y),
        xaxis: "x",
        yaxis: panel === 0 ? "y" : `y${panel + 1}`,
        line: { color, dash, width: 2 },
        marker: few ? { color, symbol, size: 7 } : undefined,
      });
    }
  });
  const legend = twins ? ["training", "validation"] : [];
  return new Figure({
    title,
    alt: alt ?? described.join(" "),
    data: data.map((trace) => ({ ...trace, showlegend: trace.showlegend ?? false })),
    layout: chartLayout({
      title,
      height: height ?? 100 + 190 * panels.length,
      legend,
      rest: {
        ...panelAxes(panels),
        xaxis: namedAxis("epoch", {
          anchor: panels.length === 1 ? "y" : `y${panels.length}`,
          ...wholeTicks(data),
        }),
      },
    }),
  });
}

function hasHistory(
  run: HistoryValues | { readonly history: HistoryValues },
): run is { readonly history: HistoryValues } {
  return "history" in run && !Array.isArray(run.history) && !ArrayBuffer.isView(run.history);
}

/** The y axis of each panel, the first on top. */
function panelAxes(panels: readonly string[]): JsonObject {
  const gap = 0.1;
  const share = (1 - gap * (panels.length - 1)) / panels.length;
  const axes = panels.map((name, index): [string, JsonObject] => {
    const top = 1 - index * (share + gap);
    const key = index === 0 ? "yaxis" : `yaxis${index + 1}`;
    return [key, namedAxis(name, { domain: [Math.max(0, top - share), top], anchor: "x" })];
  });
  return Object.fromEntries(axes);
}

/** Epochs are whole: a tick for each while there are few. */
function wholeTicks(data: readonly Trace[]): JsonObject {
  const epochs = Math.max(...data.map((trace) => (Array.isArray(trace.x) ? trace.x.length : 0)));
  return epochs <= 10 ? { dtick: 1 } : { tickformat: "d" };
}

function validationName(name: string, values: HistoryValues): string | undefined {
  const camel = `val${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return [camel, `val_${name}`].find((key) => key in values);
}

function isValidation(name: string, values: HistoryValues): boolean {
  return Object.keys(values).some((other) => validationName(other, values) === name);
}
