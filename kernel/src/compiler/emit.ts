import type { CompilerOptions, SourceFile } from "typescript";
import { hasTopLevelAwait } from "./cell-syntax.js";
import { markResult } from "./result.js";
import { ScriptBuilder } from "./script.js";
import { insertTicks } from "./ticks.js";
import {
  type BoundFile,
  type CellChecker,
  type CheckerHost,
  internals,
  type MappingPrinter,
  ts,
} from "./typescript.js";

/** A cell that was parsed, bound and, with or without success, checked. */
export interface EmitRequest {
  readonly file: BoundFile;
  /** How much of the file is the user's; the rest is glue. */
  readonly length: number;
  readonly options: CompilerOptions;
  readonly checker: CellChecker;
  readonly host: CheckerHost;
  /** The names that live at a cell's top level, this one's and those it uses from earlier ones. */
  readonly names: ReadonlySet<string>;
  /** Those among them that are imported, here or by an earlier cell. */
  readonly live: ReadonlySet<string>;
  /** Those that the cell declares itself, and an earlier one imported. */
  readonly replaced: ReadonlySet<string>;
  /** Whether loops are to ask now and then if they are to stop. */
  readonly ticks: boolean;
}

export interface EmittedCell {
  readonly declares: readonly string[];
  readonly script: string;
  readonly isAsync: boolean;
  readonly sourceMap: string;
}

/**
 * Turns a checked cell into a script for V8's REPL mode.
 *
 * TypeScript's own transforms do what its emit does (types, enums, namespaces, decorators, JSX, `using`,
 * unused imports); one transform before them marks the last expression, one after them makes assignments of
 * the top-level declarations. Positions come back through the source map.
 */
export function emitCell({
  file,
  length,
  options,
  checker,
  host,
  names,
  live,
  replaced,
  ticks,
}: EmitRequest): EmittedCell {
  const resolver = checker.getEmitResolver(file, undefined, true);
  const builder = new ScriptBuilder({ file, checker, names, live, replaced, awaits: hasTopLevelAwait(file) });
  const { scriptTransformers } = internals.getTransformers(
    options,
    { before: [markResult(length)], after: [...(ticks ? [insertTicks] : []), builder.transform] },
    0,
  );
  const result = internals.transformNodes(
    resolver,
    host,
    ts.factory,
    options,
    [file],
    scriptTransformers,
    false,
  );
  const printer = ts.createPrinter(
    { newLine: ts.NewLineKind.LineFeed },
    {
      hasGlobalName: resolver.hasGlobalName,
      onEmitNode: result.emitNodeWithNotification,
      isEmitNotificationEnabled: result.isEmitNotificationEnabled,
      substituteNode: result.substituteNode,
    },
  ) as MappingPrinter;
  const writer = internals.createTextWriter("\n");
  const map = internals.createSourceMapGenerator(host, "cell.js", "", "", {});
  printer.writeFile(result.transformed[0] as SourceFile, writer, map);
  result.dispose();
  return {
    declares: [...builder.declares],
    script: writer.getText(),
    isAsync: builder.isAsync,
    sourceMap: JSON.stringify(map.toJSON()),
  };
}
