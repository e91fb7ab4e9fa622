import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { describeWith, needs } from "../support/needs.js";
import { resultText, streamText, useKernel } from "./support/kernel.js";
import { installRealPackages } from "./support/real-packages.js";

/** Each package as its documents import it: the statement, an expression over it, and what that shows. */
const USES: readonly (readonly [name: string, statement: string, expression: string, shown: string])[] = [
  ["lodash by name", `import { chunk } from "lodash";`, "chunk([1, 2, 3], 2)", "[ [ 1, 2 ], [ 3 ] ]"],
  ["lodash as _", `import _ from "lodash";`, "_.sum([1, 2])", "3"],
  ["lodash as a namespace", `import * as all from "lodash";`, "all.sum([1, 2])", "3"],
  ["lodash by import =", `import lod = require("lodash");`, "lod.sum([1, 2])", "3"],
  ["lodash/fp", `import fp from "lodash/fp";`, "fp.map(fp.add(1), [1, 2])", "[ 2, 3 ]"],
  ["lodash/debounce", `import debounce from "lodash/debounce";`, "typeof debounce(() => {})", "'function'"],
  ["moment", `import moment from "moment";`, "moment.utc(0).year()", "1970"],
  ["moment by name", `import { utc as momentUtc } from "moment";`, "momentUtc(0).month()", "0"],
  ["papaparse", `import Papa from "papaparse";`, `Papa.parse("a,b").data`, "[ [ 'a', 'b' ] ]"],
  ["papaparse by name", `import { parse as papa } from "papaparse";`, `papa("a,b").data`, "[ [ 'a', 'b' ] ]"],
  ["fs-extra", `import { readJsonSync } from "fs-extra";`, `readJsonSync("package.json").private`, "true"],
  ["fs-extra as fs", `import fse from "fs-extra";`, `fse.pathExistsSync("package.json")`, "true"],
  ["jszip", `import JSZip from "jszip";`, `Object.keys(new JSZip().file("a", "b").files)`, "[ 'a' ]"],
  ["bluebird", `import Bluebird from "bluebird";`, "await Bluebird.map([1, 2], (x) => x + 1)", "[ 2, 3 ]"],
  ["bluebird by name", `import { delay } from "bluebird";`, "await delay(1, 5)", "5"],
  [
    "dayjs and a plugin",
    `import dayjs from "dayjs"; import utc from "dayjs/plugin/utc"; dayjs.extend(utc);`,
    "dayjs.utc(0).year()",
    "1970",
  ],
  ["sorted-btree", `import BTree from "sorted-btree";`, "new BTree([[1, 2]]).get(1)", "2"],
  [
    "styled-components",
    `import styled, { css } from "styled-components";`,
    "typeof styled.div + typeof css",
    "'functionfunction'",
  ],
  ["react", `import { createElement } from "react";`, `createElement("b").type`, "'b'"],
  [
    "express",
    `import express, { Router } from "express";`,
    "typeof express() + typeof Router()",
    "'functionfunction'",
  ],
  ["chalk 4", `import chalk from "chalk";`, "typeof chalk.red", "'function'"],
  ["chalk 5", `import chalk5 from "chalk5";`, "typeof chalk5.red", "'function'"],
  ["zod", `import { z } from "zod";`, `z.string().parse("a")`, "'a'"],
  ["zod as a namespace", `import * as zod from "zod";`, "zod.number().parse(1)", "1"],
  ["rxjs", `import { of, lastValueFrom } from "rxjs";`, "await lastValueFrom(of(1, 2))", "2"],
  ["rxjs/operators", `import { map } from "rxjs/operators";`, "typeof map((x) => x)", "'function'"],
  ["uuid", `import { v4, validate } from "uuid";`, "validate(v4())", "true"],
  ["date-fns", `import { addDays } from "date-fns";`, "addDays(new Date(0), 1).getTime()", "86400000"],
  ["mathjs", `import { evaluate } from "mathjs";`, `evaluate("1 + 2")`, "3"],
  ["ml-matrix", `import { Matrix } from "ml-matrix";`, "Matrix.ones(1, 2).to2DArray()", "[ [ 1, 1 ] ]"],
  ["d3-array", `import { mean } from "d3-array";`, "mean([1, 3])", "2"],
  ["csv-parse/sync", `import { parse } from "csv-parse/sync";`, `parse("a,b")`, "[ [ 'a', 'b' ] ]"],
  ["yargs", `import yargs from "yargs";`, `(await yargs(["--n", "3"]).parse()).n`, "3"],
  ["commander", `import { Command } from "commander";`, `new Command("x").name()`, "'x'"],
  ["async", `import { parallel } from "async";`, "await parallel([async () => 1])", "[ 1 ]"],
  ["async as a whole", `import async from "async";`, "typeof async.series", "'function'"],
  ["underscore", `import { range } from "underscore";`, "range(2)", "[ 0, 1 ]"],
  ["ramda", `import { sum } from "ramda";`, "sum([1, 2])", "3"],
  ["ramda as R", `import * as R from "ramda";`, "R.product([2, 3])", "6"],
  ["immutable", `import { List } from "immutable";`, "List([1, 2]).size", "2"],
  ["simple-statistics", `import { median } from "simple-statistics";`, "median([1, 2, 9])", "2"],
  [
    "axios",
    `import axios, { AxiosError } from "axios";`,
    "typeof axios.get + typeof AxiosError",
    "'functionfunction'",
  ],
  [
    "semver",
    `import semver, { gt } from "semver";`,
    `[semver.major("2.1.0"), gt("2.0.0", "1.0.0")]`,
    "[ 2, true ]",
  ],
  ["natural", `import { PorterStemmer } from "natural";`, `PorterStemmer.stem("learning")`, "'learn'"],
  ["natural as a whole", `import natural from "natural";`, `typeof natural.WordTokenizer`, "'function'"],
];

