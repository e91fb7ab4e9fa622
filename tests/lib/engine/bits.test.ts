import * as gradbook from "gradbook";
import { describe, expect, test } from "vitest";
import { withEngine } from "../../../lib/src/engine/current.js";
import { referenceEngine } from "../../../lib/src/engine/reference/index.js";
import { bitsProgram } from "./bits-program.js";

/*
 * The hashes in the snapshot were made once and hold on every machine, in every version of Node and in every
 * browser. A change of a kernel that changes a bit has to say so here.
 */
describe("the same bits everywhere", () => {
  test("the reference engine gives the stored bits", () => {
    expect(withEngine(referenceEngine, () => bitsProgram(gradbook))).toMatchSnapshot();
  });
  test("the engine in use gives those of the reference engine", () => {
    expect(bitsProgram(gradbook)).toEqual(withEngine(referenceEngine, () => bitsProgram(gradbook)));
  });
});
