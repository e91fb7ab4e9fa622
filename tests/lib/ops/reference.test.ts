import { describe, expect, test } from "vitest";
import { errorOf, operations, readCases, referenceFiles, toArgument } from "./support.js";

/*
 * Every operation against NumPy and PyTorch: reference/generate.py and layouts.py compute the expected values in float64 from
 * the stored inputs. Errors are in units of a few bits (see errorOf); sums and products of many terms get more.
 */
const looser: Readonly<Record<string, number>> = {
  conv2d: 8,
  conv1d: 8,
  groupedConv2d: 8,
  depthwiseConv2d: 8,
  conv2dTranspose: 8,
  matmul: 4,
  einsum: 4,
  prod: 4,
  sum: 20,
};

for (const file of referenceFiles) {
  describe(`${file} operations equal the reference`, () => {
    const cases = readCases(file);
    test.each(cases.map((c, i) => [`${c.op} ${i} ${c.note}`, c] as const))("%s", (_name, c) => {
      const whole = operations[c.op]!(...c.args.map(toArgument));
      const result = c.pick === undefined ? whole : (whole as Readonly<Record<string, unknown>>)[c.pick];
      const error = errorOf(result, c.expected);
      expect(error, `${String(result)}\nexpected ${JSON.stringify(c.expected)}`).toBeLessThanOrEqual(
        looser[c.op] ?? 1,
      );
    });
  });
}

test("the references hold more than a thousand cases", () => {
  const count = referenceFiles.reduce((n, f) => n + readCases(f).length, 0);
  expect(count).toBeGreaterThan(1000);
});
