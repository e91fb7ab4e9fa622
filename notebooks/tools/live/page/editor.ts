import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, forceLinting, linter, lintKeymap } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, hoverTooltip, keymap, type Tooltip } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { CellProblem, EditorAnswers } from "./editor-answers.js";
import { element } from "./elements.js";

export interface EditorOptions {
  readonly source: string;
  /** What stands before the editor's text for who does not see it. */
  readonly label: string;
  readonly answers: EditorAnswers;
  readonly onChange: (source: string) => void;
  readonly onRun: () => void;
}

/** An editor of one cell. */
export interface Editor {
  readonly element: HTMLElement;
  readonly source: string;
  focus(at?: { readonly x: number; readonly y: number }): void;
  show(source: string): void;
  /** Looks again at what is wrong: the names of other cells have changed. */
  lookAgain(): void;
}

export function openEditor({ source, label, answers, onChange, onRun }: EditorOptions): Editor {
  let isShowing = false;
  const run = (): boolean => {
    onRun();
    return true;
  };
  const view = new EditorView({
    state: EditorState.create({
      doc: source,
      extensions: [
        keymap.of([
          { key: "Shift-Enter", run },
          { key: "Mod-Enter", run },
          ...closeBracketsKeymap,
          ...completionKeymap,
          ...lintKeymap,
          ...historyKeymap,
          ...defaultKeymap,
        ]),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        javascript({ typescript: true }),
        syntaxHighlighting(colors),
        autocompletion({ override: [(context) => complete(context, answers)], icons: false }),
        hoverTooltip((hovered, position) => hover(hovered, position, answers)),
        linter((looked) => lint(looked, answers), { delay: 400 }),
        EditorView.contentAttributes.of({
          ...{ "aria-label": label, autocapitalize: "off", autocorrect: "off" },
          // A box that scrolls wants something in it that the Tab key reaches.
          tabindex: "0",
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !isShowing) onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    element: view.dom,
    get source() {
      return view.state.doc.toString();
    },
    focus: (at) => {
      const anchor = at === undefined ? null : view.posAtCoords(at);
      if (anchor !== null) view.dispatch({ selection: { anchor } });
      view.focus();
    },
    show: (text) => {
      if (view.state.doc.toString() === text) return;
      isShowing = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
      isShowing = false;
    },
    lookAgain: () => forceLinting(view),
  };
}

async function complete(
  context: CompletionContext,
  { complete: ask }: EditorAnswers,
): Promise<CompletionResult | null> {
  const isInWord = context.matchBefore(/[\w$]+|\.|"/) !== null;
  if (!context.explicit && !isInWord) return null;
  const { matches, start, end } = await ask({ source: context.state.doc.toString(), offset: context.pos });
  if (matches.length === 0 || context.aborted) return null;
  // Whoever has gone on before the answer came would find the list over the code, and nothing would close it.
  if (context.view?.hasFocus === false) return null;
  const options = matches.map((label): Completion => ({ label }));
  return { from: start, to: end, options, validFor: /^[\w$]*$/ };
}

async function hover(view: EditorView, position: number, answers: EditorAnswers): Promise<Tooltip | null> {
  const word = view.state.wordAt(position);
  if (word === null) return null;
  const { found, data } = await answers.inspect({ source: view.state.doc.toString(), offset: position });
  if (!found) return null;
  const text = String(data["text/plain"] ?? "");
  return {
    pos: word.from,
    end: word.to,
    above: true,
    create: () => ({ dom: element("pre", { className: "live-hover", textContent: text }) }),
  };
}

async function lint(view: EditorView, { check }: EditorAnswers): Promise<readonly Diagnostic[]> {
  const source = view.state.doc.toString();
  if (source.trim() === "") return [];
  const problems = await check(source);
  // What was written meanwhile is looked at next.
  return view.state.doc.toString() === source ? problems.flatMap((problem) => marked(problem, view)) : [];
}

function marked({ line, column, length, message, category }: CellProblem, view: EditorView): Diagnostic[] {
  const { doc } = view.state;
  if (line > doc.lines) return [];
  const from = Math.min(doc.line(line).from + column - 1, doc.length);
  return [{ from, to: Math.min(from + Math.max(length, 1), doc.length), severity: category, message }];
}

/** The page's own colours, light and dark. */
const colors = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier, tags.controlKeyword], class: "live-keyword" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], class: "live-string" },
  { tag: [tags.number, tags.bool, tags.null], class: "live-number" },
  { tag: tags.comment, class: "live-comment" },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], class: "live-function" },
  { tag: [tags.typeName, tags.className], class: "live-type" },
]);
