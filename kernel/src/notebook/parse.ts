import { createRequire } from "node:module";
import type ts from "typescript";
import { isJson } from "./json-type.js";
import type { Attachments, Cell, CodeCell, Metadata, MimeBundle, Notebook, Output } from "./model.js";
import { NotebookError, Place } from "./place.js";
import { upgradeFrom3 } from "./upgrade.js";

/**
 * Reads the JSON of a notebook. Files of nbformat 3 and of the earlier 4s are brought to 4.5: worksheets become one
 * list, headings Markdown, and cells without an id, or with that of another, get one.
 *
 * @param file stands in the messages
 * @throws NotebookError where it is no notebook, with the place
 */
export function parseNotebook(json: string, file: string): Notebook {
  const whole = new Place(file, parsed(json, file));
  const { nbformat } = whole.object();
  if (nbformat === undefined) throw whole.refuse('a notebook, which has "nbformat"');
  if (nbformat !== 3 && nbformat !== 4) {
    throw new NotebookError(
      `${whole.at("nbformat").refuse("3 or 4").message}; try saving it anew in JupyterLab`,
    );
  }
  const current = nbformat === 3 ? new Place(file, upgradeFrom3(whole)) : whole;
  const taken = new Set<string>();
  const metadata = current.at("metadata");
  return {
    metadata: metadata.isMissing ? {} : metadata.object(),
    cells: current
      .at("cells")
      .list()
      .map((cell, i) => parseCell(cell, `cell-${i + 1}`, taken)),
  };
}

function parsed(json: string, file: string): unknown {
  const text = json.replace(/^\uFEFF/, "");
  try {
    return JSON.parse(text);
  } catch {
    throw new NotebookError(
      `${file}: expected a notebook, got text that is not JSON${mistakeIn(text)}; try opening it in JupyterLab`,
    );
  }
}

/** Where JSON stops being that. The engine says it only sometimes; TypeScript reads JSON and always does. */
function mistakeIn(text: string): string {
  const typescript = createRequire(import.meta.url)("typescript") as typeof ts;
  const { error } = typescript.parseConfigFileTextToJson("a.json", text);
  if (error?.start === undefined) return "";
  const before = text.slice(0, error.start).split("\n");
  return ` (line ${before.length}, column ${(before.at(-1) ?? "").length + 1})`;
}

function parseCell(cell: Place, otherwise: string, taken: Set<string>): Cell {
  const { id, attachments } = cell.object();
  const cell_type = cell.at("cell_type").oneOf(["markdown", "code", "raw"]);
  const common = {
    id: freshId(typeof id === "string" && id !== "" ? id : otherwise, taken),
    metadata: metadataOf(cell),
    source: cell.at("source").text(),
  };
  if (cell_type === "code") return parseCode(cell, common);
  return attachments === undefined
    ? { cell_type, ...common }
    : { cell_type, ...common, attachments: parseAttachments(cell.at("attachments")) };
}

function freshId(wanted: string, taken: Set<string>): string {
  let id = wanted;
  for (let n = 2; taken.has(id); n++) id = `${wanted}-${n}`;
  taken.add(id);
  return id;
}

function metadataOf(parent: Place): Metadata {
  const metadata = parent.at("metadata");
  return metadata.isMissing ? {} : metadata.object();
}

function parseCode(cell: Place, common: Pick<CodeCell, "id" | "metadata" | "source">): CodeCell {
  const outputs = cell.at("outputs");
  const { execution_count } = cell.object();
  return {
    cell_type: "code",
    ...common,
    execution_count: typeof execution_count === "number" ? execution_count : null,
    outputs: outputs.isMissing ? [] : outputs.list().map(parseOutput),
  };
}

function parseAttachments(attachments: Place): Attachments {
  return Object.fromEntries(
    Object.keys(attachments.object()).map((name) => [name, parseBundle(attachments.at(name))]),
  );
}

function parseOutput(output: Place): Output {
  output.object();
  const output_type = output.at("output_type").oneOf(["stream", "display_data", "execute_result", "error"]);
  if (output_type === "stream") {
    const name = output.at("name").value === "stderr" ? "stderr" : "stdout";
    return { output_type, name, text: output.at("text").text() };
  }
  if (output_type === "error") {
    const traceback = output.at("traceback");
    return {
      output_type,
      ename: textOr(output.at("ename"), "Error"),
      evalue: textOr(output.at("evalue"), ""),
      traceback: traceback.isMissing ? [] : traceback.list().map((line) => line.text()),
    };
  }
  return { output_type, data: parseBundle(output.at("data")), metadata: metadataOf(output) };
}

function textOr(place: Place, otherwise: string): string {
  return place.isMissing ? otherwise : place.text();
}

function parseBundle(data: Place): MimeBundle {
  return Object.fromEntries(
    Object.keys(data.object()).map((type) => {
      const place = data.at(type);
      return [type, isJson(type) ? place.value : place.text()];
    }),
  );
}
