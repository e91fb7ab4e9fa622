import { expect, test } from "vitest";
import { errorOf, resultText, streamText, underWay, useKernel } from "../support/kernel.js";

const kernel = useKernel();

/** Lists every method and getter of the language, and the functions that replace one and put it back. */
const PATCHES = `
const patches: { name: string; apply(): void }[] = [];
var undo = () => {};
{
  const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Object;
  const typed = getPrototypeOf(Uint8Array);
  const array = getPrototypeOf([][Symbol.iterator]());
  const owners = new Map<any, string>([
    [typed, "TypedArray"], [typed.prototype, "TypedArray.prototype"], [array, "ArrayIterator.prototype"],
    [getPrototypeOf(array), "Iterator.prototype"],
    [getPrototypeOf(new Map().entries()), "MapIterator.prototype"],
    [getPrototypeOf(new Set().values()), "SetIterator.prototype"],
    [getPrototypeOf(async () => {}), "AsyncFunction.prototype"],
  ]);
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const { value } = getOwnPropertyDescriptor(globalThis, name)!;
    if (!/^[A-Z]/.test(name) || (typeof value !== "function" && typeof value !== "object")) continue;
    if (!owners.has(value)) owners.set(value, name);
    if (value.prototype && !owners.has(value.prototype)) owners.set(value.prototype, name + ".prototype");
  }
  const bad: any = () => { throw new EvalError("replaced"); };
  for (const [owner, of] of owners) {
    for (const key of Reflect.ownKeys(owner)) {
      const before = getOwnPropertyDescriptor(owner, key)!;
      if (!before.configurable || (typeof before.value !== "function" && before.get === undefined)) continue;
      const after = before.get ? { get: bad, configurable: true } : { value: bad, writable: true, configurable: true };
      const apply = () => {
        defineProperty(owner, key, after);
        undo = () => void defineProperty(owner, key, before);
      };
      patches.push({ name: of + "." + String(key), apply });
    }
  }
  for (const key of ["toJSON", "get", "set", "value", "id", "result", "type", "cell", "length", "code"]) {
    const apply = () => {
      defineProperty(Object.prototype, key, { value: bad, writable: true, configurable: true });
      undo = () => void Reflect.deleteProperty(Object.prototype, key);
    };
    patches.push({ name: "Object.prototype." + key, apply });
  }
}
console.log(patches.map(({ name }) => name).join("\\n"));`;

/** Those that V8 or node's own streams call for the kernel: their cells fail, or are ended by Stop. */
const NEEDED =
  /^(Promise\.Symbol\(Symbol\.species\)|TypedArray\.prototype\.length|MapIterator\.prototype\.next|Array\.prototype\.pop)$/;
/** The result of a cell, or the name of its error; after some seconds without one, Stop. */
async function replyOrStop(code: string): Promise<string> {
  const cell = kernel.client.execute(code);
  const stop = setTimeout(() => void kernel.client.interrupt(), 3_000);
  const { status, reply, outputs } = await cell;
  clearTimeout(stop);
  // Not by its outputs: a session that dies while the next cell is compiled is told there, beside the cell's own error.
  return status === "ok" ? String(resultText(outputs)) : String(reply.ename);
}

/** Those without which a module cannot be waited for. */
const AWAITED = new Set(["Promise.prototype.then"]);

/** Each of these has been what ended the kernel, or is what packages do; of the rest every so many is tried. */
const ALWAYS =
  /^(Array\.prototype\.(push|map|toJSON|join|slice)|JSON\.|Math\.sign|Function\.prototype\.|Map\.prototype\.(get|set)|Promise\.|Object\.prototype\.|Symbol\.|Buffer\.|AbortController)/;
const EVERY = 9;

