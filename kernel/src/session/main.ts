/** The session process: holds the notebook's variables and runs its cells. */
import { loadInOwnRealm } from "./realm/load.js";

// session.js with what it imports, joined into one file by kernel/bundle.mjs.
await loadInOwnRealm(new URL("../joined/session.js", import.meta.url));
