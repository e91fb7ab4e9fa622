import type tsModule from "typescript";
import type {
  CompilerOptions,
  CustomTransformers,
  Diagnostic,
  DiagnosticWithLocation,
  Expression,
  JSDoc,
  Node,
  NodeFactory,
  Printer,
  SourceFile,
  SymbolTable,
  TransformerFactory,
  Symbol as TsSymbol,
  TypeChecker,
} from "typescript";

/** Where the host puts the TypeScript compiler before it loads anything that compiles. */
const TYPESCRIPT = Symbol.for("gradbook.typescript");

function given(): typeof tsModule {
  const compiler = (globalThis as { [TYPESCRIPT]?: typeof tsModule })[TYPESCRIPT];
  if (compiler !== undefined) return compiler;
  throw new Error(
    'compiler: expected TypeScript at Symbol.for("gradbook.typescript") of the global object, got nothing; ' +
      "import the host first, in Node type-process/typescript.js",
  );
}

/** The TypeScript compiler. Hosts differ in how it is had: a startup snapshot and a page hold it ready. */
export const ts: typeof tsModule = given();

/** A source file with the fields of the parser and binder that the public types leave out. */
export interface BoundFile extends SourceFile {
  path: string;
  resolvedPath: string;
  originalFileName: string;
  readonly parseDiagnostics: readonly DiagnosticWithLocation[];
  readonly bindDiagnostics: readonly DiagnosticWithLocation[];
  readonly locals?: SymbolTable;
  readonly symbol?: TsSymbol;
  /** Every identifier text that occurs anywhere in the file. */
  readonly identifiers: ReadonlyMap<string, string>;
  readonly commentDirectives?: readonly CommentDirective[];
  readonly scriptKind: tsModule.ScriptKind;
  checkJsDirective?: { readonly enabled: boolean } | undefined;
  /** What comments such as `@jsx h` at the file's beginning say. */
  readonly pragmas: Map<string, { readonly arguments: { readonly factory: string } }>;
  imports?: readonly Node[];
  moduleAugmentations?: readonly Node[];
  ambientModuleNames?: readonly string[];
}

export interface CommentDirective {
  readonly range: { readonly pos: number; readonly end: number };
  /** 0 is `@ts-expect-error`, 1 `@ts-expect-error`. */
  readonly type: 0 | 1;
}

/** What the checker answers when it is asked how a module specifier resolved. */
export interface ResolvedModule {
  readonly resolvedModule: tsModule.ResolvedModuleFull | undefined;
}

/** The program as the checker and the editor features see it. */
export interface CheckerHost extends tsModule.Program {
  getModeForUsageLocation(file: SourceFile, usage: tsModule.StringLiteralLike): tsModule.ResolutionMode;
  getResolvedModule(file: SourceFile, name: string, mode: unknown): ResolvedModule | undefined;
}

interface SourceMapGenerator {
  toJSON(): { version: number; sources: string[]; names: string[]; mappings: string; file: string };
}

interface TextWriter {
  getText(): string;
}

/** The parts of the compiler that are exported but not declared. TypeScript 6.0 is the last release of this line. */
export interface TypeScriptInternals {
  getDirectoryPath(path: string): string;
  /** From a folder to a file, with `/`; upwards with `..` where it has to be. */
  getRelativePathFromDirectory(from: string, to: string, ignoreCase: boolean): string;
  createTypeChecker(host: CheckerHost): TypeChecker & {
    getDiagnostics(file: SourceFile): readonly Diagnostic[];
    getEmitResolver(file: SourceFile, cancellation: undefined, skipDiagnostics: boolean): EmitResolver;
  };
  bindSourceFile(file: SourceFile, options: CompilerOptions): void;
  isWriteAccess(node: Node): boolean;
  isGlobalScopeAugmentation(node: Node): boolean;
  /** The package that a file's compiled JSX comes from, if it imports any. */
  getJSXImplicitImportBase(options: CompilerOptions, file: SourceFile): string | undefined;
  getJSXRuntimeImport(base: string | undefined, options: CompilerOptions): string | undefined;
  /** What is inside brackets, assertions and the like. */
  skipOuterExpressions(node: Expression): Expression;
  getTouchingPropertyName(file: SourceFile, position: number): Node;
  getTransformers(
    options: CompilerOptions,
    custom: CustomTransformers,
    emitOnly: number,
  ): { scriptTransformers: readonly TransformerFactory<SourceFile>[] };
  transformNodes(
    resolver: EmitResolver,
    host: CheckerHost,
    factory: NodeFactory,
    options: CompilerOptions,
    nodes: readonly SourceFile[],
    transformers: readonly TransformerFactory<SourceFile>[],
    allowDeclarationFiles: boolean,
  ): {
    readonly transformed: readonly SourceFile[];
    substituteNode(hint: tsModule.EmitHint, node: Node): Node;
    emitNodeWithNotification(
      hint: tsModule.EmitHint,
      node: Node,
      emit: (hint: tsModule.EmitHint, node: Node) => void,
    ): void;
    isEmitNotificationEnabled(node: Node): boolean;
    dispose(): void;
  };
  createTextWriter(newLine: string): TextWriter;
  createSourceMapGenerator(
    host: CheckerHost,
    file: string,
    sourceRoot: string,
    directory: string,
    options: object,
  ): SourceMapGenerator;
  /** The documentation comments right before a node. */
  getJSDocCommentRanges(node: Node, text: string): readonly tsModule.CommentRange[] | undefined;
  parseIsolatedJSDocComment(
    text: string,
    start: number,
    length: number,
  ): { readonly jsDoc: JSDoc } | undefined;
  setParent(child: Node, parent: Node): void;
  setParentRecursive(root: Node, incremental: boolean): void;
  setUILocale(locale: string | undefined): void;
  moveEmitHelpers(source: Node, target: Node, predicate: () => boolean): void;
  Completions: {
    getCompletionsAtPosition(
      host: object,
      program: CheckerHost,
      log: (line: string) => void,
      file: SourceFile,
      position: number,
      preferences: tsModule.UserPreferences,
      triggerCharacter: undefined,
      kind: tsModule.CompletionTriggerKind,
      cancellation: tsModule.CancellationToken | undefined,
    ): tsModule.CompletionInfo | undefined;
  };
  SymbolDisplay: {
    getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker: TypeChecker,
      symbol: TsSymbol,
      file: SourceFile,
      enclosing: Node | undefined,
      location: Node,
    ): {
      readonly displayParts: tsModule.SymbolDisplayPart[];
      readonly documentation: tsModule.SymbolDisplayPart[];
      readonly tags: tsModule.JSDocTagInfo[] | undefined;
    };
  };
}

export interface EmitResolver {
  hasGlobalName(name: string): boolean;
}

export type CellChecker = ReturnType<TypeScriptInternals["createTypeChecker"]>;

export const internals = ts as unknown as TypeScriptInternals;

/** The factory's converters, which turn binding patterns into assignment patterns. */
export interface PatternConverters {
  readonly converters: { convertToAssignmentPattern(pattern: tsModule.BindingPattern): Expression };
}

/** The printer with the entry that also writes a source map. */
export interface MappingPrinter extends Printer {
  writeFile(file: SourceFile, writer: TextWriter, map: SourceMapGenerator): void;
}
