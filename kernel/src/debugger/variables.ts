import type { Debugger, Runtime } from "node:inspector";
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { Watched } from "../bridge/watch-view.js";
import { liveName, originalNames, scriptName } from "../compiler/names.js";
import { inScript } from "./expressions.js";
import type { Frame, PausedFrame } from "./pause.js";
import { LOOK_URL } from "./scripts.js";
import { Thrown, type V8, V8Error } from "./v8.js";

/** What a variablesReference stands for. */
type Reference =
  /** A value of the session's, by V8's id for it, and the expression that gives it. */
  | { readonly kind: "value"; readonly objectId: string; readonly path: string | undefined }
  /** The variables that a function has, innermost block first. */
  | {
      readonly kind: "scope";
      readonly frame: PausedFrame;
      readonly scopes: readonly number[];
      readonly isOwn?: true;
    }
  | { readonly kind: "globals"; readonly imports: boolean };

/** What the session says can be written behind a value and a dot, see session/look/names.ts. */
export interface PropertyName {
  readonly name: string;
  readonly kind: "function" | "property";
}

/** What the session's looker says of a variable, see session/look/looker.ts. */
interface Seen {
  readonly name: string;
  readonly value: string;
  readonly type: string;
  readonly at?: number;
  readonly indexed?: number;
  readonly lazy?: true;
}

interface Look {
  readonly seen: Seen;
  readonly objectId: string | undefined;
}

/** The types of what is read at one glance. */
const PLAIN = /^(?:number|bigint|boolean|string)$/;

type Page = Pick<DebugProtocol.VariablesArguments, "filter" | "start" | "count">;

const LOOKER = 'globalThis[Symbol.for("gradbook.session")].look';
const NAMED = `\n//# sourceURL=${LOOK_URL}\n`;
/** What the compiler puts into a cell. */
const HIDDEN = /^(__cell__|module_\d+|import\$.*|arguments|\.\S*)$/u;

/** Values and variables of the session, as a client sees them. */
export class Variables {
  readonly #v8: V8;
  readonly #group: string;
  readonly #references = new Map<number, Reference>();
  /** What was copied to the cells' variables without being declared there. */
  readonly #copied = new Set<string>();
  #count = 0;

  /** @param group what V8 calls the values that it has given ids to; it keeps them until the group is released */
  constructor(v8: V8, group = "gradbook.debugger") {
    this.#v8 = v8;
    this.#group = group;
  }

  /** Forgets what references stood for: what was paused goes on. */
  clear(): void {
    this.#references.clear();
    this.#v8.call("Runtime.releaseObjectGroup", { objectGroup: this.#group }).catch(() => {});
  }

  /** The session has ended, and its variables with it. */
  lost(): void {
    this.#copied.clear();
    this.#references.clear();
  }

