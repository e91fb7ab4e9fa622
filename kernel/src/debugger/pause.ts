import type { Debugger, Runtime } from "node:inspector";
import { basename } from "node:path";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { originalNames } from "../compiler/names.js";
import type { Place, Positions } from "./positions.js";
import type { Scripts } from "./scripts.js";

/** A frame of a paused stack that somebody wrote. */
export interface Frame {
  readonly id: number;
  readonly name: string;
  readonly place: Place;
  /** Undefined for what waits for the frame above, and has no variables any more. */
  readonly inV8: Debugger.CallFrame | undefined;
  /** Whether it is the function that a whole cell has become: the cells' variables are its own. */
  readonly isCell: boolean;
  /** Where its script is in what somebody wrote. */
  readonly positions: Positions;
  /** Whether values may have changed since it was paused: what V8 says of its scopes is from that moment. */
  readonly hasChanged?: boolean;
}

/** A frame that has variables. */
export type PausedFrame = Frame & { readonly inV8: Debugger.CallFrame };

export function isPaused(frame: Frame | undefined): frame is PausedFrame {
  return frame?.inV8 !== undefined;
}

let frameCount = 0;

/** The frames that somebody wrote, and of those that the kernel and Node have put below them none. */
export function framesOf(
  { callFrames, asyncStackTrace }: Debugger.PausedEventDataType,
  scripts: Scripts,
): Frame[] {
  const frames: Frame[] = [];
  for (const inV8 of callFrames) {
    const { scriptId, lineNumber, columnNumber = 0 } = inV8.location;
    const { cell, positions } = scripts.get(scriptId) ?? {};
    const place = positions?.original({ lineNumber, columnNumber });
    // The first line of a cell's script is that of the script itself, which calls the function that the cell has become.
    const isCall = cell !== undefined && (inV8.functionLocation?.lineNumber ?? 0) === 0;
    if (positions === undefined || place === undefined || isCall) continue;
    const isCell = cell !== undefined && inV8.functionName === "" && isTop(inV8);
    const functionName = positions.originalNames.get(inV8.functionName) ?? inV8.functionName;
    const name = nameOf(functionName, isCell ? cell : undefined, place);
    frames.push({ id: ++frameCount, name, place, inV8, isCell, positions });
  }
  for (let trace = asyncStackTrace; trace !== undefined; trace = trace.parent)
    frames.push(...asyncFrames(trace, scripts));
  return frames;
}

/** The same frames by new numbers, their values perhaps changed. */
export function changed(frames: readonly Frame[]): readonly Frame[] {
  return frames.map((frame) => ({ ...frame, id: ++frameCount, hasChanged: true }));
}

/** The function that a whole cell has become. */
function isTop({ functionLocation }: Debugger.CallFrame): boolean {
  return functionLocation?.lineNumber === 1;
}

function asyncFrames({ callFrames, description }: Runtime.StackTrace, scripts: Scripts): Frame[] {
  return callFrames.flatMap(({ scriptId, lineNumber, columnNumber, functionName }) => {
    const { cell, positions } = scripts.get(scriptId) ?? {};
    const place = positions?.original({ lineNumber, columnNumber });
    if (positions === undefined || place === undefined) return [];
    const name = `${description ?? "async"}: ${nameOf(functionName, cell, place)}`;
    return [{ id: ++frameCount, name, place, inV8: undefined, isCell: false, positions }];
  });
}

function nameOf(functionName: string, cell: number | undefined, place: Place): string {
  if (functionName !== "") return originalNames(functionName);
  if (cell !== undefined) return cell < 1_000_000 ? `cell-${cell}` : "cell";
  return `anonymous in ${basename(place.path)}`;
}

/** A frame as a reply tells of it. */
export function describeFrame({ id, name, place, inV8 }: Frame): DebugProtocol.StackFrame {
  return {
    id,
    name,
    line: place.line,
    column: place.column,
    source: { name: basename(place.path), path: place.path },
    ...(inV8 === undefined ? { presentationHint: "subtle" } : {}),
  };
}
