import { type AnswerFields, answerFields, type Field } from "./answer-fields.js";
import { element } from "./elements.js";

/** The fields of an exercise that can be answered without code. */
export interface AnswerForm {
  readonly element: HTMLFormElement;
  /** Shows what a cell's code says. */
  show(source: string): void;
}

/**
 * @param original the cell as the course has it
 * @param onAnswer takes the cell with the answer in it
 * @returns undefined where an answer is code
 */
export function answerForm(original: string, onAnswer: (source: string) => void): AnswerForm | undefined {
  const asked = answerFields(original);
  if (asked === undefined) return undefined;
  const inputs = asked.fields.map(inputFor);
  const isPrediction = original.startsWith("predict(");
  const form = element("form", { className: "live-answer" }, ...inputs.map((input) => input.element));
  form.append(element("button", { textContent: isPrediction ? "Write it down" : "Check" }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const values = inputs.map((input) => input.value());
    if (values.every((value) => value !== undefined)) onAnswer(asked.fill(values as string[]));
    else inputs[values.indexOf(undefined)]?.focus();
  });
  return { element: form, show: (source) => show(asked, inputs, source) };
}

function show(asked: AnswerFields, inputs: readonly Input[], source: string): void {
  const values = asked.read(source);
  inputs.forEach((input, i) => {
    const value = values?.[i];
    if (value !== undefined) input.show(value);
  });
}

interface Input {
  readonly element: HTMLElement;
  /** What was given, as JavaScript; undefined where nothing was. */
  value(): string | undefined;
  show(value: string): void;
  focus(): void;
}

function inputFor(field: Field): Input {
  if (field.kind === "choice") return choiceInput(field.label, field.choices);
  const input = element("input", {
    type: "text",
    inputMode: field.kind === "text" ? "text" : field.kind === "number" ? "decimal" : "text",
    autocomplete: "off",
  });
  if (field.kind === "numbers") input.placeholder = "1, 2, 3";
  return {
    element: element("label", {}, element("span", { textContent: field.label }), input),
    value: () => asValue(field.kind, input.value.trim()),
    show: (value) => {
      input.value = field.kind === "text" ? wordsOf(value) : value.replace(/^\[|\]$/g, "");
    },
    focus: () => input.focus(),
  };
}

/** A quoted text as it is read. */
function wordsOf(value: string): string {
  try {
    return String(JSON.parse(value));
  } catch {
    return value;
  }
}

function asValue(kind: Exclude<Field["kind"], "choice">, text: string): string | undefined {
  if (text === "") return undefined;
  if (kind === "text") return JSON.stringify(text);
  // What somebody computes in the field, 1 / 3 say, is taken as it is; a comma within a number is meant as its point.
  return kind === "numbers" ? `[${text}]` : text.replace(/^(-?\d+),(\d+)$/, "$1.$2");
}

let groups = 0;

function choiceInput(label: string, choices: readonly string[]): Input {
  const name = `live-choice-${++groups}`;
  const radios = choices.map((value) => element("input", { type: "radio", name, value }));
  const labels = radios.map((radio) =>
    element("label", {}, radio, element("span", { textContent: radio.value.replaceAll('"', "") })),
  );
  const group = element("fieldset", {}, element("legend", { textContent: label }), ...labels);
  return {
    element: group,
    value: () => radios.find((radio) => radio.checked)?.value,
    show: (value) => {
      for (const radio of radios) radio.checked = radio.value === value;
    },
    focus: () => radios[0]?.focus(),
  };
}
