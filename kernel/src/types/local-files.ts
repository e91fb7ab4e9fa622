import type { Diagnostic, SourceFile, StringLiteralLike } from "typescript";
import { type BoundFile, type CheckerHost, ts } from "../compiler/typescript.js";
import { diagnosticsFor, type NodeParts } from "./node-version.js";

/** One of the user's own files, with what there is to say of it. */
export interface CheckedFile {
  readonly file: BoundFile;
  readonly diagnostics: readonly Diagnostic[];
}

export interface LocalFilesParts extends Omit<NodeParts, "length"> {
  readonly host: CheckerHost;
  /** Is it the user's, and not a package's or the kernel's? */
  readonly isUsers: (path: string) => boolean;
}

/** The user's files that imports lead to, through one another, those first that others need. */
export function checkLocalFiles(
  entries: Iterable<string>,
  { host, isUsers, ...parts }: LocalFilesParts,
): readonly CheckedFile[] {
  const seen = new Set<string>();
  const checked: CheckedFile[] = [];
  const visit = (path: string): void => {
    if (seen.has(path) || !isUsers(path)) return;
    seen.add(path);
    const file = host.getSourceFile(path) as (BoundFile & Importing) | undefined;
    if (file === undefined || file.isDeclarationFile) return;
    for (const specifier of file.imports ?? []) {
      const resolved = resolvedPath(specifier, { file, host });
      if (resolved !== undefined) visit(resolved);
    }
    checked.push({ file, diagnostics: diagnosticsOf(file, { host, ...parts }) });
  };
  for (const path of entries) visit(path);
  return checked;
}

interface Importing {
  readonly imports?: readonly StringLiteralLike[];
}

function resolvedPath(
  specifier: StringLiteralLike,
  { file, host }: { readonly file: SourceFile; readonly host: CheckerHost },
): string | undefined {
  const mode = host.getModeForUsageLocation(file, specifier);
  return host.getResolvedModule(file, specifier.text, mode)?.resolvedModule?.resolvedFileName;
}

/** A file that cannot be read is not checked; JavaScript is only if its settings or a comment in it ask for that. */
function diagnosticsOf(
  file: BoundFile,
  { host, ...parts }: Omit<LocalFilesParts, "isUsers">,
): readonly Diagnostic[] {
  const unreadable = host.getSyntacticDiagnostics(file);
  if (unreadable.length > 0) return unreadable;
  const isJavaScript = /\.[cm]?jsx?$/.test(file.fileName);
  const isChecked = file.checkJsDirective?.enabled ?? (!isJavaScript || host.getCompilerOptions().checkJs);
  if (!isChecked || file.scriptKind === ts.ScriptKind.JSON) return [];
  return diagnosticsFor(file, { ...parts, length: file.text.length });
}
