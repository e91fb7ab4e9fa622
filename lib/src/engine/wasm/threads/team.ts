import { environment } from "../../../environment.js";
import { OptionError } from "../../../errors.js";
import { quoted } from "../../../given.js";
import { onInterrupt } from "../../../interrupt.js";
import { Crew } from "./crew.js";
import { canShare, cores } from "./spawn.js";

/** More threads than this share one memory's bandwidth without getting faster. */
const MOST_BY_DEFAULT = 8;
const MOST = 64;

let wanted: number | undefined;
let crew: Crew | undefined;

onInterrupt(() => crew?.settle());

/** How many threads compute. */
export function threads(): number {
  if (!canShare()) return 1;
  wanted ??= fromEnvironment() ?? Math.min(cores(), MOST_BY_DEFAULT);
  return wanted;
}

function fromEnvironment(): number | undefined {
  const text = environment("GRADBOOK_THREADS");
  if (text === undefined) return undefined;
  return checked("GRADBOOK_THREADS", Number(text));
}

function checked(where: string, count: number): number {
  if (Number.isInteger(count) && count >= 1 && count <= MOST) return count;
  throw new OptionError(`${where}: expected a whole number from 1 to ${MOST}, got ${quoted(count)}; try 2`);
}

/**
 * Sets how many threads compute the large kernels of recorded steps, the calling one among them. The bits of
 * every result stay the same.
 *
 * Default: `GRADBOOK_THREADS`, or the machine's cores, at most 8. They start with the first step that gains from
 * them. Where memory cannot be shared, as in a page that is not isolated from other origins, one thread computes
 * all the same; `info()` tells.
 * Throws OptionError for anything but a whole number from 1 to 64.
 *
 * @example
 * setThreads(2);
 */
export function setThreads(count: number): void {
  wanted = checked("setThreads", count);
  if (crew === undefined || crew.threads === wanted) return;
  crew.end();
  crew = undefined;
}

/** The threads, started now if they were not; undefined for one. */
export function crewOfThreads(): Crew | undefined {
  if (crew?.isBroken) setThreads(1);
  if (threads() === 1) return undefined;
  try {
    crew ??= new Crew(threads());
  } catch {
    // Threads are forbidden here, as by a page's security policy.
    wanted = 1;
  }
  return crew;
}

/** Lets threads forget kernels over a memory that is gone. */
export function forgetSet(set: number): void {
  crew?.forget(set);
}
