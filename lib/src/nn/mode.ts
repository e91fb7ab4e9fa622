import { onInterrupt } from "../interrupt.js";

/** What `forward` is told about the run it is part of. */
export interface ForwardContext {
  /** True while training. */
  readonly training: boolean;
}

const contexts = { training: { training: true }, inference: { training: false } } as const;

let current: ForwardContext = contexts.inference;

onInterrupt(() => {
  current = contexts.inference;
});

/** Whether the forward pass that is running is one of training; false outside of any. */
export function isTraining(): boolean {
  return current.training;
}

/** Runs a forward pass in training or inference mode; the modules it calls inherit the mode. */
export function inMode<T>(training: boolean, run: (context: ForwardContext) => T): T {
  const before = current;
  current = training ? contexts.training : contexts.inference;
  try {
    return run(current);
  } finally {
    current = before;
  }
}
