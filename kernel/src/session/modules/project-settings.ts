import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type ts from "typescript";
import { typescript } from "./compiler.js";

/** What the nearest tsconfig.json says. */
export interface ProjectSettings {
  readonly options: ts.CompilerOptions;
  /** Its folder. */
  readonly base: string;
}

const known = new Map<string, ProjectSettings & { readonly version: string }>();

/** The settings for the files of a folder; undefined without a tsconfig.json. Read again when it changed. */
export function projectSettings(directory: string): ProjectSettings | undefined {
  const path = nearestConfig(directory);
  if (path === undefined) return undefined;
  const { mtimeMs, size } = statSync(path);
  const version = `${mtimeMs} ${size}`;
  const before = known.get(path);
  if (before?.version === version) return before;
  const settings = { version, base: dirname(path), options: parse(path) };
  known.set(path, settings);
  return settings;
}

/** The compiler is loaded only for a tsconfig.json that says something that counts when code runs. */
function parse(path: string): ts.CompilerOptions {
  if (
    !/"(?:paths|baseUrl|extends|jsx\w*|\w*[dD]ecorator\w*|useDefineForClassFields)"/.test(
      readFileSync(path, "utf8"),
    )
  ) {
    return {};
  }
  const api = typescript();
  const { config } = api.readConfigFile(path, api.sys.readFile);
  const host = { ...api.sys, readDirectory: () => [] };
  return api.parseJsonConfigFileContent(config ?? {}, host, dirname(path), undefined, path).options;
}

function nearestConfig(directory: string): string | undefined {
  const path = join(directory, "tsconfig.json");
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return path;
  const parent = dirname(directory);
  return parent === directory ? undefined : nearestConfig(parent);
}
