/** The end of a comm that a session has. */
export interface SessionComm {
  send(data: Readonly<Record<string, unknown>>): void;
  onMessage(handler: (event: { readonly data: Readonly<Record<string, unknown>> }) => unknown): void;
}

type Target = (comm: SessionComm, event: { readonly data: Readonly<Record<string, unknown>> }) => unknown;

/** What the session offers, as far as it is used here. */
interface Session {
  readonly comms: { registerTarget(name: string, target: Target): void };
  messageId(): string;
}

const session = (): Session => Reflect.get(globalThis, Symbol.for("gradbook.session")) as Session;

/** Says what happens when the page opens a comm to this target. */
export function onPageComm(name: string, target: Target): void {
  session().comms.registerTarget(name, target);
}

/** What tells the cell that runs from all others; the same when it runs again in a new session. */
export function currentCell(): string {
  return session().messageId();
}
