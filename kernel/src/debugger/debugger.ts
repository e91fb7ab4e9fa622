import type { Runtime, Debugger as V8Debugger } from "node:inspector";
import { basename } from "node:path";
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { DebugMessage, DebugRequest } from "../channel/protocol.js";
import { type Breakpoint, Breakpoints, describe, logExpression, stopsAt } from "./breakpoints.js";
import { CatchRanges, EXCEPTION_FILTERS } from "./exceptions.js";
import { inScript } from "./expressions.js";
import { describeFrame, type Frame, framesOf } from "./pause.js";
import type { Place } from "./positions.js";
import { cellUrl, KERNELS_OWN, type Script, Scripts } from "./scripts.js";
import { codeLine, HASH_SEED, Sources } from "./sources.js";
import { V8, V8Error } from "./v8.js";
import { type PausedFrame, Variables } from "./variables.js";

export interface DebuggerOptions {
  /** Sends to V8's debugger in the session. */
  readonly send: (request: DebugRequest) => void;
  /** Publishes a debug_event. */
  readonly publish: (event: DebugProtocol.Event) => void;
  /** The text of a cell, as long as it is remembered. */
  readonly cellText: (cell: number) => string | undefined;
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

/** JavaScript has one thread that is debugged. */
const THREAD = 1;

type Step = "stepOver" | "stepInto" | "stepOut";

/** A step that is under way. */
interface Stepping {
  readonly kind: Step;
  /** Where it began: a step that comes back to this line by way of code that nobody wrote goes on. */
  readonly from: (Place & { readonly depth: number }) | undefined;
  /** Whether it has been in code that nobody wrote. */
  wasAway: boolean;
  count: number;
}

/** A step that comes back to the very place where it began is repeated so often: a loop may lead there, too. */
const MOST_STILL = 3;
/** A step through code that nobody wrote ends at last. */
const MOST_STEPS = 500;

type Arguments = Readonly<Record<string, unknown>>;
type Body = object | undefined;

/** The switches of an attach request. */
interface Switches {
  /** Steps leave out the library and other packages. */
  readonly justMyCode: boolean;
  /** Frames show what waits for them. Makes code that awaits much slower. */
  readonly asyncStacks: boolean;
}

/**
 * Answers the requests of Jupyter's debug protocol, which is Microsoft's Debug Adapter Protocol with additions, by what V8's
 * debugger says. V8's is on only while something is armed: a breakpoint, an exception filter, a step.
 */
export class Debugger {
  readonly #options: DebuggerOptions;
  readonly #v8: V8;
  readonly #sources: Sources;
  readonly #scripts: Scripts;
  readonly #variables: Variables;
  readonly #breakpoints = new Breakpoints();
  readonly #catches = new Map<string, CatchRanges>();
  #isStarted = false;
  #isOpen = false;
  #isEnabled = false;
  #switches: Switches = { justMyCode: false, asyncStacks: false };
  #exceptions: ReadonlySet<string> = new Set();
  #stepping: Stepping | undefined;
  #pausing = false;
  /** V8 may still be about to stop for a step whose cell has ended. */
  #leftover = false;
  #paused: { readonly frames: readonly Frame[]; readonly event: V8Debugger.PausedEventDataType } | undefined;
  #globals: Promise<DebugProtocol.Variable[]> | undefined;
  #seq = 0;
  /** Requests are answered one after the other. */
  #tail: Promise<unknown> = Promise.resolve();

  constructor(options: DebuggerOptions) {
    this.#options = options;
    this.#v8 = new V8(options.send);
    this.#sources = new Sources(options.suffix);
    this.#scripts = new Scripts({ sources: this.#sources, cellText: options.cellText });
    this.#variables = new Variables(this.#v8);
  }

  /** Answers a debug_request. */
  request({ seq, command, arguments: args }: Arguments): Promise<DebugProtocol.Response> {
    const answer = this.#tail.then(() =>
      this.#answer(Number(seq) || 0, String(command), (args ?? {}) as Arguments),
    );
    this.#tail = answer;
    return answer;
  }

