import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { clearAway, isKept } from "./leftovers.mjs";

/** `node watcher.mjs FOLDER`: waits until nobody looks after a group's folder, and clears away what is still there. */
const [, , folder = ""] = process.argv;
while (existsSync(folder) && isKept(folder)) await sleep(500);
if (existsSync(folder)) await clearAway(folder);
