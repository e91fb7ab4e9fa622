import { createRequire } from "node:module";
import { type JsonObject, PROTOCOL_VERSION } from "../wire/message.js";

const { version } = createRequire(import.meta.url)("../../package.json") as { readonly version: string };

/** The content of a kernel_info_reply. */
export function kernelInfo(): JsonObject {
  return {
    status: "ok",
    protocol_version: PROTOCOL_VERSION,
    implementation: "gradbook-kernel",
    implementation_version: version,
    language_info: {
      name: "typescript",
      version: "6.0",
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: { name: "javascript", typescript: true },
      nbconvert_exporter: "script",
    },
    banner: `TypeScript (gradbook-kernel ${version}) on Node ${process.versions.node}`,
    help_links: [
      { text: "TypeScript", url: "https://www.typescriptlang.org/docs/" },
      { text: "Node.js", url: "https://nodejs.org/docs/latest/api/" },
    ],
    supported_features: [],
    debugger: false,
  };
}
