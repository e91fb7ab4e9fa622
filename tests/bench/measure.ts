/** One thing that is measured, for each peer that can do it. */
export interface Bench {
  readonly name: string;
  /** What the numbers are in, such as "ms". */
  readonly unit: string;
  /** Peer's name → one measurement, in the unit; undefined when the peer cannot do it. Ours is the first. */
  readonly peers: Readonly<Record<string, () => Promise<number | undefined>>>;
  /** How often it is measured at most, if it takes minutes. */
  readonly rounds?: number;
  /** Only measured when it is asked for by name. */
  readonly onlyByName?: boolean;
}

/** What a peer's rounds gave. */
export interface Sample {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export interface BenchResult {
  readonly name: string;
  readonly unit: string;
  readonly samples: Readonly<Record<string, Sample>>;
}

/** The middle of the numbers; of an even count the mean of the two in the middle. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
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
  const numbers = benches.map(() => new Map<string, number[]>());
  for (let round = 1; round <= rounds; round++) {
    onRound?.(round, rounds);
    for (const [index, bench] of benches.entries()) {
      if (round > (bench.rounds ?? rounds)) continue;
      for (const [peer, once] of Object.entries(bench.peers)) {
        const number = await once();
        if (number === undefined) continue;
        const known = numbers[index]?.get(peer);
        if (known) known.push(number);
        else numbers[index]?.set(peer, [number]);
      }
    }
  }
  return benches.map(({ name, unit }, index) => ({
    name,
    unit,
    samples: Object.fromEntries([...(numbers[index] ?? [])].map(([peer, all]) => [peer, sample(all)])),
  }));
}

function sample(numbers: readonly number[]): Sample {
  return { median: median(numbers), least: Math.min(...numbers), most: Math.max(...numbers) };
}

/**
 * The results as a Markdown table, one row per bench and one column per peer: the median, the least and the most
 * in brackets, and how many times the first peer's median it is.
 */
export function table(results: readonly BenchResult[]): string {
  const peers = [...new Set(results.flatMap((result) => Object.keys(result.samples)))];
  const rows = results.map(({ name, unit, samples }) => [
    `${name}, ${unit}`,
    ...peers.map((peer) => cell(samples[peer], peer === peers[0] ? undefined : samples[peers[0] ?? ""])),
  ]);
  const all = [["median (least-most)", ...peers], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = all.map(
    (row) => `| ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(" | ")} |`,
  );
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  return [lines[0], rule, ...lines.slice(1)].join("\n");
}

function cell(peer: Sample | undefined, ours: Sample | undefined): string {
  if (peer === undefined) return "–";
  const span = peer.least === peer.most ? "" : ` (${round(peer.least)}-${round(peer.most)})`;
  const ratio = ours === undefined ? "" : ` ${ratioText(peer.median / ours.median)}x`;
  return `${round(peer.median)}${span}${ratio}`;
}

function ratioText(ratio: number): string {
  return ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(ratio >= 0.1 ? 1 : 2);
}

/** Three digits that count. */
function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
