import { environment } from "../environment.js";
import { fileHost } from "./file-host.js";
import type { ProgressHost } from "./progress-host.js";

/** On the global, so that every copy of this module in a session (one of CommonJS, say) keeps to the same host. */
const hostKey = Symbol.for("gradbook.progress");

/**
 * Says where answers and predictions are kept from now on; undefined: where they were by default. That is the file
 * that `GRADBOOK_PROGRESS` names in Node (`npm start` names one in the working copy; `GRADBOOK_LEARNER` says who it
 * is where a group shares one), and else the memory of this session.
 *
 * @example
 * keepProgress(memoryHost()); // on a page: keepProgress(storageHost(localStorage)) …
 */
export function keepProgress(host: ProgressHost | undefined): void {
  Reflect.set(globalThis, hostKey, host);
}

/** The host of now. */
export function progressHost(): ProgressHost {
  const host = Reflect.get(globalThis, hostKey) as ProgressHost | undefined;
  if (host !== undefined) return host;
  const path = environment("GRADBOOK_PROGRESS");
  const byDefault =
    path === undefined ? memoryHost() : fileHost(path, { learner: environment("GRADBOOK_LEARNER") });
  keepProgress(byDefault);
  return byDefault;
}

/** Keeps progress as long as the session lives. */
export function memoryHost(text = ""): ProgressHost {
  let kept = text;
  return {
    read: () => kept,
    append: (line) => {
      kept += `${line}\n`;
    },
    setAside: () => {
      const aside = { place: "no place that lasts", text: kept };
      kept = "";
      return aside;
    },
  };
}
