import { createServer } from "node:net";
import { parse } from "node:path";
import { getHeapStatistics } from "node:v8";
import type { AnsweringService } from "../../types/answering.js";
import { forget, type SharedPlace, socketOf } from "./generations.js";
import { Hub } from "./hub.js";
import { ProcessorLimit } from "./processor-limit.js";

/** A kernel that is started anew finds the service of the one before if it comes within so long, in ms. */
const GRACE = 3000;

/**
 * What one kernel asks may take so long. Whoever asks ends this process long before (patience.ts); this is for what nobody
 * waits for any more, since its kernel was killed.
 */
const LONGEST = { longest: 30, byTheClock: 600_000 };

/** What the service may hold for each kernel, and before the first, in bytes. */
const MOST_EACH = 150e6;
const MOST_AT_FIRST = 350e6;

export interface ServedGeneration {
  readonly place: SharedPlace;
  readonly generation: number;
}

/**
 * Serves the user's kernels until the last has left.
 * @param open makes the service of one more kernel
 */
export function serveShared(
  { place, generation }: ServedGeneration,
  open: (log: (line: string) => void) => AnsweringService,
): void {
  // It outlives the kernel that started it, and must not hold on to that one's folder.
  process.chdir(parse(process.cwd()).root);
  process.umask(0o077);
  const end = (): void => {
    server.close();
    forget(place, generation);
    process.exit();
  };
  let ending = setTimeout(end, GRACE);
  const limit = new ProcessorLimit(LONGEST);
  const hub = new Hub({
    open,
    within: (task) => limit.within(task),
    memory: () => getHeapStatistics().used_heap_size,
    most: (kernels) => MOST_AT_FIRST + MOST_EACH * kernels,
    onEmpty: () => {
      ending = setTimeout(end, GRACE);
    },
    onDamage: () => setImmediate(end),
  });
  const server = createServer((socket) => {
    clearTimeout(ending);
    hub.welcome(socket);
  });
  const path = socketOf(place, generation);
  server.listen(path, () => process.send?.(path, () => {}));
  server.on("error", () => process.exit(1));
}
