import ts from "typescript";
import { beforeAll, describe, expect, test } from "vitest";
import { projectRoot } from "../../support/project.js";
import { compilers } from "./compile.js";

/** The declaration files that the library publishes, by path, as the project's own compiler writes them. */
function emitDeclarations(): Map<string, string> {
  const configFile = `${projectRoot}/lib/tsconfig.json`;
  const { options, fileNames } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(configFile, ts.sys.readFile).config,
    ts.sys,
    `${projectRoot}/lib`,
  );
  const files = new Map<string, string>();
  ts.createProgram(fileNames, {
    ...options,
    emitDeclarationOnly: true,
    sourceMap: false,
    noCheck: true,
  }).emit(undefined, (name, text) => {
    if (name.endsWith(".d.ts")) files.set(name, text);
  });
  return files;
}

describe("the published types stand alone", () => {
  let files: Map<string, string>;
  beforeAll(() => {
    files = emitDeclarations();
  });

  test("no file asks for the types of Node", () => {
    const asking = [...files].filter(([, text]) => text.includes("/// <reference")).map(([name]) => name);
    expect(files.size).toBeGreaterThan(200);
    expect(asking).toEqual([]);
  });

  test.each(compilers)(
    "%s finds no error in them, without skipLibCheck and with the language alone",
    (_name, compiler) => {
      const options = {
        strict: true,
        noEmit: true,
        skipLibCheck: false,
        target: compiler.ScriptTarget.ES2022,
        module: compiler.ModuleKind.NodeNext,
        moduleResolution: compiler.ModuleResolutionKind.NodeNext,
        lib: ["lib.es2023.d.ts"],
        types: [],
      };
      const host = compiler.createCompilerHost(options);
      const { getSourceFile, fileExists, readFile } = host;
      host.fileExists = (name) => files.has(name) || fileExists.call(host, name);
      host.readFile = (name) => files.get(name) ?? readFile.call(host, name);
      host.getSourceFile = (name, version, ...rest) => {
        const text = files.get(name);
        return text === undefined
          ? getSourceFile.call(host, name, version, ...rest)
          : compiler.createSourceFile(name, text, version);
      };
      const entries = ["index.d.ts", "exercise/index.d.ts"].map((file) => `${projectRoot}/lib/dist/${file}`);
      const program = compiler.createProgram(entries, options, host);
      const problems = compiler
        .getPreEmitDiagnostics(program)
        .map(
          ({ file, messageText }) =>
            `${file?.fileName ?? ""}: ${compiler.flattenDiagnosticMessageText(messageText, "\n")}`,
        );
      expect(problems).toEqual([]);
    },
  );
});
