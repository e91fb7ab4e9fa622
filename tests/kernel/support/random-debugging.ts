import type { JsonObject } from "gradbook-kernel/client";
import { expect } from "vitest";
import { resultText, type TestKernel } from "./kernel.js";

/** Numbers from a seed (mulberry32), the same everywhere. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const CELLS = [
  "let at = 0;\nfor (let i = 0; i < 3; i++) {\n  at += i;\n}\nat",
  'function thrower(n: number) {\n  if (n > 1) throw new RangeError("n");\n  return n;\n}\ntry {\n  thrower(2);\n} catch {}\nthrower(1)',
  "await null;\nlet later = 1;\nawait new Promise((go) => setTimeout(go, 5));\nlater++;",
  "debugger;\nnew Map([[1, [2, 3]]])",
  "throw new Error('told')",
];

type Request = readonly [command: string, args: object];

/** One request of a debugger's client, right or wrong, in any state. */
function anyRequest(next: (below: number) => number, paths: readonly string[]): Request {
  const pick = <T>(list: readonly T[]): T => list[next(list.length)] as T;
  const line = 1 + next(9);
  const requests: readonly Request[] = [
    ["initialize", { clientID: "random" }],
    ["attach", pick([{}, { justMyCode: true }, { asyncStacks: true }])],
    ["configurationDone", {}],
    ["disconnect", {}],
    ["terminate", {}],
    ["debugInfo", {}],
    ["dumpCell", { code: pick(CELLS) }],
    ["source", { source: { path: pick(paths) } }],
    ["setBreakpoints", { source: { path: pick(paths) }, breakpoints: [{ line }] }],
    ["setBreakpoints", { source: { path: pick(paths) }, breakpoints: [] }],
    [
      "setBreakpoints",
      {
        source: { path: pick(paths) },
        breakpoints: [
          { line, condition: pick(["true", "at > 1", "nobody", "}"]), hitCondition: pick(["", "2", "% 2"]) },
        ],
      },
    ],
    [
      "setBreakpoints",
      { source: { path: pick(paths) }, breakpoints: [{ line, logMessage: "line {at} {nobody}" }] },
    ],
    ["setBreakpoints", {}],
    [
      "setExceptionBreakpoints",
      { filters: pick([[], ["caught"], ["uncaught"], ["caught", "uncaught"], ["other"]]) },
    ],
    ["threads", {}],
    ["stackTrace", { threadId: 1 }],
    ["scopes", { frameId: next(20) }],
    ["variables", { variablesReference: next(40), start: next(3), count: next(3) }],
    [
      "setVariable",
      { variablesReference: next(40), name: pick(["at", "later", "i"]), value: pick(["5", "}", "nobody"]) },
    ],
    [
      "evaluate",
      { expression: pick(["at", "1 +", "nobody", "later = 7"]), context: pick(["repl", "hover"]) },
    ],
    ["evaluate", { expression: "at", frameId: next(20) }],
    ["inspectVariables", {}],
    ["richInspectVariables", { variableName: pick(["at", "nobody", "1 +"]) }],
    ["copyToGlobals", { srcVariableName: "i", dstVariableName: "copied", srcFrameId: next(20) }],
    ["modules", {}],
    ["exceptionInfo", {}],
    ["pause", {}],
    ["continue", {}],
    ["next", {}],
    ["stepIn", {}],
    ["stepOut", {}],
    [pick(["frobnicate", "constructor", "__proto__"]), {}],
  ];
  return pick(requests);
}

/**
 * Sends requests of a debugger's client in an order that a seed gives, between cells, of which some are stopped at
 * something, and then looks whether the kernel runs the next cell.
 */
export async function debugAtRandom(kernel: TestKernel, seed: number): Promise<void> {
  const next = randomFrom(seed);
  const { client } = kernel;
  let seq = 0;
  const send = ([command, args]: Request): Promise<JsonObject> =>
    client.request("control", "debug_request", { type: "request", seq: ++seq, command, arguments: args });
  const paths: string[] = [];
  for (const code of CELLS) {
    const { body } = await send(["dumpCell", { code }]);
    paths.push((body as { sourcePath: string }).sourcePath);
  }
  if (next(4) > 0) {
    await send(["initialize", {}]);
    await send(["attach", {}]);
  }
  const cells: Promise<unknown>[] = [];
  for (let i = 0; i < 25; i++) {
    if (next(4) === 0) cells.push(kernel.run(CELLS[next(CELLS.length)] ?? "", { stopOnError: false }));
    if (next(15) === 0) await client.interrupt();
    const request = anyRequest(next, paths);
    const reply = await send(request);
    expect(reply, JSON.stringify(request)).toMatchObject({
      type: "response",
      request_seq: seq,
      command: request[0],
      success: expect.any(Boolean),
    });
  }
  // Whatever is paused goes on.
  await send(["disconnect", {}]);
  await Promise.all(cells);
  expect(resultText((await kernel.run("6 * 7")).outputs)).toBe("42");
  expect((await send(["debugInfo", {}])).body).toMatchObject({
    isStarted: false,
    stoppedThreads: [],
    breakpoints: [],
  });
}
