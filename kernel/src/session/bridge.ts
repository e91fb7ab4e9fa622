import { BRIDGE, type Bridge } from "../bridge/bridge.js";
import { cellsGlobal } from "./realm/cells-realm.js";

/** Puts the bridge where cells' modules find it. */
export function installBridge(bridge: Bridge): void {
  Object.defineProperty(cellsGlobal, BRIDGE, { value: bridge });
}
