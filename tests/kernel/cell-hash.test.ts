import { expect, test } from "vitest";
import { cellHash } from "../../kernel/src/cell-hash.js";

// ipykernel 7's murmur2_x86(text, 0xC70F6907), which JupyterLab's debugger computes as well.
test.each([
  ["", 3990065800],
  ["a", 2167009006],
  ["ab", 2805137849],
  ["abc", 3350977461],
  ["abcd", 804720481],
  ["const x = 1;\nx", 552911769],
  ["한글 café 😀", 2017172241],
])("a cell's hash is ipykernel's: %j", (text, hash) => {
  expect(cellHash(text)).toBe(hash);
});
