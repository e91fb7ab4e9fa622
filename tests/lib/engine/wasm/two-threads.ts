import { info, setThreads } from "gradbook";
import { afterAll, beforeAll } from "vitest";
import type { Arena } from "../../../../lib/src/engine/wasm/arena.js";
import type { Crew } from "../../../../lib/src/engine/wasm/threads/crew.js";
import { crewOfThreads } from "../../../../lib/src/engine/wasm/threads/team.js";

/** Lets the tests of a group use an arena's kernels by two threads; gives these threads once the tests run. */
export function byTwoThreads(arena: Arena): () => Crew {
  const former = info().threads;
  let crew: Crew | undefined;

  beforeAll(async () => {
    setThreads(2);
    crew = crewOfThreads()!;
    crew.learn(arena.set);
    while (!crew.isReady) await new Promise((resolve) => setTimeout(resolve, 1));
    arena.crew = crew;
  });
  afterAll(() => {
    arena.crew = undefined;
    setThreads(former);
  });
  return () => crew!;
}
