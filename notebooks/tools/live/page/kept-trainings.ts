import { TRAININGS_TARGET } from "../comm-targets.js";
import type { PageComms, SendComm } from "./page-comms.js";

/** What trainings came to, while the page is open: a session that has to be begun anew is given them. */
export class KeptTrainings {
  readonly #known = new Map<string, unknown>();

  /** @param send tells a session that has begun */
  serve(comms: PageComms, send: SendComm): void {
    comms.open(TRAININGS_TARGET, {
      data: { known: this.#known },
      send,
      message: ({ key, training }) => this.#known.set(String(key), training),
    });
  }

  /** Nothing will run again. */
  forget(): void {
    this.#known.clear();
  }
}
