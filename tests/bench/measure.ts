/** One thing that is measured, for each peer that can do it. */
export interface Bench {
  readonly name: string;
  /** What the numbers are in, such as "ms". */
  readonly unit: string;
  /** Peer's name → one measurement, in the unit. */
  readonly peers: Readonly<Record<string, () => Promise<number>>>;
  /** How often it is measured at most, if it takes minutes. */
  readonly rounds?: number;
  /** Only measured when it is asked for by name. */
  readonly onlyByName?: boolean;
}

export interface BenchResult {
  readonly name: string;
  readonly unit: string;
  /** Peer's name → the median of its measurements. */
  readonly medians: Readonly<Record<string, number>>;
}

/** The middle of the numbers, without those that are none; of an even count the mean of the two in the middle. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.filter((number) => !Number.isNaN(number)).sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/**
 * Measures every bench for every peer once per round, one after another: what slows the machine for a while
 * then slows all peers alike.
 */
export async function measure(
  benches: readonly Bench[],
  { rounds, onRound }: { readonly rounds: number; readonly onRound?: (round: number, of: number) => void },
): Promise<readonly BenchResult[]> {
  const samples = benches.map(
    (bench) => new Map(Object.keys(bench.peers).map((peer) => [peer, [] as number[]])),
  );
  for (let round = 1; round <= rounds; round++) {
    onRound?.(round, rounds);
    for (const [index, bench] of benches.entries()) {
      if (round > (bench.rounds ?? rounds)) continue;
      for (const [peer, once] of Object.entries(bench.peers)) samples[index]?.get(peer)?.push(await once());
    }
  }
  return benches.map(({ name, unit }, index) => ({
    name,
    unit,
    medians: Object.fromEntries(
      [...(samples[index] ?? [])].map(([peer, numbers]) => [peer, median(numbers)]),
    ),
  }));
}

/**
 * The results as a Markdown table, one row per bench and one column per peer. Behind each peer's number stands how
 * often it is the first peer's.
 */
export function table(results: readonly BenchResult[]): string {
  const peers = [...new Set(results.flatMap((result) => Object.keys(result.medians)))];
  const rows = results.map(({ name, unit, medians }) => [
    `${name}, ${unit}`,
    ...peers.map((peer) => shown(medians[peer], peer === peers[0] ? undefined : medians[peers[0] ?? ""])),
  ]);
  const all = [["median", ...peers], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = all.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`,
  );
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  return [lines[0], rule, ...lines.slice(1)].join("\n");
}

/** A number, and behind it how often it is the other, if there is one. */
function shown(value: number | undefined, other: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return "–";
  if (other === undefined || Number.isNaN(other) || other === 0) return round(value);
  return `${round(value)} (${(value / other).toFixed(1)}x)`;
}

/** Three digits that count. */
function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
