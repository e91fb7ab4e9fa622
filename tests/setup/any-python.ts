import { findPython } from "../../notebooks/tools/setup/python.mjs";
import type { Need } from "../support/needs.js";

const found = await findPython();

/** A Python that set-up can make its private environment with. */
export const anyPython: Need = {
  name: "python",
  ok: "version" in found,
  reason: "problem" in found ? found.problem : "",
};
