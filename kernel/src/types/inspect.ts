import type { JSDocTagInfo, Node, SymbolDisplayPart, Symbol as TsSymbol } from "typescript";
import type { InspectionAnswer } from "../cell-contract.js";
import { type BoundFile, type CellChecker, internals, ts } from "../compiler/typescript.js";
import type { CellProgram } from "./cell-program.js";
import { type EditorPosition, sameCharacter } from "./complete.js";
import { readDocumentation } from "./documentation.js";
import { heldValue } from "./held-value.js";

const NOTHING: InspectionAnswer = { found: false, data: {} };

/** What the name at the cursor is: its type, and its documentation. Inside a call's brackets, the function. */
export function inspectAt(
  program: CellProgram,
  { source, offset, detail }: EditorPosition & { readonly detail: 0 | 1 },
): InspectionAnswer {
  const cursor = Math.max(0, Math.min(Number.isFinite(offset) ? Math.trunc(offset) : 0, source.length));
  const { file, offset: shift, text, checker } = program.draft(source);
  const position = shift + sameCharacter(source, { of: text, offset: cursor });
  const node = nameAt(file, position) ?? calleeAround(file, position);
  if (node === undefined || node.getStart(file) < shift) return NOTHING;
  const found = describe(node, { file, checker });
  if (found === undefined) return NOTHING;
  const { signature, documentation, tags } = found;
  const declared = detail === 1 ? declarationText(found.symbol) : undefined;
  const notes = tags.map(tagLine);
  const plain = [signature, documentation, ...notes.map(({ plain }) => plain), declared];
  const markdown = [
    fenced(signature),
    documentation,
    ...notes.map(({ markdown }) => markdown),
    declared && fenced(declared),
  ];
  const held = heldValue(node, { file, checker });
  return {
    found: true,
    ...(held === undefined ? {} : { held }),
    data: { "text/plain": paragraphs(plain), "text/markdown": paragraphs(markdown) },
  };
}

interface Description {
  readonly symbol: TsSymbol | undefined;
  readonly signature: string;
  readonly documentation: string;
  readonly tags: readonly JSDocTagInfo[];
}

function describe(
  node: Node,
  { file, checker }: { file: BoundFile; checker: CellChecker },
): Description | undefined {
  const symbol = checker.getSymbolAtLocation(node);
  if (symbol === undefined) {
    if (!ts.isExpression(node) || ts.isIdentifier(node)) return undefined;
    const signature = checker.typeToString(checker.getTypeAtLocation(node), node);
    return { symbol, signature, documentation: "", tags: [] };
  }
  const target = original(symbol, checker);
  readDocumentation(target, { checker, at: node });
  const display = internals.SymbolDisplay.getSymbolDisplayPartsDocumentationAndSymbolKind(
    checker,
    target,
    file,
    undefined,
    node,
  );
  const signature = textOf(display.displayParts).replace(/^\(alias\) /, "");
  return {
    symbol: target,
    // A module in the middle of the list is how an import says where it comes from.
    signature: signature.replace(/\nimport [^\n]*$/, ""),
    documentation: textOf(display.documentation),
    tags: display.tags ?? [],
  };
}

/** What a name stands for in the end, through imports and through variables of earlier cells. */
function original(symbol: TsSymbol, checker: CellChecker): TsSymbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** The name the cursor is in or right after. */
function nameAt(file: BoundFile, position: number): Node | undefined {
  for (const at of [position, position - 1]) {
    if (at < 0) continue;
    const node = internals.getTouchingPropertyName(file, at);
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) return node;
    if (node.kind === ts.SyntaxKind.ThisKeyword || node.kind === ts.SyntaxKind.SuperKeyword) return node;
  }
  return undefined;
}

/** The function of the innermost call whose brackets are around the cursor. */
function calleeAround(file: BoundFile, position: number): Node | undefined {
  let found: Node | undefined;
  const visit = (node: Node): void => {
    if (position < node.getFullStart() || position > node.end) return;
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && position > node.expression.end) {
      const { expression } = node;
      found = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function textOf(parts: readonly SymbolDisplayPart[]): string {
  return parts.map(({ text }) => text).join("");
}

function tagLine({ name, text }: JSDocTagInfo): { readonly plain: string; readonly markdown: string } {
  const body = textOf(text ?? []);
  const code = name === "example" && !body.includes("```");
  return {
    plain: `@${name} ${body}`.trimEnd(),
    markdown: code ? `*@${name}*\n${fenced(body)}` : `*@${name}* ${body}`.trimEnd(),
  };
}

/** The text of the declaration, for the second level of detail. */
function declarationText(symbol: TsSymbol | undefined): string | undefined {
  return symbol?.declarations?.[0]?.getText();
}

function fenced(code: string): string {
  return `\`\`\`typescript\n${code}\n\`\`\``;
}

function paragraphs(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join("\n\n");
}
