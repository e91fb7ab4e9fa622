import { checkOptions } from "../given.js";
import type { Module } from "./module.js";
import { type MultiplyAdds, multiplyAdds } from "./multiply-adds.js";
import { grouped, Summary, type SummaryOptions, summarize } from "./summary.js";

/** A summary that counts multiply-adds, too. */
export class DetailedSummary extends Summary {
  /** Multiply-adds of one example, in all and of each part. */
  readonly multiplyAdds: MultiplyAdds;

  constructor(summary: Summary, counted: MultiplyAdds) {
    super(summary.title, summary.rows, summary);
    this.multiplyAdds = counted;
  }

  protected override cells(): readonly (readonly string[])[] {
    const counts = [...this.multiplyAdds.of.values()].map(grouped);
    return super.cells().map((row, i) => [...row, i === 0 ? "Multiply-adds" : counts[i - 1]!]);
  }

  protected override totals(): readonly string[] {
    return [...super.totals(), `Multiply-adds for one example: ${grouped(this.multiplyAdds.total)}`];
  }
}

/**
 * The table of `model.summary` with one column more: the multiply-adds of one example, the multiplications that go with an
 * addition in products, convolutions, attention and recurrent layers. The model runs on zeros to count them.
 *
 * Throws OptionError for a model that has not seen an input when no inputShape is given.
 *
 * @example
 * ```ts
 * const model = nn.sequential([nn.dense(8), nn.dense(2)]);
 * nn.detailedSummary(model, { inputShape: [4] }).multiplyAdds.total; // 48
 * ```
 */
export function detailedSummary(module: Module, options?: SummaryOptions): DetailedSummary {
  const given = checkOptions("detailedSummary", options, "inputShape: [784], dtype");
  const summary = summarize(module, given);
  return new DetailedSummary(summary, multiplyAdds(module, given));
}
