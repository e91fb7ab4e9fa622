import type { StopWay } from "../messages.js";

/** How cells that compute are stopped here. */
export type StopKind = StopWay["kind"];

/** So long a cell is waited for that was asked to stop, in ms. What cannot be asked only answers if it awaits. */
const PATIENCE: Readonly<Record<StopKind, number>> = { shared: 2000, address: 2000, none: 400 };

/** How this page can stop a cell: by shared memory, where it is isolated; by an address that it revokes, over http. */
export function stopKindOf(scope: {
  readonly crossOriginIsolated?: boolean;
  readonly origin: string;
}): StopKind {
  if (scope.crossOriginIsolated) return "shared";
  return /^https?:/.test(scope.origin) ? "address" : "none";
}

/** The page's end of the way in which one run of a cell is told to stop. */
export class Stopper {
  readonly way: StopWay;
  #tell: () => void = () => {};
  #ended: () => void = () => {};
  readonly #hasEnded: Promise<true>;

  constructor(kind: StopKind) {
    this.#hasEnded = new Promise((resolve) => {
      this.#ended = () => resolve(true);
    });
    switch (kind) {
      case "shared": {
        const flag = new SharedArrayBuffer(4);
        this.#tell = () => Atomics.store(new Int32Array(flag), 0, 1);
        this.way = { kind, flag };
        break;
      }
      case "address": {
        const address = URL.createObjectURL(new Blob(["go on"]));
        this.#tell = () => URL.revokeObjectURL(address);
        this.way = { kind, address };
        break;
      }
      case "none":
        this.way = { kind };
    }
  }

  /** The cell has ended. */
  end(): void {
    this.#ended();
    this.#tell();
  }

  /** Asks the cell to stop. @returns whether it did in time */
  async stop(): Promise<boolean> {
    this.#tell();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), PATIENCE[this.way.kind]);
    });
    const ended = await Promise.race([this.#hasEnded, late]);
    clearTimeout(timer);
    return ended;
  }
}