test("a method of the language that throws hurts the cell alone", async () => {
  kernel.write("local.ts", "export const five: number = 5;\n");
  const listed = await kernel.run(PATCHES);
  const names = streamText(listed.outputs).trim().split("\n");
  expect(names.length).toBeGreaterThan(500);
  const before = resultText((await kernel.run("process.pid")).outputs);
  for (const [i, name] of names.entries()) {
    if (NEEDED.test(name) || (!ALWAYS.test(name) && i % EVERY !== 0)) continue;
    // A cell that does not end is told with the name of the method.
    const run = async (code: string) => {
      try {
        return await kernel.run(code);
      } catch (error) {
        throw new Error(`${name}, ${code}: ${String(error)}`);
      }
    };
    const patched = await run(`patches[${i}]!.apply(); console.log("in"); 3`);
    const printed = await run('console.log("out"); 1 + 1');
    const threw = await run('await null; throw new Error("own")');
    const imported = await run('import { five } from "./local"; five');
    const undone = await run('undo(); "undone"');
    const told = {
      patched: [streamText(patched.outputs), resultText(patched.outputs)],
      printed: [streamText(printed.outputs), resultText(printed.outputs)],
      threw: errorOf(threw.outputs).evalue,
      imported: AWAITED.has(name) ? "5" : resultText(imported.outputs),
      undone: resultText(undone.outputs),
    };
    expect({ name, ...told }).toEqual({
      name,
      patched: ["in\n", "3"],
      printed: ["out\n", "2"],
      threw: "own",
      imported: "5",
      undone: "'undone'",
    });
  }
  expect(resultText((await kernel.run("process.pid")).outputs)).toBe(before);
});

test("a method that the kernel cannot do without costs a Stop and the session at most", async () => {
  const names = streamText((await kernel.run(PATCHES)).outputs)
    .trim()
    .split("\n");
  const needed = [...names.entries()].filter(([, name]) => NEEDED.test(name));
  expect(needed.map(([, name]) => name)).toContain("TypedArray.prototype.length");
  for (const [i, name] of needed) {
    const replies: string[] = [
      await replyOrStop(`patches[${i}]!.apply(); 1`),
      await replyOrStop("await null; 1"),
    ];
    // A session that hears nothing any more answers Stop for two cells; the next Stop ends it.
    while (replies.length < 7 && replies.at(-1) !== "SessionEnded")
      replies.push(await replyOrStop("process.exit()"));
    expect({ name, replies }).toEqual({ name, replies: expect.arrayContaining(["SessionEnded"]) });
    expect(resultText((await kernel.run("1")).outputs)).toBe("1");
    await kernel.run(PATCHES);
  }
});

test("a patched method does not keep Stop from a cell", async () => {
  await kernel.run("Array.prototype.push = Map.prototype.get = () => { throw new Error('replaced'); }");
  const { cell } = await underWay(kernel.client, "while (true) {}");
  await kernel.client.interrupt();
  expect(errorOf((await cell).outputs).ename).toBe("KeyboardInterrupt");
  await kernel.run("process.exit()");
});

// As sylvester does, which comes with `natural`.
test("Math.sign of another kind keeps no file and no module from being imported", async () => {
  await kernel.run("Math.sign = (x: number) => (x < 0 ? -1 : 1)");
  kernel.write("later.ts", "export enum Colour { red, green }\nexport const six = 6;\n");
  expect(
    resultText((await kernel.run('import { six, Colour } from "./later"; [six, Colour.green]')).outputs),
  ).toBe("[ 6, 1 ]");
  expect((await kernel.run("/** @module seven */\nexport const seven: number = 7;")).status).toBe("ok");
  expect(resultText((await kernel.run('import { seven } from "./seven"; seven')).outputs)).toBe("7");
});

test.each([
  ["a list", '(Array.prototype as any).toJSON = () => "arr"', "delete (Array.prototype as any).toJSON"],
  ["all", '(Object.prototype as any).toJSON = () => "obj"', "delete (Object.prototype as any).toJSON"],
])("toJSON of %s changes what cells write, and nothing that they say", async (_, apply, undo) => {
  await kernel.run(apply);
  expect(resultText((await kernel.run('[JSON.stringify([]) !== "[]", 2]')).outputs)).toBe("[ true, 2 ]");
  expect(errorOf((await kernel.run("throw new Error('own')")).outputs).traceback).toContain("Error: own");
  await kernel.run(undo);
});

test("what the kernel gives to cells is of their own realm", async () => {
  kernel.write("data.json", '{ "list": [1] }');
  const { outputs } = await kernel.run(`
    import data from "./data.json";
    import { input } from "gradbook-kernel";
    const asked = input(); asked.catch(() => {});
    const failed = await import("./missing" as string).catch((error: unknown) => error);
    [data.list instanceof Array, Object.getPrototypeOf(data) === Object.prototype, asked instanceof Promise,
     failed instanceof Error, setTimeout instanceof Function, require instanceof Function, prompt instanceof Function,
     module.exports instanceof Object, console.group instanceof Function].every(Boolean)`);
  expect(resultText(outputs)).toBe("true");
});
