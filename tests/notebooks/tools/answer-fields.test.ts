import { expect, it } from "vitest";
import { answerFields } from "../../../notebooks/tools/live/page/answer-fields.js";

const asked = (type: string) => {
  const source = `type Author = "LeCun" | "Xavier";\nconst found: ${type} | null = null;\ncheck(found)`;
  return { fields: answerFields(source)!, written: (value: string) => source.replace(/null(?=;)/, value) };
};

it.each([
  ["number", "0.25 ** 5", ["0.25 ** 5"]],
  ["[number, number]", "[-10, -5]", ["-10", "-5"]],
  ["[number, number]", "[\n  -10,\n  -5,\n]", ["-10", "-5"]],
  ["{ one: Author; other: Author }", '{ one: "LeCun", other: "Xavier" }', ['"LeCun"', '"Xavier"']],
  ["{ one: Author; other: Author }", '{\n  one: "LeCun",\n  other: "Xavier",\n}', ['"LeCun"', '"Xavier"']],
])("fields of %s show what was written as %j", (type, value, values) => {
  const { fields, written } = asked(type);
  expect(fields.read(written(value))).toEqual(values);
  expect(fields.read(fields.fill(values))).toEqual(values);
});

it("fields show nothing of what only code can say", () => {
  const { fields, written } = asked("[number, number]");
  expect(fields.read(written("[1, 2].reverse()"))).toBeUndefined();
});
