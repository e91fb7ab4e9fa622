import * as gradbook from "gradbook";
import * as lessons from "gradbook/exercise";
import { ScriptTarget, transpile } from "typescript";
import { beforeAll, describe, expect, test } from "vitest";
import { compile, compilers } from "../types/compile.js";
import { calls, fixtures, without } from "./calls.js";
import { findOptions } from "./find-options.js";

/** Everything public that takes options, but for what says in calls.ts why it does not check them. */
const found = findOptions(["index.ts", "exercise/index.ts"]).filter(
  ({ name }) => !Object.hasOwn(without, name),
);

/** `learningRate` → `learning_rate`, `axis` → `axiss`. */
const misspelt = (name: string): string =>
  /[A-Z]/.test(name) ? name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`) : name + name.at(-1);

/** The call as a function of the options. */
function caller(name: string): (options: unknown) => unknown {
  const code = `with (library) { ${fixtures} return (options) => ${calls[name]!.replace("$", "options")}; }`;
  return new Function("library", transpile(code, { target: ScriptTarget.ES2022, alwaysStrict: false }))({
    ...gradbook,
    ...lessons,
  }) as (options: unknown) => unknown;
}

/** What a call throws or rejects with. */
async function errorOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return undefined;
}

test("every public function that takes options has a call here", () => {
  expect(Object.keys(calls).toSorted()).toEqual(found.map(({ name }) => name).toSorted());
});

describe("options of another name are refused, with the nearest right one", () => {
  test.each(found)("$name", async ({ name, options }) => {
    const call = caller(name);
    for (const option of options) {
      const error = await errorOf(() => call({ [misspelt(option)]: 1 }));
      expect(error, `${name}: ${misspelt(option)}`).toBeInstanceOf(gradbook.OptionError);
      const { message } = error as Error;
      expect(message).toMatch(/^[^:]+: expected options of .+, got ".+"; try ".+"$/);
      expect(message.endsWith(`got "${misspelt(option)}"; try "${option}"`), message).toBe(true);
    }
  });
});

describe("options of another kind of value are refused, with the value that may be meant", () => {
  const wrong = {
    number: [
      ["0.5", '"0.5"', "0.5"],
      ["many", '"many"', "1"],
      [2n, "2n", "2"],
      [true, "true", "1"],
      [null, "null", "1"],
    ],
    flag: [
      ["false", '"false"', "false"],
      ["yes", '"yes"', "true"],
      [0, "0", "false"],
      [1n, "1n", "true"],
      [null, "null", "false"],
    ],
  } as const;
  const words = { number: "a number", flag: "true or false" };
  const withKinds = found.filter(({ kinds }) => Object.keys(kinds).length > 0);

  test.each(withKinds)("$name", async ({ name, kinds }) => {
    const call = caller(name);
    for (const [option, kind] of Object.entries(kinds)) {
      for (const [value, got, tried] of wrong[kind]) {
        const error = await errorOf(() => call({ [option]: value }));
        expect(error, `${name}: ${option}: ${got}`).toBeInstanceOf(gradbook.OptionError);
        const { message } = error as Error;
        const said = `: expected ${words[kind]} as ${option}, got ${got}; try ${option}: ${tried}`;
        expect(message.endsWith(said), `${message} | ${said}`).toBe(true);
      }
    }
  });

  test("there are hundreds of them", () => {
    const all = withKinds.flatMap(({ kinds }) => Object.values(kinds));
    expect(all.filter((kind) => kind === "number").length).toBeGreaterThan(300);
    expect(all.filter((kind) => kind === "flag").length).toBeGreaterThan(150);
  });
});

describe("options that stand in no braces are refused", () => {
  test.each(found)("$name", async ({ name }) => {
    const call = caller(name);
    for (const options of [3, "int32", true, [1], null]) {
      const error = await errorOf(() => call(options));
      expect(error, `${name}: ${options}`).toBeInstanceOf(gradbook.OptionError);
      expect((error as Error).message).toMatch(
        /^[^:]+: expected options in braces, got .+; try \{ \w+: .+ \}$/s,
      );
    }
  });
});

describe.each(compilers)("%s", (_name, compiler) => {
  /** The errors in calls with these options, by the name of what is called. */
  const errorsWith = (more: (option: string) => string): Map<string, string> => {
    const names = Object.keys(gradbook).join(", ");
    const head = `import { ${names} } from "gradbook"; import { exercise, fileHost, filledIn, lesson, storageHost, tensorExercise } from "gradbook/exercise";${fixtures}`;
    const lines = found.map(({ name, options }) => {
      const right = options.map((option) => `${option}: null!`);
      return `${calls[name]!.replace("$", `{ ${[...right, more(options[0]!)].join(", ")} }`)};`;
    });
    const first = head.split("\n").length + 1;
    const byName = new Map<string, string>();
    for (const { line, message } of compile(compiler, `${head}\n${lines.join("\n")}`).errors) {
      const name = found[line - first]?.name ?? `line ${line}`;
      byName.set(name, `${byName.get(name) ?? ""}${message}\n`);
    }
    return byName;
  };
  let right: Map<string, string>;
  let wrong: Map<string, string>;
  beforeAll(() => {
    right = errorsWith(() => "");
    wrong = errorsWith((option) => `${misspelt(option)}: 1`);
  });

  test("finds nothing wrong with the right names", () => {
    expect(Object.fromEntries(right)).toEqual({});
  });

  test.each(found)("knows no other options of $name", ({ name, options }) => {
    expect(wrong.get(name)).toContain(`'${misspelt(options[0]!)}' does not exist in type`);
  });
});
