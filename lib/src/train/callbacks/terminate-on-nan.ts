import type { Callback } from "./callback.js";

/** Ends training as soon as a batch's loss is not a finite number. */
export function terminateOnNaN(): Callback {
  return {
    onBatchEnd(batch, logs, { stop }) {
      if (!Number.isFinite(logs.loss)) stop(`terminateOnNaN: the loss was ${logs.loss} in batch ${batch}`);
    },
  };
}
