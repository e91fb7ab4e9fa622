import type { Debugger as V8Debugger } from "node:inspector";
import { basename } from "node:path";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { Arming } from "./arming.js";
import { Bindings } from "./bindings.js";
import { Breakpoints, describe } from "./breakpoints.js";
import { EXCEPTION_FILTERS, ExceptionFilter, exceptionInfo } from "./exception-filter.js";
import type { LookBudget } from "./look-budget.js";
import { describeFrame } from "./pause.js";
import { ANYTIME, type Arguments, type Body, EMPTY_BODIES, textOf } from "./requests.js";
import { Scripts } from "./scripts.js";
import { codeLine, HASH_SEED, Sources } from "./sources.js";
import { Stops, THREAD } from "./stops.js";
import { type V8, V8Error, type V8Event } from "./v8.js";
import { Values } from "./values.js";
import { Variables } from "./variables.js";

export interface DebuggerOptions {
  /** V8's debugger in the session. */
  readonly v8: V8;
  readonly budget: LookBudget;
  /** Publishes a debug_event. */
  readonly publish: (event: DebugProtocol.Event) => void;
  /** The text of a cell, as long as it is remembered. */
  readonly cellText: (cell: number) => string | undefined;
  /** Called with the name of a variable that was copied to those of the cells. */
  readonly onCopied: (name: string) => Promise<void>;
  /** The ending of the language's files, such as `.ts`. */
  readonly suffix: string;
  /** The notebook's folder: what lies outside of it is not the user's own code. */
  readonly directory: string;
}

/** A cell that is about to run. */
export interface CellToRun {
  readonly cell: number;
  readonly sourceMap: string | undefined;
}

/** Takes the arguments of its request, which the client is trusted to have made as the protocol says. */
type Handler = (args: never) => Body | Promise<Body>;

/**
 * Answers the requests of Jupyter's debug protocol, which is Microsoft's Debug Adapter Protocol with additions, by what V8's
 * debugger says.
 */
export class Debugger {
  readonly #options: DebuggerOptions;
  readonly #sources: Sources;
  readonly #scripts: Scripts;
  readonly #variables: Variables;
  readonly #breakpoints = new Breakpoints();
  readonly #bindings: Bindings;
  readonly #exceptions: ExceptionFilter;
  readonly #stops: Stops;
  readonly #arming: Arming;
  readonly #values: Values;
  readonly #handlers: ReadonlyMap<string, Handler>;
  #isStarted = false;
  #seq = 0;
  /** Requests are answered one after the other. */
  #tail: Promise<unknown> = Promise.resolve();

