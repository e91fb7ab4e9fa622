import { randomUUID } from "node:crypto";
import { DEEPEST, isTooDeep } from "./json-depth.js";
import { DELIMITER, sign, signatureMatches } from "./signature.js";

/** The version of the Jupyter messaging protocol that is spoken here. */
export const PROTOCOL_VERSION = "5.4";

export type JsonObject = { readonly [key: string]: unknown };

/** A message header, with Jupyter's own field names. */
export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly version: string;
  readonly [key: string]: unknown;
}

export interface Message {
  /** The routing frames before the delimiter: who to answer on a ROUTER socket, the topic on iopub. */
  readonly identities: readonly Uint8Array[];
  readonly header: Header;
  /** Empty when the message answers nothing. */
  readonly parentHeader: Header | Record<string, never>;
  readonly metadata: JsonObject;
  readonly content: JsonObject;
  readonly buffers: readonly Uint8Array[];
}

/** What a sender has to say; the rest has defaults. */
export interface Draft {
  readonly type: string;
  /** An object, or its JSON as it is. */
  readonly content: JsonObject | Uint8Array;
  readonly parent?: Message["parentHeader"];
  readonly identities?: readonly Uint8Array[];
  readonly metadata?: JsonObject;
  readonly buffers?: readonly Uint8Array[];
}

/** A received message that is not to be trusted or not to be understood; `message` says why. */
export class WireError extends Error {
  override readonly name = "WireError";
}

/** Signs, packs and unpacks the messages of one end of a connection. */
export class Wire {
  readonly session = randomUUID();
  readonly #key: string;
  readonly #username: string;
  #count = 0;

  constructor(key: string, username = "kernel") {
    this.#key = key;
    this.#username = username;
  }

  header(type: string): Header {
    return {
      // A counter behind the session's own random id is as unique as another random id, and cheaper.
      msg_id: `${this.session}_${++this.#count}`,
      msg_type: type,
      session: this.session,
      username: this.#username,
      date: new Date().toISOString(),
      version: PROTOCOL_VERSION,
    };
  }

  encode(draft: Draft, header: Header = this.header(draft.type)): Uint8Array[] {
    const signed = [
      Buffer.from(JSON.stringify(header)),
      Buffer.from(JSON.stringify(draft.parent ?? {})),
      Buffer.from(JSON.stringify(draft.metadata ?? {})),
      draft.content instanceof Uint8Array ? draft.content : Buffer.from(JSON.stringify(draft.content)),
    ];
    return [
      ...(draft.identities ?? []),
      DELIMITER,
      Buffer.from(sign(this.#key, signed)),
      ...signed,
      ...(draft.buffers ?? []),
    ];
  }

  /** @throws WireError for a missing delimiter, short messages, wrong signatures, long headers, bad JSON, wrong types. */
  decode(frames: readonly Uint8Array[]): Message {
    const delimiter = frames.findIndex((frame) => DELIMITER.equals(frame));
    if (delimiter < 0) throw new WireError("no <IDS|MSG> delimiter");
    const signature = frames[delimiter + 1];
    const signed = frames.slice(delimiter + 2, delimiter + 6);
    if (signature === undefined || signed.length < 4) {
      throw new WireError(`expected a signature and 4 frames, got ${frames.length - delimiter - 1} frames`);
    }
    if (!signatureMatches(this.#key, signed, signature)) throw new WireError("wrong signature");
    const longest = Math.max(...signed.slice(0, 2).map((frame) => frame.length));
    if (longest > LONGEST_HEADER) throw new WireError(`a header of ${longest} bytes`);
    const [header, parentHeader, metadata, content] = signed.map(parseObject);
    if (!isHeader(header)) throw new WireError("the header lacks msg_id, msg_type or session");
    return {
      identities: frames.slice(0, delimiter),
      header,
      parentHeader: isHeader(parentHeader) ? parentHeader : {},
      metadata: metadata ?? {},
      content: content ?? {},
      buffers: frames.slice(delimiter + 6),
    };
  }
}

/** A header is copied into every answer, and kept as long as there may be one. */
const LONGEST_HEADER = 65_536;

function parseObject(frame: Uint8Array): JsonObject {
  if (isTooDeep(frame)) throw new WireError(`a frame is nested more than ${DEEPEST} deep`);
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(frame.buffer, frame.byteOffset, frame.length).toString());
  } catch {
    throw new WireError("a frame is not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new WireError("a frame is not a JSON object");
  }
  return value as JsonObject;
}

function isHeader(value: JsonObject | undefined): value is Header {
  return (
    value !== undefined &&
    typeof value.msg_id === "string" &&
    typeof value.msg_type === "string" &&
    typeof value.session === "string"
  );
}
