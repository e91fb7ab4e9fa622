import type { Place } from "./place.js";

/** What nbformat 3 calls the types of data. */
const types: Readonly<Record<string, string>> = {
  text: "text/plain",
  html: "text/html",
  svg: "image/svg+xml",
  png: "image/png",
  jpeg: "image/jpeg",
  latex: "text/latex",
  json: "application/json",
  javascript: "text/javascript",
  pdf: "application/pdf",
};

/** The JSON of a notebook of nbformat 3 (IPython until 2014) as nbformat 4 writes it. */
export function upgradeFrom3(notebook: Place): object {
  const cells = notebook
    .at("worksheets")
    .list()
    .flatMap((sheet) => {
      sheet.object();
      return sheet.at("cells").list();
    });
  const codeLanguage = cells.map((cell) => cell.object().language).find((name) => typeof name === "string");
  const metadata = notebook.at("metadata");
  return {
    metadata: {
      ...(metadata.isMissing ? {} : metadata.object()),
      ...(codeLanguage === undefined ? {} : { language_info: { name: codeLanguage } }),
    },
    cells: cells.map(upgradeCell),
  };
}

function upgradeCell(cell: Place): object {
  const { cell_type, metadata, source, level, input, prompt_number, outputs } = cell.object();
  switch (cell_type) {
    case "code":
      return {
        cell_type,
        metadata,
        source: input,
        execution_count: prompt_number,
        outputs: outputs === undefined ? [] : cell.at("outputs").list().map(upgradeOutput),
      };
    case "heading": {
      const marks = "#".repeat(Math.min(Math.max(Number(level) || 1, 1), 6));
      return {
        cell_type: "markdown",
        metadata,
        source: `${marks} ${cell.at("source").text().replaceAll("\n", " ")}`,
      };
    }
    case "html":
      return { cell_type: "markdown", metadata, source };
    default:
      return cell.object();
  }
}

function upgradeOutput(output: Place): object {
  const { output_type, stream, metadata, ...rest } = output.object();
  switch (output_type) {
    case "stream":
      return { output_type, name: stream, text: rest.text };
    case "pyerr":
      return { ...rest, output_type: "error" };
    case "pyout":
    case "display_data": {
      const data = Object.entries(types).flatMap(([old, type]) =>
        old in rest ? [[type, old === "json" ? parsedJson(output.at(old).text()) : rest[old]]] : [],
      );
      return {
        output_type: output_type === "pyout" ? "execute_result" : output_type,
        data: Object.fromEntries(data),
        metadata,
      };
    }
    default:
      return output.object();
  }
}

/** nbformat 3 kept JSON as text. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