  /** Takes what V8's debugger says. */
  receive(message: DebugMessage): void {
    if (message.type === "debug_answer") {
      this.#v8.answer(message);
      return;
    }
    const params: unknown = message.params;
    if (message.method === "Debugger.scriptParsed")
      this.#parsed(params as V8Debugger.ScriptParsedEventDataType);
    else if (message.method === "Debugger.paused") {
      this.#stopped(params as V8Debugger.PausedEventDataType).catch(() => this.#resume());
    } else if (message.method === "Debugger.resumed") this.#resumed();
  }

  /** Sets the breakpoints of a cell before its script runs. */
  async beforeRun({ cell, sourceMap }: CellToRun): Promise<void> {
    this.#globals = undefined;
    // What was asked before the cell is done before it, also by a session that has just begun.
    await this.#tail;
    if (!this.#isOpen) return;
    if (sourceMap !== undefined) this.#scripts.addCellMap(cell, sourceMap);
    if (!this.#isEnabled) return;
    const positions = this.#scripts.cellPositions(cell);
    const path = positions?.sources[0]?.path;
    if (positions === undefined || path === undefined) return;
    for (const breakpoint of this.#breakpoints.of(path)) {
      const place = positions.generated({ path, line: breakpoint.line, ...columnOf(breakpoint) });
      if (place === undefined || breakpoint.problem !== undefined) continue;
      breakpoint.boundTo.add(cellUrl(cell));
      await this.#setInV8(breakpoint, "Debugger.setBreakpointByUrl", { url: cellUrl(cell), ...place });
    }
  }

  /** A cell has ended: a step that went out of it is over. */
  afterRun(): void {
    this.#globals = undefined;
    if (this.#paused !== undefined || this.#stepping === undefined) return;
    this.#stepping = undefined;
    this.#leftover = true;
    this.#tail = this.#tail.then(() => this.#arm()).catch(() => {});
  }

  /** The session has ended; the next one is debugged as this one was. */
  lost(): void {
    this.#v8.lost();
    this.#variables.lost();
    this.#scripts.clear();
    this.#catches.clear();
    this.#breakpoints.unbind();
    this.#isEnabled = false;
    this.#stepping = undefined;
    this.#pausing = false;
    this.#globals = undefined;
    this.#resumed();
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#tail = this.#tail.then(() => this.#arm()).catch(() => {});
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
      return { ...response, success: true, body: (await handler(args)) ?? {} };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { ...response, success: false, message, body: EMPTY_BODIES.get(command) ?? {} };
    }
  }

  /** By command: a Map, in which `constructor` is not found. */
  readonly #handlers: ReadonlyMap<string, (args: Arguments) => Body | Promise<Body>> = new Map([
    ["initialize", () => this.#initialize()],
    ["attach", (args: Arguments) => this.#attach(args)],
    ["launch", (args: Arguments) => this.#attach(args)],
    ["configurationDone", () => undefined],
    ["disconnect", () => this.#disconnect()],
    ["terminate", () => this.#disconnect()],
    ["debugInfo", () => this.#info()],
    ["dumpCell", ({ code }: Arguments) => ({ sourcePath: this.#sources.add(text(code, "code")) })],
    ["source", (args: Arguments) => this.#source(args)],
    [
      "setBreakpoints",
      (args: Arguments) => this.#setBreakpoints(args as unknown as DebugProtocol.SetBreakpointsArguments),
    ],
    ["setFunctionBreakpoints", () => ({ breakpoints: [] })],
    ["setExceptionBreakpoints", ({ filters }: Arguments) => this.#setExceptionBreakpoints(filters)],
    ["threads", () => ({ threads: [{ id: THREAD, name: "main" }] })],
    [
      "stackTrace",
      (args: Arguments) => this.#stackTrace(args as unknown as DebugProtocol.StackTraceArguments),
    ],
    ["scopes", ({ frameId }: Arguments) => ({ scopes: this.#variables.scopes(this.#frame(frameId)) })],
    ["variables", (args: Arguments) => this.#list(args as unknown as DebugProtocol.VariablesArguments)],
    [
      "setVariable",
      (args: Arguments) => this.#setVariable(args as unknown as DebugProtocol.SetVariableArguments),
    ],
    ["evaluate", (args: Arguments) => this.#evaluate(args as unknown as DebugProtocol.EvaluateArguments)],
    ["continue", () => this.#go("resume", { allThreadsContinued: true })],
    ["next", () => this.#go("stepOver")],
    ["stepIn", () => this.#go("stepInto")],
    ["stepOut", () => this.#go("stepOut")],
    ["pause", () => this.#pause()],
    ["inspectVariables", () => this.#inspectVariables()],
    ["richInspectVariables", (args: Arguments) => this.#richInspect(args)],
    ["copyToGlobals", (args: Arguments) => this.#copyToGlobals(args)],
    ["modules", (args: Arguments) => this.#modules(args as DebugProtocol.ModulesArguments)],
    ["exceptionInfo", () => this.#exceptionInfo()],
  ]);

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
    this.#switches = { justMyCode: justMyCode === true, asyncStacks: asyncStacks === true };
    this.#open();
    this.#event("initialized");
    return undefined;
  }

  /** Nothing is paused or armed after it. */
  #disconnect(): Body {
    this.#breakpoints.clear();
    this.#exceptions = new Set();
    this.#isStarted = false;
    this.#isEnabled = false;
    this.#stepping = undefined;
    this.#pausing = false;
    if (this.#isOpen) this.#v8.close();
    this.#isOpen = false;
    this.#scripts.clear();
    this.#catches.clear();
    this.#resumed();
    return undefined;
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
      stoppedThreads: this.#paused === undefined ? [] : [THREAD],
      richRendering: true,
      exceptionPaths: [],
      copyToGlobals: true,
    };
  }

  #source({ source, sourceReference }: Arguments): Body {
    const path = (source as DebugProtocol.Source | undefined)?.path;
    if (typeof path !== "string")
      throw new V8Error(`source: expected a path, got ${String(path ?? sourceReference)}`);
    const inMap = this.#scripts.of(path).flatMap(({ positions }) => positions.sources);
    const content =
      inMap.find((other) => other.path === path && other.text !== undefined)?.text ??
      this.#sources.text(path);
    if (content === undefined) throw new V8Error(`source: nothing is known of ${path}`);
    return { content, mimeType: /\.tsx?$/.test(path) ? "text/typescript" : "text/javascript" };
  }

  async #setBreakpoints({ source, breakpoints = [] }: DebugProtocol.SetBreakpointsArguments): Promise<Body> {
    const { path } = source ?? {};
    if (typeof path !== "string")
      throw new V8Error("setBreakpoints: expected a source with a path, got none");
    await Promise.all(this.#breakpoints.of(path).map((old) => this.#removeFromV8(old)));
    const content = this.#sources.text(path);
    const list = this.#breakpoints.set(path, breakpoints, (line) =>
      content === undefined ? line : codeLine(content, line),
    );
    await this.#arm();
    if (this.#isEnabled) for (const script of this.#scripts.of(path)) await this.#bind(script);
    return { breakpoints: list.map(describe) };
  }

  async #setExceptionBreakpoints(filters: unknown): Promise<Body> {
    const known = EXCEPTION_FILTERS.map(({ filter }) => filter);
    const wanted = Array.isArray(filters) ? filters.map(String) : [];
    this.#exceptions = new Set(wanted.filter((filter) => known.includes(filter)));
    await this.#arm();
    return { breakpoints: wanted.map((filter) => ({ verified: known.includes(filter) })) };
  }

  #stackTrace({ startFrame = 0, levels }: DebugProtocol.StackTraceArguments): Body {
    const frames = this.#paused?.frames ?? [];
    const shown = frames.slice(startFrame, levels ? startFrame + levels : undefined);
    return { stackFrames: shown.map(describeFrame), totalFrames: frames.length };
  }

  #frame(id: unknown): PausedFrame {
    const frame = this.#paused?.frames.find((candidate) => candidate.id === id);
    if (!isPaused(frame)) throw new V8Error(`no frame ${String(id)} is paused`);
    return frame;
  }

  async #list({ variablesReference, ...page }: DebugProtocol.VariablesArguments): Promise<Body> {
    this.#open();
    return { variables: await this.#variables.list(variablesReference, page) };
  }

  async #setVariable(args: DebugProtocol.SetVariableArguments): Promise<Body> {
    this.#globals = undefined;
    const top = this.#paused?.frames[0];
    const frame = isPaused(top) ? top : undefined;
    const { value, type, variablesReference } = await this.#variables.set(args, frame);
    return { value, type, variablesReference };
  }

  async #evaluate({ expression, frameId, context }: DebugProtocol.EvaluateArguments): Promise<Body> {
    if (context !== "hover") this.#globals = undefined;
    const frame = frameId === undefined ? undefined : this.#frame(frameId);
    const found = await this.#variables.evaluate(expression, { frame, pure: context === "hover" });
    const shown = await this.#variables.show(found, expression);
    const { value: result, type, variablesReference, indexedVariables } = shown;
    return {
      result,
      type,
      variablesReference,
      ...(indexedVariables === undefined ? {} : { indexedVariables }),
    };
  }

  async #go(how: Step | "resume", body?: Body): Promise<Body> {
    if (this.#paused === undefined) throw new V8Error("nothing is paused");
    if (how === "resume") await this.#v8.call("Debugger.resume");
    else {
      const { frames } = this.#paused;
      const from = frames[0] && { ...frames[0].place, depth: frames.length };
      this.#stepping = { kind: how, from, wasAway: false, count: 0 };
      await this.#v8.call(`Debugger.${how}`);
    }
    return body;
  }

  async #pause(): Promise<Body> {
    if (this.#paused !== undefined) return undefined;
    this.#pausing = true;
    await this.#arm();
    await this.#v8.call("Debugger.pause");
    return undefined;
  }

  async #inspectVariables(): Promise<Body> {
    this.#open();
    this.#globals ??= this.#variables.globals();
    try {
      return { variables: await this.#globals };
    } catch (error) {
      this.#globals = undefined;
      throw error;
    }
  }

  async #richInspect({ variableName, frameId }: Arguments): Promise<Body> {
    this.#open();
    const name = text(variableName, "variableName");
    const frame =
      typeof frameId === "number" && this.#paused !== undefined ? this.#frame(frameId) : undefined;
    return this.#variables.rich(await this.#variables.evaluate(name, { frame }));
  }

  async #copyToGlobals({ srcVariableName, dstVariableName, srcFrameId }: Arguments): Promise<Body> {
    const [source, target] = [
      text(srcVariableName, "srcVariableName"),
      text(dstVariableName, "dstVariableName"),
    ];
    for (const name of [source, target]) {
      if (!NAME.test(name)) throw new V8Error(`copyToGlobals: expected the name of a variable, got ${name}`);
    }
    this.#globals = undefined;
    await this.#variables.copyToGlobals(source, target, this.#frame(srcFrameId));
    return undefined;
  }

  /** The files that the session has loaded, as they were written. */
  async #modules({ startModule = 0, moduleCount }: DebugProtocol.ModulesArguments): Promise<Body> {
    this.#open();
    if (!this.#isEnabled) {
      // V8 tells of all its scripts when it begins, and of no more when it ends.
      await this.#v8.call("Debugger.enable");
      await this.#v8.call("Debugger.disable");
    }
    const paths = new Set<string>();
    for (const { cell, positions } of this.#scripts.all) {
      if (cell !== undefined) continue;
      for (const { path, text } of positions.sources) if (text !== undefined) paths.add(path);
    }
    const modules = [...paths].sort().map((path, id) => ({ id, name: basename(path), path }));
    const end = moduleCount ? startModule + moduleCount : undefined;
    return { modules: modules.slice(startModule, end), totalModules: modules.length };
  }

  #exceptionInfo(): Body {
    const data = this.#paused?.event.data as Runtime.RemoteObject | undefined;
    if (data === undefined || !isException(this.#paused?.event))
      throw new V8Error("no exception has stopped it");
    const description = data.description ?? String(data.value);
    return { exceptionId: data.className ?? data.type, description, breakMode: "always" };
  }

  #open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#v8.open();
  }

  /** Has V8's debugger on while it is needed. */
  async #arm(): Promise<void> {
    const isArmed =
      this.#breakpoints.all.length > 0 ||
      this.#exceptions.size > 0 ||
      this.#stepping !== undefined ||
      this.#pausing ||
      this.#paused !== undefined;
    if (!isArmed && this.#isEnabled) {
      this.#isEnabled = false;
      this.#leftover = false;
      this.#breakpoints.unbind();
      await this.#v8.call("Debugger.disable");
    }
    if (!isArmed) return;
    this.#open();
    if (!this.#isEnabled) await this.#enable();
    const state = this.#exceptions.size > 0 ? "all" : "none";
    await this.#v8.call("Debugger.setPauseOnExceptions", { state });
  }

  async #enable(): Promise<void> {
    await this.#v8.call("Debugger.enable");
    this.#isEnabled = true;
    const { justMyCode, asyncStacks } = this.#switches;
    const patterns = [...KERNELS_OWN];
    if (justMyCode)
      patterns.push(
        `^file://(?!${escaped(new URL(`file://${this.#options.directory}/`).pathname)})`,
        "/node_modules/",
      );
    await this.#v8.call("Debugger.setBlackboxPatterns", { patterns });
    if (asyncStacks) await this.#v8.call("Debugger.setAsyncCallStackDepth", { maxDepth: 16 });
    // Modules stop before they run, so that their breakpoints can be set.
    await this.#v8.call("Debugger.setInstrumentationBreakpoint", {
      instrumentation: "beforeScriptWithSourceMapExecution",
    });
    for (const cell of this.#scripts.cellsWithoutMap) {
      const map = await this.#variables.cellMap(cell);
      if (map !== undefined) this.#scripts.addCellMap(cell, map);
    }
    for (const script of this.#scripts.all) await this.#bind(script);
  }

  #parsed(parsed: V8Debugger.ScriptParsedEventDataType): void {
    this.#scripts.add(parsed);
    // What stops before it runs is bound then; what V8 tells of while it is being enabled, after that.
    const stops = parsed.isModule === true && Boolean(parsed.sourceMapURL);
    const script = stops || !this.#isEnabled ? undefined : this.#scripts.get(parsed.scriptId);
    if (script !== undefined && script.cell === undefined) void this.#bind(script).catch(() => {});
  }

  /** Sets in a script the breakpoints of what it was made from. */
  async #bind(script: Script): Promise<void> {
    for (const { path } of script.positions.sources) {
      for (const breakpoint of this.#breakpoints.of(path)) {
        if (
          breakpoint.problem !== undefined ||
          breakpoint.boundTo.has(script.id) ||
          breakpoint.boundTo.has(script.url)
        )
          continue;
        breakpoint.boundTo.add(script.id);
        const place = script.positions.generated({ path, line: breakpoint.line, ...columnOf(breakpoint) });
        if (place === undefined) continue;
        const answer = await this.#setInV8(breakpoint, "Debugger.setBreakpoint", {
          location: { scriptId: script.id, ...place },
        });
        const actual = answer?.actualLocation;
        const written = actual && script.positions.original({ columnNumber: 0, ...actual });
        if (written === undefined || written.path !== path || written.line === breakpoint.line) continue;
        breakpoint.line = written.line;
        this.#event("breakpoint", { reason: "changed", breakpoint: describe(breakpoint) });
      }
    }
  }

  async #setInV8(
    breakpoint: Breakpoint,
    method: "Debugger.setBreakpoint" | "Debugger.setBreakpointByUrl",
    where: object,
  ): Promise<Partial<V8Debugger.SetBreakpointReturnType> | undefined> {
    try {
      const condition = await this.#condition(breakpoint);
      const answer = await this.#v8.call<V8Debugger.SetBreakpointReturnType>(method, { ...where, condition });
      breakpoint.inV8.add(answer.breakpointId);
      return answer;
    } catch (error) {
      // Another one is there already, and stops for both.
      if (error instanceof V8Error) return undefined;
      throw error;
    }
  }

  /** What V8 evaluates where the breakpoint is. A log without a count prints there, and never stops. */
  async #condition({ wanted }: Breakpoint): Promise<string> {
    const { condition, logMessage, hitCondition } = wanted;
    if (!condition && !logMessage) return "";
    const names = { script: await this.#variables.scriptNames(), local: new Map<string, string>() };
    const translate = (expression: string): string => inScript(expression, names);
    const holds = condition ? translate(condition) : "true";
    if (!logMessage || hitCondition) return holds;
    return `(${holds}) && (${logExpression(logMessage, translate)}, false)`;
  }

  async #removeFromV8({ inV8 }: Breakpoint): Promise<void> {
    if (!this.#isEnabled) return;
    const ids = [...inV8];
    await Promise.all(
      ids.map((breakpointId) => this.#v8.call("Debugger.removeBreakpoint", { breakpointId }).catch(() => {})),
    );
  }

  /** V8 has stopped: for the client, or for something to be seen to here. */
  async #stopped(event: V8Debugger.PausedEventDataType): Promise<void> {
    if (String(event.reason) === "instrumentation") {
      const scriptId = String((event.data as { scriptId?: unknown } | undefined)?.scriptId);
      const script = this.#scripts.get(scriptId);
      if (script !== undefined) await this.#bind(script);
      await this.#resume();
      return;
    }
    // Somebody looks at a value, and what that calls has come to a breakpoint.
    if (event.callFrames.some(({ location }) => this.#scripts.isLook(location.scriptId))) {
      await this.#resume();
      return;
    }
    const frames = framesOf(event, this.#scripts);
    const reason = await this.#reasonToStop(event, frames);
    if (reason === "go on") await this.#resume();
    else if (reason === "step on") await this.#v8.call(`Debugger.${this.#stepping?.kind ?? "resume"}`);
    else {
      this.#stepping = undefined;
      this.#pausing = false;
      this.#leftover = false;
      this.#paused = { frames, event };
      const data = event.data as Runtime.RemoteObject | undefined;
      const [said] = isException(event) ? [data?.description ?? String(data?.value)] : [];
      this.#event("stopped", {
        reason,
        threadId: THREAD,
        allThreadsStopped: true,
        ...(said === undefined ? {} : { description: "Paused on an exception", text: said.split("\n")[0] }),
      });
    }
  }

  async #reasonToStop(event: V8Debugger.PausedEventDataType, frames: readonly Frame[]): Promise<string> {
    if (isException(event)) return (await this.#wantsException(event)) ? "exception" : "go on";
    const hit = this.#breakpoints.hit(event.hitBreakpoints ?? []);
    for (const breakpoint of hit) if (await this.#stopsAt(breakpoint, frames[0])) return "breakpoint";
    if (this.#stepping !== undefined) return this.#reasonOfStep(this.#stepping, event, frames);
    if (hit.length > 0) return "go on";
    if (frames.length === 0) return this.#pausing ? "step on" : "go on";
    if (this.#pausing) return "pause";
    if (this.#leftover && !isStatement(event)) return "go on";
    return "breakpoint";
  }

  /** A step ends in what somebody wrote, and not where it began. */
  #reasonOfStep(step: Stepping, event: V8Debugger.PausedEventDataType, frames: readonly Frame[]): string {
    const [top] = event.callFrames;
    const [frame] = frames;
    if (++step.count > MOST_STEPS) return frame === undefined ? "go on" : "step";
    const isWritten = frame !== undefined && frame.inV8 === top;
    if (!isWritten) {
      step.wasAway = true;
      return "step on";
    }
    const { from } = step;
    // A step into the kernel's own code, which V8 leaves out, comes back to the very place, and is about to go on from it.
    const isStill =
      step.kind === "stepInto" && step.count <= MOST_STILL && from?.column === frame.place.column;
    const isBack =
      (step.wasAway || isStill) &&
      from !== undefined &&
      from.path === frame.place.path &&
      from.line === frame.place.line &&
      from.depth === frames.length;
    return isBack ? "step on" : "step";
  }

  async #stopsAt(breakpoint: Breakpoint, frame: Frame | undefined): Promise<boolean> {
    const { hitCondition, logMessage } = breakpoint.wanted;
    if (!stopsAt(hitCondition, ++breakpoint.hits)) return false;
    if (!logMessage || !isPaused(frame)) return true;
    const [script, local] = await Promise.all([
      this.#variables.scriptNames(),
      this.#variables.localNames(frame),
    ]);
    const names = { script, local };
    const expression = logExpression(logMessage, (part) => inScript(part, names));
    await this.#v8.call("Debugger.evaluateOnCallFrame", {
      callFrameId: frame.inV8.callFrameId,
      expression,
      silent: true,
    });
    return false;
  }

  async #wantsException({ callFrames, data }: V8Debugger.PausedEventDataType): Promise<boolean> {
    const isUncaught = (data as { uncaught?: boolean } | undefined)?.uncaught === true;
    const isCaught = !isUncaught && (await this.#isCaught(callFrames));
    return (
      this.#exceptions.has(isCaught ? "caught" : "uncaught") &&
      callFrames.some((frame) => this.#isMine(frame))
    );
  }

  /** Whether a frame that somebody wrote catches: the kernel catches everything, and V8 counts that. */
  async #isCaught(frames: readonly V8Debugger.CallFrame[]): Promise<boolean> {
    for (const { location } of frames) {
      if (this.#scripts.get(location.scriptId) === undefined) continue;
      const { lineNumber, columnNumber = 0 } = location;
      if ((await this.#catchesOf(location.scriptId)).catches({ lineNumber, columnNumber })) return true;
    }
    return false;
  }

  async #catchesOf(scriptId: string): Promise<CatchRanges> {
    const known = this.#catches.get(scriptId);
    if (known !== undefined) return known;
    const { scriptSource } = await this.#v8.call<V8Debugger.GetScriptSourceReturnType>(
      "Debugger.getScriptSource",
      { scriptId },
    );
    const ranges = new CatchRanges(scriptSource);
    this.#catches.set(scriptId, ranges);
    return ranges;
  }

  #isMine({ location }: V8Debugger.CallFrame): boolean {
    return this.#scripts.get(location.scriptId) !== undefined;
  }

  async #resume(): Promise<void> {
    await this.#v8.call("Debugger.resume").catch(() => {});
  }

  #resumed(): void {
    if (this.#paused === undefined) return;
    this.#paused = undefined;
    this.#globals = undefined;
    this.#variables.clear();
    this.#event("continued", { threadId: THREAD, allThreadsContinued: true });
    this.#tail = this.#tail.then(() => this.#arm()).catch(() => {});
  }

  #event(event: string, body: object = {}): void {
    this.#options.publish({ type: "event", seq: ++this.#seq, event, body });
  }
}

const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** What is answered also before the debugger is started. */
const ANYTIME = new Set([
  "initialize",
  "debugInfo",
  "inspectVariables",
  "richInspectVariables",
  "variables",
  "modules",
  "dumpCell",
  "source",
  "disconnect",
  "terminate",
]);

/** Clients read these fields without a look at `success`. */
const EMPTY_BODIES: ReadonlyMap<string, object> = new Map<string, object>([
  ["stackTrace", { stackFrames: [] }],
  ["scopes", { scopes: [] }],
  ["variables", { variables: [] }],
  ["inspectVariables", { variables: [] }],
  ["setBreakpoints", { breakpoints: [] }],
  ["modules", { modules: [] }],
  ["richInspectVariables", { data: {}, metadata: {} }],
]);

function text(value: unknown, name: string): string {
  if (typeof value === "string") return value;
  throw new V8Error(`expected ${name} to be a string, got ${value === undefined ? "nothing" : typeof value}`);
}

function columnOf({ column }: Breakpoint): { readonly column?: number } {
  return column === undefined ? {} : { column };
}

function isPaused(frame: Frame | undefined): frame is PausedFrame {
  return frame?.inV8 !== undefined;
}

function isException(event: V8Debugger.PausedEventDataType | undefined): boolean {
  return event?.reason === "exception" || event?.reason === "promiseRejection";
}

/** `debugger;`, as far as V8 tells it from a step. */
function isStatement({ reason }: V8Debugger.PausedEventDataType): boolean {
  return String(reason) === "debugCommand";
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