const NAMES = [
  ...["lodash", "lodash/fp", "lodash/debounce", "moment", "papaparse", "fs-extra", "jszip", "bluebird"],
  ...[
    "natural",
    "dayjs",
    "dayjs/plugin/utc",
    "sorted-btree",
    "styled-components",
    "react",
    "express",
    "chalk",
  ],
  ...["chalk5", "zod", "rxjs", "uuid", "date-fns", "mathjs", "ml-matrix", "d3-array", "csv-parse"],
  ...[
    "csv-parse/sync",
    "yargs",
    "commander",
    "async",
    "underscore",
    "ramda",
    "immutable",
    "simple-statistics",
  ],
  ...["axios", "semver"],
];

/**
 * The names of a module that `import` gives otherwise than `require`. For a package with both, an ES module is what
 * `import` takes, and values may differ: then only the names count.
 */
const COMPARE = `
import { createRequire } from "node:module";
import { types } from "node:util";
function lost(imported: any, required: any): string[] {
  if (types.isModuleNamespaceObject(imported)) {
    const names = Object.keys(required).filter((name) => name !== "default" && name !== "__esModule");
    return types.isModuleNamespaceObject(required) ? names.filter((name) => !(name in imported)) : [];
  }
  const names = Object.getOwnPropertyNames(required).filter((name) => name !== "default");
  const whole = required.__esModule && "default" in required ? required.default : required;
  return [...names.filter((name) => imported[name] !== required[name]), ...(imported.default === whole ? [] : ["default"])];
}`;

const packages = installRealPackages();

describeWith(needs.npm(packages !== undefined), "real packages", () => {
  const kernel = useKernel();

  beforeAll(async () => {
    symlinkSync(join(packages ?? "", "node_modules"), join(kernel.directory, "node_modules"), "junction");
    kernel.write("package.json", `{ "private": true }`);
    const { outputs } = await kernel.run(COMPARE);
    expect(outputs).toEqual([]);
  });

  test.each(USES)("%s in a cell", async (_, statement, expression, shown) => {
    const { outputs } = await kernel.run(`${statement}\n${expression}`);
    expect(resultText(outputs) ?? outputs).toBe(shown);
  });

  // All at once: each new local file costs a new program.
  test("each of them in a local file", async () => {
    const files = USES.map(([name]) => name.replace(/\W+/g, "-"));
    USES.forEach(([, statement, expression], index) => {
      kernel.write(`${files[index]}.ts`, `${statement}\nexport const value = ${expression};`);
    });
    const imports = files.map((file, index) => `import { value as value${index} } from "./${file}";`);
    const values = files.map((_, index) => `value${index}`);
    const { outputs } = await kernel.run(
      `import { inspect } from "node:util";\n${imports.join("\n")}\n` +
        `console.log([${values.join(", ")}].map((value) => inspect(value)).join("\\n"))`,
    );
    expect(outputs.filter((output) => output.output_type === "error")).toEqual([]);
    const shown = streamText(outputs).trimEnd().split("\n");
    expect(USES.map(([name], index) => [name, shown.at(index - USES.length)])).toEqual(
      USES.map(([name, , , value]) => [name, value]),
    );
  });

  test.each(NAMES)("every export of %s that require gives", async (name) => {
    const { outputs } = await kernel.run(`// @ts-nocheck\nlost(await import("${name}"), require("${name}"))`);
    expect(resultText(outputs) ?? outputs).toBe("[]");
  });
});
