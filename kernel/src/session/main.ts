/** The session process: holds the notebook's variables and runs its cells. */
import { loadInOwnRealm } from "./realm/load.js";

await loadInOwnRealm(new URL("./session.js", import.meta.url));
