/** What pages and the service worker say to each other about the course that is kept on the reader's device. */

/** A page asks for the whole course to be kept, and is told how far that is through the port that it sends along. */
export interface KeepRequest {
  readonly type: "keep";
}

/** A page asks what there is to keep. */
export interface SizeRequest {
  readonly type: "size";
}

export type KeepingRequest = KeepRequest | SizeRequest;

/** How far the course is kept. */
export interface Keeping {
  readonly files: number;
  /** How many of the files are kept. */
  readonly kept: number;
  /** What all of them take on the way, in bytes. */
  readonly bytes: number;
  /** Why it went no further. */
  readonly problem?: string;
}