  scopes(frame: PausedFrame): DebugProtocol.Scope[] {
    const { scopeChain } = frame.inV8;
    const indices = scopeChain.map((_, i) => i);
    const typeOf = (i: number): string => scopeChain[i]?.type ?? "";
    const own = indices.findIndex((i) => /^(local|module|script|global)$/.test(typeOf(i)));
    const isFunction = typeOf(own) === "local";
    const locals = indices.slice(0, isFunction ? own + 1 : Math.max(own, 0));
    const scopes: DebugProtocol.Scope[] = [];
    const add = (name: string, reference: Reference, expensive = false): void => {
      scopes.push({ name, variablesReference: this.#refer(reference), expensive });
    };
    add("Locals", { kind: "scope", frame, scopes: locals, isOwn: true });
    for (const i of indices.slice(locals.length)) {
      const { name } = scopeChain[i] ?? {};
      if (typeOf(i) === "closure" || typeOf(i) === "block" || typeOf(i) === "catch") {
        add(name ? `Closure (${originalNames(name)})` : "Closure", { kind: "scope", frame, scopes: [i] });
      } else if (typeOf(i) === "module" && frame.positions.sources.length === 1)
        add("Module", { kind: "scope", frame, scopes: [i] });
    }
    add("Globals", { kind: "globals", imports: false });
    return scopes;
  }

  async list(reference: number, page: Page): Promise<DebugProtocol.Variable[]> {
    const what = this.#references.get(reference);
    if (what === undefined) return [];
    switch (what.kind) {
      case "globals":
        return this.globals(what.imports);
      case "value": {
        const looks = await this.#children(what.objectId, page);
        return looks.map((look) => this.#variable(look, childPath(what.path, look.seen)));
      }
      case "scope": {
        const { frame, scopes, isOwn } = what;
        return isOwn && frame.isCell ? this.#cellScope(frame, scopes) : this.#scope(frame, scopes, isOwn);
      }
    }
  }

  /** The variables of the cells; what they have imported is behind one entry. */
  async globals(imports = false): Promise<DebugProtocol.Variable[]> {
    const names = await this.scriptNames();
    const imported = await this.#imported(names);
    const all = imports ? names : new Set([...names, ...this.#copied]);
    const shown = [...all].filter((name) => !HIDDEN.test(name) && imported.has(name) === imports);
    const container = await this.#evaluate(
      `({ ${shown.map((name) => `${JSON.stringify(name)}: ${name}`).join(", ")} })`,
    );
    const looks = container.objectId === undefined ? [] : await this.#children(container.objectId, {});
    const variables = looks.map((look) => {
      const name = originalNames(look.seen.name);
      return this.#variable({ ...look, seen: { ...look.seen, name } }, name);
    });
    if (imports || imported.size === 0) return variables;
    const entry: DebugProtocol.Variable = {
      name: "imports",
      value: `${imported.size} imported names`,
      type: "",
      variablesReference: this.#refer({ kind: "globals", imports: true }),
      presentationHint: { kind: "virtual" },
    };
    return [...variables, entry];
  }

  /** The names of V8's global scope. */
  async scriptNames(): Promise<ReadonlySet<string>> {
    const { names } = await this.#v8.call<{ names: string[] }>("Runtime.globalLexicalScopeNames");
    return new Set(names);
  }

  /** The names that a frame's own variables have in its script, by those that somebody gave them. */
  async localNames(frame: PausedFrame | undefined): Promise<ReadonlyMap<string, string>> {
    const scopes = frame?.inV8.scopeChain.filter(({ type }) => !/^(script|global)$/.test(type)) ?? [];
    const lists = await Promise.all(scopes.map(({ object }) => this.#propertyNames(object.objectId)));
    // The innermost last: it hides the others.
    const names = lists.reverse().flat();
    return new Map(names.map((name) => [writtenName(name, frame), name]));
  }

  /**
   * Evaluates what a person wrote, in a frame or else among the cells' variables.
   *
   * @throws V8Error with the exception; SyntaxError for what is not JavaScript
   */
  async evaluate(
    expression: string,
    { frame, pure = false }: { readonly frame?: PausedFrame | undefined; readonly pure?: boolean },
  ): Promise<Runtime.RemoteObject> {
    const [script, local] = await Promise.all([this.scriptNames(), this.localNames(frame)]);
    return this.#evaluate(inScript(expression, { script, local }), { frame, pure });
  }

  /** A value as a variable; `path` is the expression that gives it. */
  async show(value: Runtime.RemoteObject, path?: string): Promise<DebugProtocol.Variable> {
    const [look] = await this.#look("one", value, {});
    if (look === undefined) throw new V8Error("the value is gone");
    return this.#variable({ ...look, objectId: look.objectId && value.objectId }, path);
  }

  /** A value as it would be displayed. */
  async rich(value: Runtime.RemoteObject): Promise<{ data: object; metadata: object }> {
    return this.#said("rich", value);
  }

  /** What can be written behind a value and a dot. */
  async names(value: Runtime.RemoteObject): Promise<readonly PropertyName[]> {
    return this.#said("names", value);
  }

  /**
   * What a watch reads.
   *
   * @param options.pure whether it must change nothing
   * @throws Thrown with what it threw, which may be that it would change something
   */
  async watched(id: string, { pure }: { readonly pure: boolean }): Promise<Watched> {
    const reader = await this.#evaluate(`${LOOKER}.reader(${JSON.stringify(id)})`);
    return this.#said("watched", await this.#call("function (read) { return read(); }", [reader], pure));
  }

  async #said<T>(method: "rich" | "names" | "watched", value: Runtime.RemoteObject): Promise<T> {
    const said = await this.#call(`function (value) { return ${LOOKER}.${method}(value); }`, [value]);
    return JSON.parse(String(said.value)) as T;
  }

  /** The source map of a cell's script, if it has one. */
  async cellMap(cell: number): Promise<string | undefined> {
    const { value } = await this.#evaluate(`${LOOKER}.mapOf(${cell})`);
    return typeof value === "string" ? value : undefined;
  }

  /** @throws V8Error where it cannot be set, as for a constant */
  async set(
    { variablesReference, name, value }: DebugProtocol.SetVariableArguments,
    paused: PausedFrame | undefined,
  ): Promise<DebugProtocol.Variable> {
    const what = this.#references.get(variablesReference);
    if (what === undefined) throw new V8Error("the variable is gone: what was paused has gone on");
    const frame = what.kind === "scope" ? what.frame : paused;
    const given = await this.evaluate(`(${value})`, { frame });
    if (what.kind === "globals") await this.#setGlobal(name, given);
    else if (what.kind === "value") {
      const owner = { type: "object", objectId: what.objectId } as const;
      const key = { type: "string", value: name.replace(/^\[(\d+)\]$/, "$1") } as const;
      await this.#call('function (owner, name, value) { "use strict"; owner[name] = value; }', [
        owner,
        key,
        given,
      ]);
    } else if (!(await this.#setInScope(what, name, given))) {
      if (!what.frame.isCell) throw new V8Error(`no variable ${name} is here`);
      await this.#setGlobal(name, given);
    }
    return this.show(given, name);
  }

  async #setGlobal(name: string, value: Runtime.RemoteObject): Promise<void> {
    const script = await this.scriptNames();
    const isImport = (await this.#imported(script)).has(name);
    if (isImport) throw new V8Error(`${name} is imported, and cannot be set`);
    await this.#call(setter(script.has(name) ? name : scriptName(name)), [value]);
  }

  /** @returns whether the variable is in one of the scopes */
  async #setInScope(
    { frame, scopes }: Extract<Reference, { kind: "scope" }>,
    name: string,
    value: Runtime.RemoteObject,
  ): Promise<boolean> {
    const { scopeChain, callFrameId } = frame.inV8;
    for (const scopeNumber of scopes) {
      const names = await this.#propertyNames(scopeChain[scopeNumber]?.object.objectId);
      const variableName = names.find((candidate) => writtenName(candidate, frame) === name);
      if (variableName === undefined) continue;
      const params = { scopeNumber, variableName, newValue: argument(value), callFrameId };
      await this.#v8.call("Debugger.setVariableValue", params);
      return true;
    }
    return false;
  }

  /**
   * Makes a frame's variable one of the cells'. One that no cell has declared becomes a property of the global object: V8
   * declares no names while it is paused.
   */
  async copyToGlobals(source: string, target: string, frame: PausedFrame): Promise<void> {
    const value = await this.evaluate(source, { frame });
    const name = scriptName(target);
    const isDeclared = (await this.scriptNames()).has(name);
    if (!isDeclared) this.#copied.add(name);
    await this.#call(setter(isDeclared ? name : `globalThis.${name}`), [value]);
  }

  async #scope(
    frame: PausedFrame,
    scopes: readonly number[],
    isOwn = false,
  ): Promise<DebugProtocol.Variable[]> {
    const variables = new Map<string, DebugProtocol.Variable>();
    for (const i of scopes) {
      const { object, type } = frame.inV8.scopeChain[i] ?? {};
      if (object?.objectId === undefined) continue;
      for (const look of await this.#children(object.objectId, {})) {
        const name = writtenName(look.seen.name, frame);
        if (HIDDEN.test(look.seen.name) || variables.has(name)) continue;
        const then = this.#variable({ ...look, seen: { ...look.seen, name } }, name);
        const isPast = isOwn && frame.hasChanged;
        variables.set(name, isPast ? await this.#valueNow(look.seen.name, then, frame) : then);
      }
      const self = frame.inV8.this;
      const hasThis = self.type === "object" && self.subtype !== "null" && self.className !== "global";
      if (type === "local" && hasThis) variables.set("this", await this.#this(self));
    }
    return [...variables.values()];
  }

  /** A variable of a frame's own, as it is since something was evaluated in the frame. */
  async #valueNow(
    scriptName: string,
    then: DebugProtocol.Variable,
    frame: PausedFrame,
  ): Promise<DebugProtocol.Variable> {
    const found = await this.#evaluate(scriptName, { frame, pure: true }).catch(() => undefined);
    return found === undefined ? then : { ...(await this.show(found, then.name)), name: then.name };
  }

  /** As in Python, the variables of a cell are local where the cell itself is paused. */
  async #cellScope(frame: PausedFrame, scopes: readonly number[]): Promise<DebugProtocol.Variable[]> {
    const own = await this.#scope(frame, scopes, true);
    const hidden = new Set(own.map(({ name }) => name));
    return [...own, ...(await this.globals()).filter(({ name }) => !hidden.has(name))];
  }

  async #this(value: Runtime.RemoteObject): Promise<DebugProtocol.Variable> {
    return { ...(await this.show(value, "this")), name: "this" };
  }

  /** Which of the names are imports, and not variables that were declared after one. */
  async #imported(names: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    const candidates = [...names].filter((name) => names.has(liveName(name)));
    if (candidates.length === 0) return new Set();
    const pairs = candidates.map((name) => `[${JSON.stringify(name)}, ${liveName(name)}]`).join(", ");
    const isImport = String.raw`([name, live]) => /\bmodule_\d+\b/.test(Object.getOwnPropertyDescriptor(live ?? {}, name)?.get)`;
    const { value } = await this.#evaluate(`[${pairs}].filter(${isImport}).map(([name]) => name).join(" ")`);
    return new Set(
      String(value ?? "")
        .split(" ")
        .filter((name) => name !== ""),
    );
  }

