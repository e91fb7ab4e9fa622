import type { Ground } from "../ground.js";
import { crewOfThreads } from "./team.js";

/** Runs at the start that compile and fill caches, and whose time says nothing. */
const FIRST = 4;
/** Then as many runs by one thread and by all, in turn. */
const TRIED = 6;
/** After so many runs the slower way is tried again, each time after twice as many: cores get busy and free. */
const AGAIN = [16, 128] as const;
/** Then as many runs in a row: the first wakes threads and fills their caches. */
const RUNS = 3;
/** How much a run counts in the average of its kind. More where a way is tried: the first runs load and wake threads. */
const WEIGHT = 0.1;
const WEIGHT_TRIED = 0.3;
/** Several threads have to be this much faster, or one computes. */
const WORTH_IT = 0.97;

/**
 * Finds out by trying whether a replay, or one call of a kernel, is faster with all threads or with one, which depends on its sizes and on
 * what else the machine does. Both give the same bits.
 */
export class Trial {
  readonly #alone = new Times();
  readonly #shared = new Times();
  #runs = 0;
  #wait: number = AGAIN[0];
  #next: number = AGAIN[0];
  #weight = WEIGHT_TRIED;

  /** Runs it, by one thread or by all. */
  run(ground: Ground, replay: () => void): void {
    const { offers } = ground;
    const crew = this.#runs < FIRST ? undefined : crewOfThreads();
    crew?.settle();
    // Those that most calls will be of, so that a thread which is ready has loaded them.
    crew?.learn(ground.nativeSet ?? ground.set);
    const isReady = crew?.isReady === true;
    const share = isReady && this.#shallShare();
    ground.crew = share ? crew : undefined;
    const begun = performance.now();
    replay();
    ground.crew = undefined;
    // Nothing in it is large enough.
    if (ground.offers === offers) return;
    this.#runs++;
    if (isReady) (share ? this.#shared : this.#alone).note(performance.now() - begun, this.#weight);
  }

  #shallShare(): boolean {
    if (this.#alone.count < TRIED || this.#shared.count < TRIED)
      return this.#shared.count <= this.#alone.count;
    const faster = this.#shared.average <= WORTH_IT * this.#alone.average;
    this.#weight = --this.#next > 0 ? WEIGHT : WEIGHT_TRIED;
    if (this.#next > 0) return faster;
    if (this.#next === 1 - RUNS) {
      this.#wait = Math.min(2 * this.#wait, AGAIN[1]);
      this.#next = this.#wait;
    }
    return !faster;
  }
}

/**
 * The average time of runs, in which the last ones count most. One that was held up counts, but not as much as it
 * took: threads that wait for one another are held up more often.
 */
class Times {
  count = 0;
  average = 0;

  note(time: number, weight: number): void {
    this.average =
      this.count++ === 0 ? time : this.average + weight * (Math.min(time, 3 * this.average) - this.average);
  }
}
