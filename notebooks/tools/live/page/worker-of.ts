import type { PageWorker } from "gradbook-kernel/page";

/** Opens workers of a script's text: from a file, a worker can be had in no other way. */
export function workerOf(script: string): () => PageWorker {
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  return () => {
    const worker = new Worker(address);
    return {
      postMessage: (message) => worker.postMessage(message),
      terminate: () => worker.terminate(),
      listen: (onMessage, onFault) => {
        worker.addEventListener("message", ({ data }) => onMessage(data));
        worker.addEventListener("error", ({ message }) => onFault(message));
      },
    };
  };
}
