import type { InteractiveChange, InteractiveView } from "../front/contract.js";

/** What a host needs of an interactive figure. */
export interface InteractiveModel {
  /** What it is found by. */
  readonly id: string;
  /** What is to be seen now. */
  view(): InteractiveView;
  /** Takes what the reader does; gives what is to be seen then. */
  change(change: InteractiveChange): InteractiveView;
}

/** On the global, so that every copy of this module in a session finds the same figures. */
const modelsKey = Symbol.for("gradbook.interactive");

function models(): Map<string, InteractiveModel> {
  const known = Reflect.get(globalThis, modelsKey) as Map<string, InteractiveModel> | undefined;
  if (known !== undefined) return known;
  const made = new Map<string, InteractiveModel>();
  Reflect.set(globalThis, modelsKey, made);
  return made;
}

/** Lets hosts find a figure; one of the same id takes its place. */
export function offer(id: string, model: InteractiveModel): void {
  models().set(id, model);
  openInJupyter();
}

/**
 * The interactive figure that a cell has made under this id, for a host that shows it: `view()` is what is to be
 * seen, `change(…)` takes what the reader does. Undefined when no cell has made it yet.
 *
 * @example
 * plot.openInteractive("drag-the-line")?.change({ kind: "move", point: 0, to: [0.5, 1], moving: false });
 */
export function openInteractive(id: string): InteractiveModel | undefined {
  return models().get(id);
}

/** The part of a comm of the gradbook kernel that is used. */
interface Comm {
  send(data: Readonly<Record<string, unknown>>): void;
  onMessage(handler: (event: { readonly data: Readonly<Record<string, unknown>> }) => unknown): void;
}

interface KernelBridge {
  readonly comms?: {
    registerTarget(
      name: string,
      target: (comm: Comm, event: { readonly data: Readonly<Record<string, unknown>> }) => unknown,
    ): void;
  };
}

const target = "gradbook.interactive";

/**
 * In the gradbook kernel the client opens a comm for each figure on its page. A message is a change with a number;
 * so is the answer, with what is to be seen. It is `null` when no cell has made the figure.
 */
function openInJupyter(): void {
  const bridge = Reflect.get(globalThis, Symbol.for("gradbook.session")) as KernelBridge | undefined;
  bridge?.comms?.registerTarget(target, (comm, { data }) => {
    const id = String(data.id);
    comm.send({ view: openInteractive(id)?.view() ?? null });
    comm.onMessage(({ data: message }) => {
      const model = openInteractive(id);
      const view = model?.change(message.change as InteractiveChange) ?? null;
      comm.send({ number: message.number, view });
    });
  });
}
