import { train } from "gradbook";
import { base64 } from "gradbook-kernel/page/session-worker";
import { TRAININGS_TARGET } from "../comm-targets.js";
import { currentCell, onPageComm } from "./session-comms.js";

/** Shorter trainings are done again, in ms. */
const SHORT = 200;

/** A training as JSON, which knows neither bytes nor a loss that is not a number. */
interface WrittenTraining {
  readonly checkpoint: string;
  readonly epochs: readonly number[];
  readonly history: Readonly<Record<string, readonly string[]>>;
}

/**
 * Trainings are known by their cell and their place in it. A session that takes the place of another, in which cells run
 * again, finds what theirs have come to, and need not train.
 */
export function serveTrainings(): void {
  onPageComm(TRAININGS_TARGET, (comm, { data }) => {
    const known = data.known as ReadonlyMap<string, WrittenTraining>;
    const counts = new Map<string, number>();
    train.keepTrainings(() => {
      const cell = currentCell();
      const count = (counts.get(cell) ?? 0) + 1;
      counts.set(cell, count);
      const key = `${cell}/${count}`;
      const found = known.get(key);
      const begun = performance.now();
      return {
        known: found && read(found),
        keep: (training) => {
          if (performance.now() - begun > SHORT) comm.send({ key, training: written(training) });
        },
      };
    });
  });
}

function written({ checkpoint, epochs, history }: train.KeptTraining): WrittenTraining {
  return { checkpoint: base64(checkpoint), epochs, history: mapped(history, String) };
}

function read({ checkpoint, epochs, history }: WrittenTraining): train.KeptTraining {
  const bytes = Uint8Array.from(atob(checkpoint), (letter) => letter.charCodeAt(0));
  return { checkpoint: bytes, epochs, history: mapped(history, Number) };
}

function mapped<A, B>(
  lists: Readonly<Record<string, readonly A[]>>,
  to: (value: A) => B,
): Readonly<Record<string, readonly B[]>> {
  return Object.fromEntries(
    Object.entries(lists).map(([name, values]) => [name, values.map((one) => to(one))]),
  );
}
