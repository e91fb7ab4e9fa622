import { frameKey } from "../../channel/frames.js";
import type { ServiceAnswer } from "../../types/messages.js";

/** What a shared type service says to one of its kernels; the kernel says what it would say to one of its own. */
export type SharedMessage =
  /** The first word: it takes this kernel in. */
  | { readonly hello: true }
  /** It begins to work on the question of this id. Whoever asked it is to blame, should the service end now. */
  | { readonly begun: number }
  | { readonly answer: ServiceAnswer }
  | { readonly log: string }
  /** The kernel takes more than its share, and is to have a service of its own. */
  | { readonly leave: string };

/** What begins each frame between a service and its kernels. */
export const SHARED_FRAMES = frameKey("67726164");
