import { BRIDGE, type Bridge } from "../bridge/bridge.js";
import type { Looker } from "./look/looker.js";
import { cellsGlobal } from "./realm/cells-realm.js";

/** What a session's process has on the bridge beside what any session has. */
export interface SessionBridge extends Bridge {
  /** What the debugger asks. */
  readonly look: Looker;
}

/** Puts the bridge where cells' modules find it. */
export function installBridge(bridge: SessionBridge): void {
  Object.defineProperty(cellsGlobal, BRIDGE, { value: bridge });
}
