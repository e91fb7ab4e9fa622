import { describe, expect, test } from "vitest";
import { errorOf, resultText, streamText, useKernel } from "../support/kernel.js";

const kernel = useKernel();

describe("what is shown has a bound, and says what is missing", () => {
  test.each([
    [
      "an object of many keys",
      "Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => ['key' + i, i]))",
    ],
    ["an error's message", "new Error('m'.repeat(2e6))"],
    ["a symbol's description", "Symbol('s'.repeat(2e6))"],
    ["a property's name", "({ ['p'.repeat(2e6)]: 1 })"],
  ])("%s", async (_, code) => {
    const text = String(resultText((await kernel.run(code)).outputs));
    expect(text.length).toBeLessThan(101_000);
    expect(text).toMatch(/\n… \d(,?\d)+ characters are not shown; console\.log\(…\) prints all of it …\n/);
  });

  test("JSON that is nested deeper than any reader takes", async () => {
    const code = (depth: number) => `((list: any) => {
      for (let i = 1; i < ${depth}; i++) list = [list];
      return { [Symbol.for("Jupyter.display")]: () => ({ "application/json": list }) };
    })([])`;
    const { evalue } = errorOf((await kernel.run(code(1001))).outputs);
    expect(evalue).toBe("expected data nested at most 1000 deep, got more; send it as text");
    expect((await kernel.run(code(900))).outputs).toHaveLength(1);
  });

  test("an error that is thrown: its message is cut, its stack is there", async () => {
    const { ename, evalue, traceback } = errorOf(
      (await kernel.run("throw new Error('m'.repeat(2e6))")).outputs,
    );
    expect(ename).toBe("Error");
    expect(evalue.length).toBeLessThan(11_000);
    expect(evalue).toContain("characters are not shown; catch it and console.log(…) it to see all");
    expect(traceback.join("\n").length).toBeLessThan(42_000);
    expect(traceback).toContainEqual(expect.stringMatching(/^ {4}at cell-\d+:1:7$/));
  });

  test("a text that is thrown", async () => {
    const { evalue, traceback } = errorOf((await kernel.run("throw 'm'.repeat(2e6)")).outputs);
    expect(evalue.length + traceback.join("\n").length).toBeLessThan(60_000);
  });

  test("a source line as long as a file: what stands around the place that threw", async () => {
    const { traceback } = errorOf(
      (await kernel.run(`"${"x".repeat(50_000)}"; throw new Error("late")`)).outputs,
    );
    expect(Math.max(...traceback.map((line) => line.length))).toBeLessThan(500);
    expect(traceback.at(-2)).toMatch(/throw new Error\("late"\)$/);
    const caret = traceback.at(-1)?.indexOf("^") ?? 0;
    expect(traceback.at(-2)?.slice(caret)).toMatch(/^new Error/);
  });

  test("what is printed, and what a value says of itself, is not cut", async () => {
    const printed = await kernel.run("console.log('x'.repeat(300_000))");
    expect(streamText(printed.outputs).length).toBe(300_001);
    const shown = await kernel.run(
      "({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': 'x'.repeat(300_000) }) })",
    );
    expect(shown.outputs).toMatchObject([{ data: { "text/html": "x".repeat(300_000) } }]);
  });
});

describe("the console", () => {
  test("prints by process.stdout.write, which others may replace", async () => {
    const { outputs } = await kernel.run(`
      const caught: string[] = [];
      const { write } = process.stdout;
      process.stdout.write = ((text: string) => { caught.push(text); return true; }) as typeof write;
      console.log("a", 1); console.info("b");
      process.stdout.write = write;
      console.log("c");
      caught`);
    expect(streamText(outputs)).toBe("c\n");
    expect(resultText(outputs)).toBe("[ 'a 1\\n', 'b\\n' ]");
    const errors = await kernel.run(`
      const warned: string[] = [];
      const writeError = process.stderr.write;
      process.stderr.write = ((text: string) => { warned.push(text); return true; }) as typeof writeError;
      console.error("d");
      process.stderr.write = writeError;
      warned`);
    expect(resultText(errors.outputs)).toBe("[ 'd\\n' ]");
  });

  test("is not indented by the group of a cell that threw", async () => {
    await kernel.run("console.group('outer')");
    expect(streamText((await kernel.run("console.log('a')")).outputs)).toBe("  a\n");
    await kernel.run("console.group('inner'); console.groupCollapsed('innermost'); throw 1");
    expect(
      streamText((await kernel.run("console.log('a'); console.groupEnd(); console.log('b')")).outputs),
    ).toBe("  a\nb\n");
  });
});
