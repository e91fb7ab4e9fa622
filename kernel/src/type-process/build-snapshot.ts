import { constants, setPriority } from "node:os";
import { buildSnapshot } from "./snapshot.js";

/** Run as a process of its own, behind everything else the machine has to do. */
setPriority(constants.priority.PRIORITY_LOW);
await buildSnapshot();