  async #propertyNames(objectId: string | undefined): Promise<string[]> {
    if (objectId === undefined) return [];
    const own = { objectId, ownProperties: true };
    const { result } = await this.#v8.call<Runtime.GetPropertiesReturnType>("Runtime.getProperties", own);
    return result.map(({ name }) => name);
  }

  async #children(objectId: string, page: Page): Promise<Look[]> {
    return this.#look("children", { type: "object", objectId }, page);
  }

  async #look(method: "children" | "one", value: Runtime.RemoteObject, page: Page): Promise<Look[]> {
    const options = { filter: page.filter, start: page.start, ...(page.count ? { count: page.count } : {}) };
    const body = `function (value, options) { return ${LOOKER}.${method}(value, options); }`;
    const answer = await this.#call(body, [value, { type: "object", value: options }]);
    if (answer.objectId === undefined) return [];
    const { result } = await this.#v8.call<Runtime.GetPropertiesReturnType>("Runtime.getProperties", {
      objectId: answer.objectId,
      ownProperties: true,
    });
    const items = new Map(result.map((property) => [property.name, property.value]));
    const list = JSON.parse(String(items.get("0")?.value ?? "[]")) as Seen[];
    return list.map((seen) => ({
      seen,
      objectId: seen.at === undefined ? undefined : items.get(String(seen.at))?.objectId,
    }));
  }

  #variable({ seen, objectId }: Look, path: string | undefined): DebugProtocol.Variable {
    const { name, value, type, indexed, lazy } = seen;
    return {
      name,
      value,
      // JupyterLab's tree shows the values of Python's types alone, and of all others the type.
      type: PLAIN.test(type) ? value : type,
      variablesReference: objectId === undefined ? 0 : this.#refer({ kind: "value", objectId, path }),
      ...(path === undefined ? {} : { evaluateName: path }),
      ...(indexed === undefined ? {} : { indexedVariables: indexed }),
      ...(lazy ? { presentationHint: { lazy: true } } : {}),
    };
  }

  #refer(reference: Reference): number {
    this.#references.set(++this.#count, reference);
    return this.#count;
  }

  async #evaluate(
    expression: string,
    { frame, pure = false }: { readonly frame?: PausedFrame | undefined; readonly pure?: boolean } = {},
  ): Promise<Runtime.RemoteObject> {
    const common = { expression, objectGroup: this.#group, silent: true, throwOnSideEffect: pure };
    const answer = frame
      ? this.#v8.call<Debugger.EvaluateOnCallFrameReturnType>("Debugger.evaluateOnCallFrame", {
          ...common,
          callFrameId: frame.inV8.callFrameId,
        })
      : this.#v8.call<Runtime.EvaluateReturnType>("Runtime.evaluate", {
          ...common,
          expression: expression + NAMED,
        });
    return resultOf(await answer);
  }

  /** Calls a function among the cells with values of the session's. */
  async #call(
    functionDeclaration: string,
    values: readonly Runtime.RemoteObject[],
    throwOnSideEffect = false,
  ): Promise<Runtime.RemoteObject> {
    // V8 wants an object to call it on.
    const { objectId } =
      values.find((value) => value.objectId !== undefined) ?? (await this.#evaluate("globalThis"));
    const answer = await this.#v8.call<Runtime.CallFunctionOnReturnType>("Runtime.callFunctionOn", {
      functionDeclaration: functionDeclaration + NAMED,
      objectId,
      arguments: values.map(argument),
      objectGroup: this.#group,
      silent: true,
      throwOnSideEffect,
    });
    return resultOf(answer);
  }
}

/** What a variable was called. */
function writtenName(name: string, frame: Frame | undefined): string {
  return frame?.positions.originalNames.get(name) ?? originalNames(name);
}

function setter(target: string): string {
  return `function (value) { "use strict"; ${target} = value; }`;
}

function argument({ objectId, unserializableValue, value }: Runtime.RemoteObject): Runtime.CallArgument {
  if (objectId !== undefined) return { objectId };
  return unserializableValue === undefined ? { value } : { unserializableValue };
}

function resultOf({ result, exceptionDetails }: Runtime.EvaluateReturnType): Runtime.RemoteObject {
  if (exceptionDetails === undefined) return result;
  const { exception, text } = exceptionDetails;
  const [line = text] = (exception?.description ?? String(exception?.value ?? text)).split("\n");
  throw new Thrown(originalNames(line));
}

/** The expression for a child of what another expression gives; undefined where there is none. */
function childPath(path: string | undefined, { name, lazy, type }: Seen): string | undefined {
  if (path === undefined || type === "") return undefined;
  if (/^\[\d+\]$/.test(name)) return `${path}${name}`;
  if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) return undefined;
  return lazy && path.endsWith(`.${name}`) ? path : `${path}.${name}`;
}
