export interface PatienceOptions {
  /** The longest that a question of this kernel's may be worked on, in ms. */
  readonly longest: number;
  /** A service that owes an answer and says nothing for so long, in ms, is taken to be stuck. */
  readonly silence: number;
  /** The processor time that the service has taken so far, in ms; undefined where the system does not tell it. */
  readonly worked: () => number | undefined;
  /** The time, in ms. */
  readonly clock: () => number;
}

/** Why a service is to be left. */
export interface Verdict {
  readonly reason: string;
  /** Whether what it works on is this kernel's own question. */
  readonly isOurs: boolean;
}

interface Moment {
  readonly clock: number;
  readonly worked: number | undefined;
}

/**
 * How long a kernel waits for the service that it shares. What counts is the processor time of the service: on a busy
 * machine a fair check may take minutes, and that is nobody's fault. The clock counts where the system tells no other
 * time, and for a service that does nothing at all.
 */
export class Patience {
  readonly #options: PatienceOptions;
  #isOurs = false;
  /** The first look after its last word. */
  #first: Moment | undefined;
  /** The first look at which it had done as much as by now. */
  #latest: Moment | undefined;

  constructor(options: PatienceOptions) {
    this.#options = options;
  }

  /** The service has said something, or owes something anew. */
  renew({ isOurs }: { readonly isOurs: boolean }): void {
    this.#isOurs = isOurs;
    // Told by the next look: most answers come before it.
    this.#first = undefined;
    this.#latest = undefined;
  }

  /** Looks at a service that owes an answer. @returns why it is to be left, if it is */
  look(): Verdict | undefined {
    const { longest, silence, worked, clock } = this.#options;
    const now: Moment = { clock: clock(), worked: worked() };
    this.#first ??= now;
    if (this.#latest === undefined || this.#latest.worked !== now.worked) this.#latest = now;
    const isOurs = this.#isOurs;
    const limit = isOurs ? longest : silence;
    if (between(this.#first, now) >= limit) {
      const what = isOurs ? "a check took more than" : "it has not said anything for";
      return { isOurs, reason: `${what} ${limit / 1000} s` };
    }
    if (now.clock - this.#latest.clock < silence) return undefined;
    return { isOurs, reason: `it has not done anything for ${silence / 1000} s` };
  }
}

function between(first: Moment, now: Moment): number {
  if (first.worked === undefined || now.worked === undefined) return now.clock - first.clock;
  return now.worked - first.worked;
}
