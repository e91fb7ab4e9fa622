import type { Declarations } from "../page/types/paths.js";
import { type FromTypes, serveTypes, type ToTypes } from "../page/types/serve.js";

/** What a worker has, of which Node's types know nothing. */
interface WorkerScope {
  onmessage: ((event: { readonly data: ToTypes }) => void) | null;
  postMessage(message: FromTypes): void;
}

/** Makes the worker that this runs in the type services of a page. */
export function serveTypesWorker(declarations: Declarations): void {
  const scope = globalThis as unknown as WorkerScope;
  const take = serveTypes(declarations, (message) => scope.postMessage(message));
  scope.onmessage = ({ data }) => take(data);
}
