import { availableParallelism } from "node:os";

/** What is run under a name of its own; `say` shows how far it is. */
export interface Job {
  readonly name: string;
  run(say: (text: string) => void): Promise<void>;
}

export interface RunEachOptions {
  /** Where the progress is shown. Default: standard output. */
  readonly out?: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown };
  /** How many run at a time. Default: as many as there are cores. */
  readonly workers?: number;
}

/**
 * Runs jobs, as many at a time as there are cores, in their order. Shows how far they are, and goes on when one fails.
 *
 * Progress on a terminal is one line that counts its seconds; in a log it is one line per finished job, announced when
 * it begins so that a long one is not taken for a stuck one.
 *
 * @returns what failed, by name, in the words of its error
 */
export async function runEach(
  jobs: readonly Job[],
  { out = process.stdout, workers = availableParallelism() }: RunEachOptions = {},
): Promise<ReadonlyMap<string, string>> {
  const screen = new Screen(out);
  const failures = new Map<string, string>();
  const queue = jobs.entries();
  const work = async (): Promise<void> => {
    for (const [index, job] of queue) {
      const line = screen.begin(`${index + 1}/${jobs.length} ${job.name}`);
      try {
        await job.run(line.say);
        line.end((seconds) => `done in ${seconds.toFixed(1)} s`);
      } catch (error) {
        line.end(() => "failed");
        failures.set(job.name, error instanceof Error ? error.message : String(error));
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, jobs.length) }, work));
  screen.close();
  // In the order of the jobs, whichever ended first.
  return new Map(jobs.flatMap(({ name }) => (failures.has(name) ? [[name, failures.get(name)!]] : [])));
}

/** The failures as text for a terminal; empty when there are none. */
export function describeFailures(failures: ReadonlyMap<string, string>, jobs: readonly Job[]): string {
  if (failures.size === 0) return "";
  const each = [...failures].map(([name, message]) => `${name}: ${message}`.replaceAll("\n", "\n    "));
  return [`${failures.size} of ${jobs.length} failed:`, ...each].join("\n  ");
}

interface Running {
  readonly title: string;
  readonly started: number;
  how: string;
}

class Screen {
  readonly #out: NonNullable<RunEachOptions["out"]>;
  readonly #running = new Set<Running>();
  readonly #timer: NodeJS.Timeout | undefined;

  constructor(out: NonNullable<RunEachOptions["out"]>) {
    this.#out = out;
    if (out.isTTY) this.#timer = setInterval(() => this.#show(), 1000);
  }

  begin(title: string): { say(text: string): void; end(words: (seconds: number) => string): void } {
    const job = { title, started: performance.now(), how: "" };
    this.#running.add(job);
    if (this.#out.isTTY) this.#show();
    else this.#out.write(`  ${title} …\n`);
    return {
      say: (text) => {
        job.how = ` ${text},`;
        this.#show();
      },
      end: (words) => {
        this.#running.delete(job);
        this.#out.write(`${this.#out.isTTY ? "\r\x1b[K" : ""}  ${title} ${words(secondsOf(job))}\n`);
        this.#show();
      },
    };
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #show(): void {
    if (!this.#out.isTTY || this.#running.size === 0) return;
    const all = [...this.#running].map((job) => `${job.title} …${job.how} ${Math.round(secondsOf(job))} s`);
    // A line that wraps could not be written over.
    this.#out.write(`\r\x1b[K  ${all.join(" · ")} `.slice(0, (this.#out.columns ?? 80) + 3));
  }
}

function secondsOf({ started }: Running): number {
  return (performance.now() - started) / 1000;
}
