/*
 * The floors of the house: who may import whom, types counted. A part may import what stands on its own floor or on one
 * below it, and nothing imports in a circle. `npm run check` holds this.
 */

/** From the ground up. The names are folders or files; the ones of one row stand on one floor. */
const floors = {
  "lib/src": [
    ["errors", "given", "interrupt", "names", "stop-signal"],
    ["tensor"],
    ["engine"],
    ["autograd", "ops", "recorder"],
    ["info", "random", "regularizers", "metrics", "lookup", "text"],
    ["initializers", "losses", "optimizers", "data"],
    ["datasets"],
    ["formats"],
    ["nn", "train"],
    ["plot", "exercise", "onnx"],
    ["index", "debugging"],
    ["node"],
  ],
  "kernel/src": [
    ["process-stat"],
    ["cell-contract", "cell-hash", "processor-time"],
    ["wire", "channel", "compiler", "bridge", "reports"],
    ["types", "session", "debugger"],
    ["type-process"],
    ["front", "in-cell", "client", "page"],
    ["notebook"],
    ["render"],
    ["install", "page-parts", "index", "tslab", "cli"],
  ],
  "notebooks/tools": [
    ["lessons", "setup"],
    ["execute"],
    ["render", "live", "new"],
    ["lint"],
    ["gradbook", "register"],
  ],
};

/** The one circle: three types are all to be called Tensor, so that hovering shows that name (tensor.ts). */
const circles = ["^lib/src/tensor/(base|tensor|float32)\\.ts$"];

/** The files of some parts of a package. */
const files = (root, parts) => `^${root}/(${parts.join("|")})(/|\\.)`;

const floorRules = Object.entries(floors).flatMap(([root, rows]) => [
  {
    name: "no floor",
    comment: "Every part stands on a floor: say in .dependency-cruiser.mjs on which.",
    severity: "error",
    from: { path: `^${root}/`, pathNot: files(root, rows.flat()) },
    to: {},
  },
  ...rows.slice(0, -1).map((row, floor) => ({
    name: `upwards from ${row.join(", ")}`,
    comment: "A part may import its own floor and those below it; what it needs from above, it is given.",
    severity: "error",
    from: { path: files(root, row) },
    to: { path: files(root, rows.slice(floor + 1).flat()) },
  })),
]);

const packages = "(^|/)node_modules/";

// biome-ignore lint/style/noDefaultExport: dependency-cruiser reads its settings from the default export.
export default {
  forbidden: [
    ...floorRules,
    {
      name: "circle",
      comment: "Files that import each other can only be read, tested and changed together.",
      severity: "error",
      from: { pathNot: circles },
      to: { circular: true },
    },
    {
      name: "not declared",
      comment:
        "What a file imports stands in the package.json above it, so that it is there by more than chance.",
      severity: "error",
      from: {},
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
    {
      name: "a package stands alone",
      comment: "The library and the kernel know nothing of each other, of the notebooks and of the tests.",
      severity: "error",
      from: { path: "^(lib|kernel)/src/" },
      to: { path: "^(lib|kernel|notebooks|tests)/", pathNot: "^($1/src/|$1/node_modules/)" },
    },
    {
      name: "the library runs in pages",
      comment: "What only Node has is imported where it is used: await import(…).",
      severity: "error",
      from: { path: "^lib/src/" },
      to: { pathNot: "^lib/src/", dynamic: false, dependencyTypesNot: ["type-only", "type-import"] },
    },
    {
      name: "the front runs and checks nothing",
      comment: "It speaks to the session and the type service through their channels alone.",
      severity: "error",
      from: { path: "^kernel/src/front/" },
      to: {
        path: "^kernel/src/(session|compiler|types|type-process)/",
        pathNot: "^kernel/src/type-process/client\\.ts$",
      },
    },
    {
      name: "the debugger asks the session through V8",
      comment: "It runs in the front's process.",
      severity: "error",
      from: { path: "^kernel/src/debugger/" },
      to: { path: "^kernel/src/(session|types)/" },
    },
    {
      name: "the session checks nothing",
      comment: "Types are the type service's.",
      severity: "error",
      from: { path: "^kernel/src/session/" },
      to: { path: "^kernel/src/(types|type-process)/" },
    },
    {
      name: "the compiler and the type service have hosts",
      comment: "Files, processes and TypeScript itself are what a TypeHost gives them (types/host.ts).",
      severity: "error",
      from: { path: "^kernel/src/(compiler|types)/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "the page's kernel runs in pages",
      comment: "What is Node's has no place in a browser.",
      severity: "error",
      from: { path: "^kernel/src/(page|in-cell|bridge|reports)/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "set-up comes before packages",
      comment: "It runs when nothing is installed yet.",
      severity: "error",
      from: { path: "^notebooks/tools/(gradbook\\.mjs|setup/)" },
      to: { path: packages },
    },
  ],
  options: {
    doNotFollow: { path: packages },
    // AssemblyScript: another language in TypeScript's clothes.
    exclude: { path: "^lib/src/engine/(wasm/assembly|native/c)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "types", "node", "default"],
      extensions: [".ts", ".mjs", ".js", ".json"],
    },
  },
};
