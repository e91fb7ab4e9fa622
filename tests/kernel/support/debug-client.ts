import type { DebugProtocol } from "@vscode/debugprotocol";
import type { ExecuteResult, JsonObject, KernelClient } from "gradbook-kernel/client";
import { expect } from "vitest";
import type { TestKernel } from "./kernel.js";

/** What a debug_event says. */
export type Stop = DebugProtocol.StoppedEvent["body"];

/** Debugs a kernel as a client does: debug_requests on control, debug_events on iopub. */
export class DebugClient {
  readonly #kernel: TestKernel;
  #seq = 0;
  /** Events that nobody has asked for yet. */
  #events: DebugProtocol.Event[] = [];
  #waiting: (() => void)[] = [];

  constructor(kernel: TestKernel) {
    this.#kernel = kernel;
  }

  get #client(): KernelClient {
    return this.#kernel.client;
  }

  /** Begins to listen; to be called when the kernel has started. */
  listen(): void {
    this.#client.listen(({ header, content }) => {
      if (header.msg_type !== "debug_event") return;
      this.#events.push(content as unknown as DebugProtocol.Event);
      for (const look of this.#waiting) look();
    });
  }

  async raw(command: string, args?: object): Promise<DebugProtocol.Response> {
    const content = { type: "request", seq: ++this.#seq, command, ...(args ? { arguments: args } : {}) };
    const reply = await this.#client.request("control", "debug_request", content as JsonObject);
    expect(reply).toMatchObject({ type: "response", request_seq: content.seq, command });
    return reply as unknown as DebugProtocol.Response;
  }

  /** A request that succeeds. @returns the reply's body */
  async send<Body = JsonObject>(command: string, args?: object): Promise<Body> {
    const reply = await this.raw(command, args);
    expect(reply, reply.message).toMatchObject({ success: true });
    return reply.body as Body;
  }

  async start(switches: object = {}): Promise<void> {
    await this.send("initialize", {
      clientID: "test",
      adapterID: "",
      linesStartAt1: true,
      columnsStartAt1: true,
    });
    await this.send("attach", switches);
    await this.send("configurationDone");
  }

  /** Ends debugging, whatever is paused. */
  async end(): Promise<void> {
    await this.send("disconnect", { restart: false, terminateDebuggee: false });
    this.#events = [];
  }

  async pathOf(code: string): Promise<string> {
    return (await this.send<{ sourcePath: string }>("dumpCell", { code })).sourcePath;
  }

  /** Breakpoints in a cell, by its text, or in a file, by its path. */
  async breakAt(
    source: string | { readonly path: string },
    ...breakpoints: (number | DebugProtocol.SourceBreakpoint)[]
  ): Promise<DebugProtocol.Breakpoint[]> {
    const path = typeof source === "string" ? await this.pathOf(source) : source.path;
    const body = await this.send<DebugProtocol.SetBreakpointsResponse["body"]>("setBreakpoints", {
      source: { path },
      breakpoints: breakpoints.map((at) => (typeof at === "number" ? { line: at } : at)),
      sourceModified: false,
    });
    return body.breakpoints;
  }

  /** The next event of a kind; those before it are dropped. */
  async event(name: string, limit = 120_000): Promise<DebugProtocol.Event> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const at = this.#events.findIndex(({ event }) => event === name);
        if (at < 0) return;
        const [found] = this.#events.splice(0, at + 1).slice(-1);
        done();
        resolve(found as DebugProtocol.Event);
      };
      const timer = setTimeout(() => {
        done();
        reject(new Error(`expected the event ${name} within ${limit} ms, got none`));
      }, limit);
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting = this.#waiting.filter((other) => other !== look);
      };
      this.#waiting.push(look);
      look();
    });
  }

  async stopped(): Promise<Stop> {
    return (await this.event("stopped")).body as Stop;
  }

  /** Runs a cell until it stops. */
  async runToStop(code: string): Promise<{ readonly cell: Promise<ExecuteResult>; readonly stop: Stop }> {
    const cell = this.#kernel.run(code);
    cell.catch(() => {});
    return { cell, stop: await this.stopped() };
  }

  async frames(): Promise<DebugProtocol.StackFrame[]> {
    const body = await this.send<DebugProtocol.StackTraceResponse["body"]>("stackTrace", { threadId: 1 });
    return body.stackFrames;
  }

  /** The frame that is paused. */
  async top(): Promise<DebugProtocol.StackFrame> {
    const [frame] = await this.frames();
    if (frame === undefined) throw new Error("expected a paused frame, got none");
    return frame;
  }

  /** The names and lines of all frames, uppermost first. */
  async lines(): Promise<string[]> {
    return (await this.frames()).map(({ name, line }) => `${name}:${line}`);
  }

  /** A step. @returns where it ends */
  async step(how: "next" | "stepIn" | "stepOut"): Promise<DebugProtocol.StackFrame> {
    await this.send(how, { threadId: 1 });
    await this.stopped();
    return this.top();
  }

  async continue(): Promise<void> {
    await this.send("continue", { threadId: 1 });
  }

  async scopes(frame?: DebugProtocol.StackFrame): Promise<DebugProtocol.Scope[]> {
    const { id } = frame ?? (await this.top());
    return (await this.send<{ scopes: DebugProtocol.Scope[] }>("scopes", { frameId: id })).scopes;
  }

  async variables(variablesReference: number, page: object = {}): Promise<DebugProtocol.Variable[]> {
    return (
      await this.send<{ variables: DebugProtocol.Variable[] }>("variables", { variablesReference, ...page })
    ).variables;
  }

  /** The variables of a scope of the paused frame, by name. */
  async scope(
    name: string,
    frame?: DebugProtocol.StackFrame,
  ): Promise<Record<string, DebugProtocol.Variable>> {
    const scope = (await this.scopes(frame)).find((candidate) => candidate.name === name);
    if (scope === undefined) throw new Error(`expected a scope ${name}, got none`);
    return byName(await this.variables(scope.variablesReference));
  }

  async evaluate(expression: string, frameId?: number): Promise<string> {
    const args = { expression, context: "repl", ...(frameId === undefined ? {} : { frameId }) };
    return (await this.send<{ result: string }>("evaluate", args)).result;
  }
}

export function byName(variables: readonly DebugProtocol.Variable[]): Record<string, DebugProtocol.Variable> {
  return Object.fromEntries(variables.map((variable) => [variable.name, variable]));
}