  constructor(options: DebuggerOptions) {
    const { v8, budget, suffix, cellText, directory, onCopied } = options;
    this.#options = options;
    this.#sources = new Sources(suffix);
    this.#scripts = new Scripts({ sources: this.#sources, cellText });
    this.#variables = new Variables(v8);
    const common = { v8, scripts: this.#scripts, breakpoints: this.#breakpoints };
    const variables = this.#variables;
    this.#exceptions = new ExceptionFilter(v8, this.#scripts);
    this.#bindings = new Bindings({
      ...common,
      variables,
      onMoved: (breakpoint) => this.#event("breakpoint", { reason: "changed", breakpoint }),
    });
    const parts = { ...common, bindings: this.#bindings, exceptions: this.#exceptions };
    this.#stops = new Stops({
      ...parts,
      event: (event, body) => this.#event(event, body),
      onResumed: () => this.#resumed(),
    });
    this.#arming = new Arming({ ...parts, variables, stops: this.#stops, directory });
    this.#values = new Values({ v8, variables, stops: this.#stops, budget, onCopied });
    this.#handlers = this.#allHandlers();
  }

  /** Answers a debug_request. */
  request({ seq, command, arguments: args }: Arguments): Promise<DebugProtocol.Response> {
    const answer = this.#tail.then(() =>
      this.#answer(Number(seq) || 0, String(command), (args ?? {}) as Arguments),
    );
    this.#tail = answer;
    return answer;
  }

  /** Takes what V8's debugger tells. */
  receive({ method, params }: V8Event): void {
    const said: unknown = params;
    if (method === "Debugger.scriptParsed") this.#parsed(said as V8Debugger.ScriptParsedEventDataType);
    else if (method === "Debugger.paused") void this.#stops.stopped(said as V8Debugger.PausedEventDataType);
    else if (method === "Debugger.resumed") this.#stops.resumed();
  }

  /** Sets the breakpoints of a cell before its script runs. */
  async beforeRun({ cell, sourceMap }: CellToRun): Promise<void> {
    // What was asked before the cell is done before it, also by a session that has just begun.
    await this.#tail;
    this.#values.cellRuns(true);
    if (!this.#isStarted) return;
    if (sourceMap !== undefined) this.#scripts.addCellMap(cell, sourceMap);
    if (this.#arming.isOn) await this.#bindings.bindCell(cell);
  }

  afterRun(): void {
    this.#values.cellRuns(false);
    if (this.#stops.cellEnded()) this.#rearm();
  }

  /** The session has ended; the next one is debugged as this one was. */
  lost(): void {
    this.#forget();
    this.#breakpoints.unbind();
    this.#variables.lost();
    this.#rearm();
  }

  /** By command: a Map, in which `constructor` is not found. */
  #allHandlers(): ReadonlyMap<string, Handler> {
    const [stops, values] = [this.#stops, this.#values];
    const start = (args: Arguments): Body => this.#attach(args);
    const end = (): Body => this.#disconnect();
    const handlers: Record<string, Handler> = {
      initialize: () => this.#initialize(),
      attach: start,
      launch: start,
      configurationDone: () => undefined,
      disconnect: end,
      terminate: end,
      debugInfo: () => this.#info(),
      dumpCell: ({ code }: Arguments) => ({ sourcePath: this.#sources.add(textOf(code, "code")) }),
      source: (args: Arguments) => this.#source(args),
      modules: (args: DebugProtocol.ModulesArguments) => this.#modules(args),
      setBreakpoints: (args: DebugProtocol.SetBreakpointsArguments) => this.#setBreakpoints(args),
      setFunctionBreakpoints: () => ({ breakpoints: [] }),
      setExceptionBreakpoints: ({ filters }: Arguments) => this.#setExceptionBreakpoints(filters),
      threads: () => ({ threads: [{ id: THREAD, name: "main" }] }),
      stackTrace: (args: DebugProtocol.StackTraceArguments) => this.#stackTrace(args),
      scopes: ({ frameId }: Arguments) => ({ scopes: this.#variables.scopes(stops.frame(frameId)) }),
      variables: (args: DebugProtocol.VariablesArguments) => values.list(args),
      setVariable: (args: DebugProtocol.SetVariableArguments) => values.set(args),
      evaluate: (args: DebugProtocol.EvaluateArguments) => values.evaluate(args),
      inspectVariables: () => values.inspect(),
      richInspectVariables: (args: Arguments) => values.rich(args),
      copyToGlobals: (args: Arguments) => values.copyToGlobals(args),
      continue: async () => {
        await stops.go("resume");
        return { allThreadsContinued: true };
      },
      next: () => stops.go("stepOver").then(() => undefined),
      stepIn: () => stops.go("stepInto").then(() => undefined),
      stepOut: () => stops.go("stepOut").then(() => undefined),
      pause: () => this.#pause(),
      exceptionInfo: () => exceptionInfo(stops.event),
    };
    return new Map(Object.entries(handlers));
  }

  async #answer(request_seq: number, command: string, args: Arguments): Promise<DebugProtocol.Response> {
    const response = { type: "response", seq: ++this.#seq, request_seq, command } as const;
    try {
      const handler = this.#handlers.get(command);
      if (handler === undefined)
        throw new V8Error(`this debugger does not know the request ${command.slice(0, 40)}`);
      if (!this.#isStarted && !ANYTIME.has(command)) {
        throw new V8Error(`${command}: expected the debugger to be started, got none; send initialize first`);
      }
      return { ...response, success: true, body: (await handler(args as never)) ?? {} };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { ...response, success: false, message, body: EMPTY_BODIES.get(command) ?? {} };
    }
  }

  #initialize(): DebugProtocol.Capabilities {
    this.#isStarted = true;
    return {
      supportsConfigurationDoneRequest: true,
      supportsConditionalBreakpoints: true,
      supportsHitConditionalBreakpoints: true,
      supportsLogPoints: true,
      supportsEvaluateForHovers: true,
      supportsSetVariable: true,
      supportsModulesRequest: true,
      supportsExceptionInfoRequest: true,
      supportsTerminateRequest: true,
      supportsDelayedStackTraceLoading: true,
      exceptionBreakpointFilters: EXCEPTION_FILTERS,
    };
  }

  #attach({ justMyCode, asyncStacks }: Arguments): Body {
    this.#arming.switches = { justMyCode: justMyCode === true, asyncStacks: asyncStacks === true };
    this.#options.v8.open();
    this.#event("initialized");
    return undefined;
  }

  /** Nothing is paused or armed after it. */
  #disconnect(): Body {
    this.#isStarted = false;
    this.#breakpoints.clear();
    this.#exceptions.set([]);
    this.#options.v8.close();
    this.#forget();
    return undefined;
  }

  /** V8's debugger is off, and knows nothing of what it was told. */
  #forget(): void {
    this.#arming.forget();
    this.#scripts.clear();
    this.#exceptions.forget();
    this.#values.changed();
    this.#stops.clear();
  }

  #info(): Body {
    return {
      isStarted: this.#isStarted,
      hashMethod: "Murmur2",
      hashSeed: HASH_SEED,
      tmpFilePrefix: this.#sources.prefix,
      tmpFileSuffix: this.#sources.suffix,
      breakpoints: this.#breakpoints.paths.map((source) => ({
        source,
        breakpoints: this.#breakpoints.of(source).map(({ line, wanted }) => ({ ...wanted, line })),
      })),
      stoppedThreads: this.#stops.isPaused ? [THREAD] : [],
      richRendering: true,
      exceptionPaths: [],
      copyToGlobals: true,
    };
  }

  #source({ source, sourceReference }: Arguments): Body {
    const path = (source as DebugProtocol.Source | undefined)?.path;
    if (typeof path !== "string")
      throw new V8Error(`source: expected a path, got ${String(path ?? sourceReference)}`);
    const content = this.#scripts.writtenAt(path) ?? this.#sources.text(path);
    if (content === undefined) throw new V8Error(`source: nothing is known of ${path}`);
    return { content, mimeType: /\.tsx?$/.test(path) ? "text/typescript" : "text/javascript" };
  }

  /** The files that the session has loaded, as they were written. */
  async #modules({ startModule = 0, moduleCount }: DebugProtocol.ModulesArguments): Promise<Body> {
    const { v8 } = this.#options;
    v8.open();
    if (!this.#arming.isOn) {
      // V8 tells of all its scripts when it begins, and of no more when it ends.
      await v8.call("Debugger.enable");
      await v8.call("Debugger.disable");
    }
    const modules = this.#scripts.files.map((path, id) => ({ id, name: basename(path), path }));
    const end = moduleCount ? startModule + moduleCount : undefined;
    return { modules: modules.slice(startModule, end), totalModules: modules.length };
  }

  async #setBreakpoints({ source, breakpoints = [] }: DebugProtocol.SetBreakpointsArguments): Promise<Body> {
    const { path } = source ?? {};
    if (typeof path !== "string")
      throw new V8Error("setBreakpoints: expected a source with a path, got none");
    if (this.#arming.isOn)
      await Promise.all(this.#breakpoints.of(path).map((old) => this.#bindings.remove(old)));
    const content = this.#sources.text(path);
    const list = this.#breakpoints.set(path, breakpoints, (line) =>
      content === undefined ? line : codeLine(content, line),
    );
    await this.#arming.update();
    if (this.#arming.isOn) for (const script of this.#scripts.of(path)) await this.#bindings.bind(script);
    return { breakpoints: list.map(describe) };
  }

  async #setExceptionBreakpoints(filters: unknown): Promise<Body> {
    const breakpoints = this.#exceptions.set(Array.isArray(filters) ? filters.map(String) : []);
    await this.#arming.update();
    return { breakpoints };
  }

  #stackTrace({ startFrame = 0, levels }: DebugProtocol.StackTraceArguments): Body {
    const { frames } = this.#stops;
    const shown = frames.slice(startFrame, levels ? startFrame + levels : undefined);
    return { stackFrames: shown.map(describeFrame), totalFrames: frames.length };
  }

  async #pause(): Promise<Body> {
    if (this.#stops.isPaused) return undefined;
    this.#stops.expectPause();
    await this.#arming.update();
    await this.#options.v8.call("Debugger.pause");
    return undefined;
  }

  #parsed(parsed: V8Debugger.ScriptParsedEventDataType): void {
    this.#scripts.add(parsed);
    // What stops before it runs is bound then; what V8 tells of while it is being enabled, after that.
    const stops = parsed.isModule === true && Boolean(parsed.sourceMapURL);
    const script = stops || !this.#arming.isOn ? undefined : this.#scripts.get(parsed.scriptId);
    if (script !== undefined && script.cell === undefined) void this.#bindings.bind(script).catch(() => {});
  }

  #resumed(): void {
    this.#values.changed();
    this.#variables.clear();
    this.#rearm();
  }

  /** What is armed may have changed by itself. */
  #rearm(): void {
    this.#tail = this.#tail.then(() => this.#arming.update()).catch(() => {});
  }

  #event(event: string, body: object = {}): void {
    this.#options.publish({ type: "event", seq: ++this.#seq, event, body });
  }
}
