/**
 * What an exercise asks for, where it can be given without code: read from its cell, such as
 * `const range: [number, number] | null = null;` or `predict("soft", null)`.
 */

/** A value to be given: a number, words, or one of several. */
export type Field =
  | { readonly kind: "number"; readonly label: string }
  | { readonly kind: "text"; readonly label: string }
  | { readonly kind: "numbers"; readonly label: string }
  | { readonly kind: "choice"; readonly label: string; readonly choices: readonly string[] };

/** A cell that is answered by filling in fields. */
export interface AnswerFields {
  readonly fields: readonly Field[];
  /** The cell with the values in place of its `null`. @param values JavaScript, field by field */
  fill(values: readonly string[]): string;
  /** The values that a cell has which was filled before; undefined where it was written by hand. */
  read(source: string): readonly string[] | undefined;
}

/** @returns undefined where an answer is code */
export function answerFields(source: string): AnswerFields | undefined {
  const asked = /^(?:const|let) \w+: (?<type>.+) \| null = null;?$/m.exec(source);
  const type = asked?.groups?.type;
  if (type !== undefined) return ofType(source, resolved(type.trim(), source));
  const predicted = /^predict\("[^"]+", null\)/m.test(source);
  return predicted ? filling(source, /(?<=^predict\("[^"]+", )null/m, wordsForm) : undefined;
}

interface Form {
  readonly fields: readonly Field[];
  join(values: readonly string[]): string;
  split(value: string): readonly string[] | undefined;
}

const one = (field: Field): Form => ({
  fields: [field],
  join: ([value = "null"]) => value,
  split: (value) => [value],
});

const wordsForm = one({ kind: "text", label: "Your prediction" });

function ofType(source: string, type: string): AnswerFields | undefined {
  const form = formOf(type, source);
  return form && filling(source, /(?<= \| null = )null(?=;?$)/m, form);
}

function filling(source: string, place: RegExp, form: Form): AnswerFields {
  const at = place.exec(source)?.index ?? 0;
  const [before, after] = [source.slice(0, at), source.slice(at + "null".length)];
  return {
    fields: form.fields,
    fill: (values) => before + form.join(values) + after,
    read: (written) => {
      if (written === source || !written.startsWith(before) || !written.endsWith(after)) return undefined;
      return form.split(written.slice(before.length, written.length - after.length));
    },
  };
}

function formOf(type: string, source: string): Form | undefined {
  const field = fieldOf(type, "Your answer");
  if (field !== undefined) return one(field);
  const tuple = /^(?:readonly )?\[(.+)\]$/.exec(type)?.[1];
  if (tuple !== undefined) return tupleForm(tuple.split(/,\s*/), source);
  const object = /^\{ (.+) \}$/.exec(type)?.[1];
  return object === undefined ? undefined : objectForm(object.split(/;\s*/), source);
}

function tupleForm(parts: readonly string[], source: string): Form | undefined {
  const found = parts.map((part, i) => {
    const [, name, type] = /^(?:(\w+): )?(.+)$/.exec(part) ?? [];
    return fieldOf(resolved(type ?? "", source), name ?? ORDINALS[i] ?? `${i + 1}th`);
  });
  const fields = all(found);
  if (fields === undefined) return undefined;
  return {
    fields,
    join: (values) => `[${values.join(", ")}]`,
    split: (value) => parsed<readonly unknown[]>(value)?.map((part) => JSON.stringify(part)),
  };
}

function objectForm(parts: readonly string[], source: string): Form | undefined {
  const names = parts.map((part) => /^(?:readonly )?(\w+): (.+)$/.exec(part));
  const found = names.map((match) =>
    match?.[1] && match[2] ? fieldOf(resolved(match[2], source), match[1]) : undefined,
  );
  const fields = all(found);
  if (fields === undefined) return undefined;
  return {
    fields,
    join: (values) => `{ ${fields.map(({ label }, i) => `${label}: ${values[i]}`).join(", ")} }`,
    split: (value) => {
      const object = parsed<Record<string, unknown>>(value.replace(/(\w+): /g, '"$1": '));
      return object && fields.map(({ label }) => JSON.stringify(object[label]));
    },
  };
}

const ORDINALS = ["first", "second", "third"];

/** The fields; undefined if one of them is none. */
function all(fields: readonly (Field | undefined)[]): readonly Field[] | undefined {
  const found = fields.filter((field) => field !== undefined);
  return found.length === fields.length ? found : undefined;
}

function fieldOf(type: string, label: string): Field | undefined {
  if (type === "number") return { kind: "number", label };
  if (type === "string") return { kind: "text", label };
  if (/^(?:readonly )?number\[\]$/.test(type)) return { kind: "numbers", label };
  if (type === "boolean") return { kind: "choice", label, choices: ["true", "false"] };
  const choices = type.split(/\s*\|\s*/).filter((choice) => choice !== "");
  return choices.length > 1 && choices.every((choice) => /^"[^"]*"$/.test(choice))
    ? { kind: "choice", label, choices }
    : undefined;
}

/** What an alias stands for that the cell itself has. */
function resolved(type: string, source: string): string {
  const alias = new RegExp(`^type ${type.replace(/[^\w]/g, "")} =\\s*([^;]+);`, "m").exec(source)?.[1];
  return /^\w+$/.test(type) && alias !== undefined ? alias.trim() : type;
}

/** A list or an object as people write it, on several lines with a comma after the last part, too. */
function parsed<T>(written: string): T | undefined {
  try {
    return JSON.parse(written.replace(/,(?=\s*[}\]]$)/, "")) as T;
  } catch {
    return undefined;
  }
}
