import * as kernel from "../index.js";
import type { FromSession, ToSession } from "../page/messages.js";
import type { OwnModules } from "../page/session/modules.js";
import { startSession } from "../page/session/session.js";
import * as tslab from "../page/tslab.js";

export { base64 } from "../page/session/base64.js";

/** What a worker has, of which Node's types know nothing. */
interface WorkerScope {
  onmessage: ((event: { readonly data: ToSession }) => void) | null;
  postMessage(message: FromSession): void;
  importScripts(address: string): void;
  addEventListener(
    type: "unhandledrejection",
    listener: (event: { readonly reason: unknown; preventDefault(): void }) => void,
  ): void;
}

/**
 * Makes the worker that this runs in a session.
 * @param library the modules of the course's library, by name
 */
export function serveSession(library: OwnModules): void {
  const scope = globalThis as unknown as WorkerScope;
  const take = startSession(
    {
      evaluate(script) {
        const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
        try {
          scope.importScripts(address);
        } finally {
          URL.revokeObjectURL(address);
        }
      },
      post: (message) => scope.postMessage(message),
      load: (address) => import(address) as Promise<object>,
      onRejection: (report) =>
        scope.addEventListener("unhandledrejection", (event) => {
          event.preventDefault();
          report(event.reason);
        }),
    },
    { ...library, "gradbook-kernel": kernel, tslab },
  );
  scope.onmessage = ({ data }) => take(data);
  scope.postMessage({ type: "ready" });
}
