/* The library as Node loads it: all of it, and native kernels where this machine has them. */

import "./debugging.js";
import "./engine/native/offer.js";

export * from "./index.js";
