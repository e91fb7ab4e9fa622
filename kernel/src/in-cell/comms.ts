import { bridge } from "../bridge/bridge.js";
import type { Comm, CommEvent, CommExtras, CommTarget, OpenOptions } from "../bridge/comm.js";

export type { Comm, CommEvent, CommExtras, CommTarget, OpenOptions };

/** Conversations with the client by Jupyter's comm messages; widgets are made of them. */
export const comms = {
  /** Says what happens when the client opens a comm to the target `name`. */
  registerTarget: (name: string, target: CommTarget): void => bridge().comms.registerTarget(name, target),
  unregisterTarget: (name: string): void => bridge().comms.unregisterTarget(name),
  /** Opens a comm to a target that the client knows. */
  open: (targetName: string, options: OpenOptions = {}): Comm => bridge().comms.open(targetName, options),
} as const;
