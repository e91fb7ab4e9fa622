import type { ErrorReport } from "../../channel/protocol.js";

const WORDS = "the cell was interrupted; variables are kept";

/** Thrown into what is to stop. */
export class KeyboardInterrupt extends Error {
  override readonly name = "KeyboardInterrupt";

  constructor() {
    super(WORDS);
  }
}

export const INTERRUPTED: ErrorReport = {
  ename: "KeyboardInterrupt",
  evalue: WORDS,
  traceback: [`KeyboardInterrupt: ${WORDS}`],
};
