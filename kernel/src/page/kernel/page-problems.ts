import type { CellProblem } from "../../cell-contract.js";
import { nodeWords } from "../node-names.js";

/** TypeScript's "Cannot find module …", and that it has no types. */
const UNKNOWN_MODULE = /^TS(?:2307|2792|2882|7016)$/;

/** Its "Cannot find name …", with or without advice to install types of Node. */
const UNKNOWN_NAME = /^TS(?:2304|2580|2591)$/;

/**
 * Whether the checker only says that it knows nothing of a package. Where the reader may have it fetched that is no
 * error: what it exports is of type any.
 */
export function isOfPackage({ code, message }: CellProblem): boolean {
  return UNKNOWN_MODULE.test(code) && !/^(?:\.|\/|node:)/.test(named(message));
}

/** A problem in the words of a page, which has nothing of Node. */
export function inPageWords(problem: CellProblem): CellProblem {
  const { code, message } = problem;
  const isUnknown = UNKNOWN_MODULE.test(code) || UNKNOWN_NAME.test(code);
  const words = isUnknown ? nodeWords(named(message)) : undefined;
  return words === undefined ? problem : { ...problem, message: words };
}

/** What a message names: `lodash` of "Cannot find module 'lodash' …". */
function named(message: string): string {
  return /'([^']+)'/.exec(message)?.[1] ?? "";
}
