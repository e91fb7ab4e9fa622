import type { Session } from "node:inspector";
import { cellsGlobal } from "./cells-realm.js";

type Post = (
  method: string,
  parameters: object,
  onAnswer?: (error: Error | null, answer?: object) => void,
) => void;

const { prototype } = cellsGlobal.Object;

/**
 * Asks V8's inspector. Node writes the question as JSON, of an object of the cells' realm: a `toJSON` that a cell has
 * put on all objects would take its place. So it is put away until the last field of the question is read.
 */
export function post(
  session: Session,
  method: string,
  parameters: object,
  onAnswer: (error: Error | null, answer?: object) => void = () => {},
): void {
  const putBack = putAwayToJson();
  const question = {
    ...parameters,
    // Silent code would not stop at exceptions for a debugger.
    get silent() {
      putBack();
      return false;
    },
  };
  try {
    Reflect.apply(session.post as Post, session, [method, question, onAnswer]);
  } finally {
    putBack();
  }
}

/** @returns what puts it back, once */
function putAwayToJson(): () => void {
  let descriptor = Object.getOwnPropertyDescriptor(prototype, "toJSON");
  if (descriptor === undefined || !Reflect.deleteProperty(prototype, "toJSON")) return () => {};
  return () => {
    if (descriptor !== undefined) Object.defineProperty(prototype, "toJSON", descriptor);
    descriptor = undefined;
  };
}
