/** The end of a comm that a session has. */
export interface SessionComm {
  send(data: Readonly<Record<string, unknown>>): void;
  onMessage(handler: (event: { readonly data: Readonly<Record<string, unknown>> }) => unknown): void;
}

type Target = (comm: SessionComm, event: { readonly data: Readonly<Record<string, unknown>> }) => unknown;

/** Says what happens when the page opens a comm to this target. */
export function onPageComm(name: string, target: Target): void {
  const bridge = Reflect.get(globalThis, Symbol.for("gradbook.session")) as {
    readonly comms: { registerTarget(name: string, target: Target): void };
  };
  bridge.comms.registerTarget(name, target);
}
