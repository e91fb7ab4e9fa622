import { createRequire } from "node:module";
import type { Language } from "../cell-contract.js";
import { type JsonObject, PROTOCOL_VERSION } from "../wire/message.js";

const { version } = createRequire(import.meta.url)("../../package.json") as { readonly version: string };

/** What a kernel_info_reply says of each language. */
const LANGUAGES = {
  typescript: {
    info: {
      name: "typescript",
      version: "6.0",
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: { name: "javascript", typescript: true },
      nbconvert_exporter: "script",
    },
    name: "TypeScript",
    help: "https://www.typescriptlang.org/docs/",
  },
  javascript: {
    info: {
      name: "javascript",
      version: process.versions.node,
      mimetype: "text/javascript",
      file_extension: ".js",
      pygments_lexer: "javascript",
      codemirror_mode: { name: "javascript" },
      nbconvert_exporter: "script",
    },
    name: "JavaScript",
    help: "https://developer.mozilla.org/docs/Web/JavaScript",
  },
} as const;

/** The content of a kernel_info_reply. */
export function kernelInfo(language: Language): JsonObject {
  const { info, name, help } = LANGUAGES[language];
  return {
    status: "ok",
    protocol_version: PROTOCOL_VERSION,
    implementation: "gradbook-kernel",
    implementation_version: version,
    language_info: info,
    banner: `${name} (gradbook-kernel ${version}) on Node ${process.versions.node}`,
    help_links: [
      { text: name, url: help },
      { text: "Node.js", url: "https://nodejs.org/docs/latest/api/" },
    ],
    supported_features: ["debugger", "kernel subshells"],
    debugger: true,
  };
}
