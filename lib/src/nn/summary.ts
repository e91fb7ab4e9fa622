import { withGrad } from "../autograd/grad-mode.js";
import { OptionError } from "../errors.js";
import { checkOptions } from "../given.js";
import { type AnyTensor, fromValues } from "../tensor/base.js";
import { allocate, type DType } from "../tensor/dtype.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import { Layer } from "./layer.js";
import type { Module } from "./module.js";

/** Options of `model.summary`. */
export interface SummaryOptions {
  /** The shape of one example: makes the weights of a model that has not seen an input yet. */
  readonly inputShape?: Shape;
  /** The dtype of that input. Default float32; int32 for ids. */
  readonly dtype?: DType;
}

/** A line of a summary. */
export interface SummaryRow {
  /** The layer's name in its model. */
  readonly name: string;
  /** The layer's kind. */
  readonly type: string;
  /** With null for the batch axis; undefined before the first input. */
  readonly outputShape: readonly (number | null)[] | undefined;
  /** How many parameters the layer has. */
  readonly parameters: number;
  /** Whether training changes them. */
  readonly trainable: boolean;
}

/** A model's layers with their output shapes and numbers of parameters; prints as a table. */
export class Summary {
  /** The model's name. */
  readonly title: string;
  /** One for each layer. */
  readonly rows: readonly SummaryRow[];
  /** How many parameters there are. */
  readonly total: number;
  /** How many of them training changes. */
  readonly trainable: number;

  constructor(
    title: string,
    rows: readonly SummaryRow[],
    counts: {
      readonly total: number;
      readonly trainable: number;
      readonly multiplyAdds?: number | undefined;
    },
  ) {
    this.title = title;
    this.rows = rows;
    this.total = counts.total;
    this.trainable = counts.trainable;
  }

  /** The table's lines, the names of the columns first. */
  protected cells(): readonly (readonly string[])[] {
    return [["Layer", "Output shape", "Parameters"], ...this.rows.map(rowCells)];
  }

  /** The table as text. */
  toString(): string {
    const cells = this.cells();
    const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
    const padded = (text: string, column: number) =>
      column < 2 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!);
    const lines = cells.map((row) => row.map(padded).join("  "));
    lines.splice(1, 0, widths.map((width) => "-".repeat(width)).join("  "));
    return [this.title, ...lines, ...this.totals()].join("\n");
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  [Symbol.for("Jupyter.display")](): Record<string, string> {
    const cell = (tag: string, text: string, align: string) =>
      `<${tag} style="text-align:${align};padding:0.1em 0.8em 0.1em 0">${escapeHtml(text)}</${tag}>`;
    const row = (tag: string, texts: readonly string[]) =>
      `<tr>${texts.map((text, i) => cell(tag, text, i >= 2 ? "right" : "left")).join("")}</tr>`;
    const [names, ...lines] = this.cells();
    const head = row("th", names!);
    const body = lines.map((line) => row("td", line)).join("");
    const caption = `<div><strong>${escapeHtml(this.title)}</strong></div>`;
    const totals = this.totals().map((line) => `<div>${escapeHtml(line)}</div>`);
    const table = `<table><thead>${head}</thead><tbody>${body}</tbody></table>`;
    return {
      "text/html": `<div class="gradbook-summary">${caption}${table}${totals.join("")}</div>`,
      "text/plain": this.toString(),
    };
  }

  /** The lines below the table. */
  protected totals(): readonly string[] {
    const frozen = this.total - this.trainable;
    return [
      `Total parameters: ${grouped(this.total)}`,
      `Trainable: ${grouped(this.trainable)}, not trainable: ${grouped(frozen)}`,
    ];
  }
}

/** Makes the summary of a module. Throws OptionError when its weights do not exist and no inputShape is given. */
export function summarize(module: Module, options?: SummaryOptions): Summary {
  const { inputShape, dtype = "float32" } = checkOptions("summary", options, "inputShape: [784], dtype");
  if (inputShape !== undefined) build(module, [1, ...inputShape], dtype);
  const unbuilt = module.modules().find((part) => part instanceof Layer && !part.built);
  if (unbuilt !== undefined) {
    throw new OptionError(
      `summary: expected a model that has seen an input, got ${unbuilt.label} without weights; try model.summary({ inputShape: [784] })`,
    );
  }
  const children = module.children();
  const rows = (children.length === 0 ? [["", module] as const] : children).map(
    ([name, child]): SummaryRow => {
      const shape = child.outputShape;
      return {
        name,
        type: child.label,
        outputShape: shape?.map((size, axis) => (axis === 0 ? null : size)),
        parameters: child.countParameters().total,
        trainable: child.trainable,
      };
    },
  );
  return new Summary(module.name ?? module.label, rows, module.countParameters());
}

function build(module: Module, shape: Shape, dtype: DType): void {
  const zeros: AnyTensor = fromValues(allocate(dtype, sizeOf(shape)), shape, dtype);
  withGrad(false, () => module.apply(zeros, { training: false }));
}

function rowCells({ name, type, outputShape, parameters, trainable }: SummaryRow): string[] {
  const shape = outputShape === undefined ? "?" : `[${outputShape.map((size) => size ?? "N").join(", ")}]`;
  const label = name === "" ? type : `${name}: ${type}`;
  return [trainable ? label : `${label} (frozen)`, shape, grouped(parameters)];
}

/** 1234567 → 1,234,567. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
