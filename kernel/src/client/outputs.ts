import type { JsonObject, Message } from "../wire/message.js";

/** A cell's output as a notebook file holds it (nbformat 4.5). */
export type Output =
  | { readonly output_type: "stream"; readonly name: "stdout" | "stderr"; readonly text: string }
  | { readonly output_type: "display_data"; readonly data: JsonObject; readonly metadata: JsonObject }
  | {
      readonly output_type: "execute_result";
      readonly execution_count: number | null;
      readonly data: JsonObject;
      readonly metadata: JsonObject;
    }
  | {
      readonly output_type: "error";
      readonly ename: string;
      readonly evalue: string;
      readonly traceback: readonly string[];
    };

/** Gathers iopub messages into a cell's outputs, as a notebook would show them. */
export class OutputCollector {
  #outputs: { value: Output; readonly id: string | undefined }[] = [];
  #clearFirst = false;

  get outputs(): readonly Output[] {
    return this.#outputs.map(({ value }) => value);
  }

  add(message: Message): void {
    const { content } = message;
    switch (message.header.msg_type) {
      case "stream":
        this.#stream(content.name === "stderr" ? "stderr" : "stdout", String(content.text));
        break;
      case "display_data":
        this.#push({ output_type: "display_data", ...bundle(content) }, displayId(content));
        break;
      case "execute_result": {
        const count = content.execution_count;
        const execution_count = typeof count === "number" ? count : null;
        this.#push(
          { output_type: "execute_result", execution_count, ...bundle(content) },
          displayId(content),
        );
        break;
      }
      case "update_display_data":
        this.#update(displayId(content), content);
        break;
      case "clear_output":
        if (content.wait === true) this.#clearFirst = true;
        else this.#outputs = [];
        break;
      case "error":
        this.#push({
          output_type: "error",
          ename: String(content.ename),
          evalue: String(content.evalue),
          traceback: content.traceback as readonly string[],
        });
        break;
    }
  }

  #push(value: Output, id?: string): void {
    if (this.#clearFirst) this.#outputs = [];
    this.#clearFirst = false;
    this.#outputs.push({ value, id });
  }

  #stream(name: "stdout" | "stderr", text: string): void {
    const last = this.#outputs.at(-1);
    if (!this.#clearFirst && last?.value.output_type === "stream" && last.value.name === name) {
      last.value = { ...last.value, text: last.value.text + text };
    } else {
      this.#push({ output_type: "stream", name, text });
    }
  }

  #update(id: string | undefined, content: JsonObject): void {
    for (const output of this.#outputs) {
      const { value } = output;
      if (id === undefined || output.id !== id) continue;
      if (value.output_type === "display_data" || value.output_type === "execute_result") {
        output.value = { ...value, ...bundle(content) };
      }
    }
  }
}

function bundle(content: JsonObject): { data: JsonObject; metadata: JsonObject } {
  return { data: content.data as JsonObject, metadata: (content.metadata ?? {}) as JsonObject };
}

function displayId(content: JsonObject): string | undefined {
  const id = (content.transient as JsonObject | undefined)?.display_id;
  return typeof id === "string" ? id : undefined;
}
