import type { Row } from "./part.js";

/** A row and the part that it belongs to. */
export interface PartRow extends Row {
  readonly part: string;
}

const heads = ["part", "what", "passed", "failed", "skipped", "minutes"] as const;

/** The rows as a table that reads well on a terminal and is Markdown, and where to read on about what failed. */
export function summary(rows: readonly PartRow[]): string {
  const cells = rows.map((row) => [
    row.part,
    row.what,
    ...[row.passed, row.failed, row.skipped].map(String),
    (row.seconds / 60).toFixed(1),
  ]);
  const widths = heads.map((head, i) => Math.max(head.length, ...cells.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]): string => {
    const padded = row.map((text, i) =>
      i < 2 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0),
    );
    return `| ${padded.join(" | ")} |`;
  };
  const rule = widths.map((width, i) => (i < 2 ? `:${"-".repeat(width - 1)}` : `${"-".repeat(width - 1)}:`));
  const logs = rows
    .filter(({ failed }) => failed > 0)
    .map(({ part, what, log }) => `${part}, ${what}: ${log}`);
  const table = [line(heads), line(rule), ...cells.map(line)].join("\n");
  return logs.length === 0 ? table : `${table}\n\nWhat failed:\n  ${logs.join("\n  ")}`;
}
