import { AnsweringService } from "../../types/answering.js";
import type { ServiceAnswer, ServiceMessage } from "../../types/messages.js";
import { emptyHost, pageHost } from "./page-host.js";
import { type Declarations, LESSON } from "./paths.js";

/** Which of the two services of a page is meant: the one that checks, or the one that only strips types. */
export type ServiceKind = "full" | "quick";

/** What a page says to its types worker. */
export type ToTypes =
  /** The lesson's own files, by their names in its folder; before anything else. */
  { readonly files: Declarations } | { readonly to: ServiceKind; readonly message: ServiceMessage };

/** What the worker says. */
export interface FromTypes {
  readonly from: ServiceKind;
  readonly answer: ServiceAnswer;
}

/**
 * The two type services of a page. The quick one sees nothing but the cells: it compiles a first cell while the full one
 * has not yet read what there is to check against.
 * @param declarations what the page brings along for every lesson
 * @param post takes answers
 * @returns what takes the page's messages
 */
export function serveTypes(
  declarations: Declarations,
  post: (message: FromTypes) => void,
): (message: ToTypes) => void {
  const log = (line: string) => console.error(line);
  let lesson: Declarations = {};
  const services: Partial<Record<ServiceKind, AnsweringService>> = {};
  const serviceFor = (kind: ServiceKind): AnsweringService => {
    const host = () => (kind === "quick" ? emptyHost() : pageHost({ ...declarations, ...lesson }));
    const service = services[kind] ?? new AnsweringService(host(), { log });
    services[kind] = service;
    return service;
  };
  return (message) => {
    if ("files" in message) {
      const entries = Object.entries(message.files).map(([name, text]) => [`${LESSON}/${name}`, text]);
      lesson = Object.fromEntries(entries);
      return;
    }
    const answer = serviceFor(message.to).take(message.message);
    if (answer !== undefined) post({ from: message.to, answer });
  };
}
