import type { CompletionAnswer, TypeService } from "../cell-contract.js";
import type { PropertyName } from "../debugger/variables.js";
import type { JsonObject } from "../wire/message.js";
import type { Debugging } from "./debugging.js";
import { toCodePoints, toUtf16 } from "./positions.js";
import { integerField, stringField } from "./requests.js";

export interface EditorParts {
  readonly types: TypeService;
  readonly debugging: Debugging;
  readonly directory: string;
}

/** Answers what an editor asks: by the types, and by the values of the moment, also while a cell computes. */
export class Editor {
  readonly #parts: EditorParts;

  constructor(parts: EditorParts) {
    this.#parts = parts;
  }

  async isComplete(content: JsonObject): Promise<JsonObject> {
    const { status, indent } = await this.#parts.types.isComplete(stringField(content, "code"));
    return status === "incomplete" ? { status, indent } : { status };
  }

  async complete(content: JsonObject): Promise<JsonObject> {
    const source = stringField(content, "code");
    const offset = toUtf16(source, integerField(content, "cursor_pos", source.length));
    const { directory, types, debugging } = this.#parts;
    const typed = await types.complete({ source, offset, directory });
    const { unknown } = typed;
    const names =
      unknown === undefined ? undefined : await debugging.look("names", (values) => values.names(unknown));
    const answer = names === undefined ? typed : withNames(typed, names, { source, offset });
    return {
      status: "ok",
      matches: answer.matches,
      cursor_start: toCodePoints(source, answer.start),
      cursor_end: toCodePoints(source, answer.end),
      metadata: answer.metadata,
    };
  }

  async inspect(content: JsonObject): Promise<JsonObject> {
    const source = stringField(content, "code");
    const offset = toUtf16(source, integerField(content, "cursor_pos", source.length));
    const detail = integerField(content, "detail_level", 0) === 0 ? 0 : 1;
    const { directory, types, debugging } = this.#parts;
    const { found, data, held } = await types.inspect({ source, offset, directory, detail });
    const value =
      held === undefined ? undefined : await debugging.look("value", (values) => values.show(held));
    return { status: "ok", found, data: value === undefined ? data : withValue(data, value), metadata: {} };
  }
}

/** What a value has, where its type does not say. */
function withNames(
  answer: CompletionAnswer,
  names: readonly PropertyName[],
  { source, offset }: { readonly source: string; readonly offset: number },
): CompletionAnswer {
  const typed = source.slice(answer.start, offset).toLowerCase();
  const matching = names.filter(({ name }) => name.toLowerCase().startsWith(typed));
  const range = { start: toCodePoints(source, answer.start), end: toCodePoints(source, answer.end) };
  return {
    ...answer,
    matches: matching.map(({ name }) => name),
    metadata: {
      _jupyter_types_experimental: matching.map(({ name, kind }) => ({ ...range, text: name, type: kind })),
    },
  };
}

/** The value stands behind what it is: the first paragraph. */
function withValue(data: InspectionData, value: string): InspectionData {
  const put = (text: unknown, line: string): string => {
    const [first = "", ...rest] = String(text ?? "").split("\n\n");
    return [first, line, ...rest].join("\n\n");
  };
  return {
    ...data,
    "text/plain": put(data["text/plain"], `now: ${value}`),
    "text/markdown": put(data["text/markdown"], `now: \`${value.replaceAll("`", "ˋ")}\``),
  };
}

type InspectionData = Readonly<Record<string, unknown>>;
