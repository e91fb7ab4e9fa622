/** A MIME bundle as nbformat stores it: text as a string (lines joined), JSON as it is. */
export type MimeBundle = Readonly<Record<string, unknown>>;

export type Metadata = Readonly<Record<string, unknown>>;

/** Where a notebook's metadata keep its widgets, under `widgets`. */
export const WIDGET_STATES = "application/vnd.jupyter.widget-state+json";

export interface StreamOutput {
  readonly output_type: "stream";
  readonly name: "stdout" | "stderr";
  readonly text: string;
}

export interface DataOutput {
  readonly output_type: "display_data" | "execute_result";
  readonly data: MimeBundle;
  readonly metadata: Metadata;
}

export interface ErrorOutput {
  readonly output_type: "error";
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

export type Output = StreamOutput | DataOutput | ErrorOutput;

/** Pasted pictures of a cell: a MIME bundle for each name that its Markdown calls `attachment:name`. */
export type Attachments = Readonly<Record<string, MimeBundle>>;

interface TextCell {
  readonly id: string;
  readonly metadata: Metadata;
  readonly source: string;
  readonly attachments?: Attachments;
}

export interface MarkdownCell extends TextCell {
  readonly cell_type: "markdown";
}

/** Text for a converter, which a reader does not see unless it is HTML. */
export interface RawCell extends TextCell {
  readonly cell_type: "raw";
}

export interface CodeCell {
  readonly cell_type: "code";
  readonly id: string;
  readonly metadata: Metadata;
  readonly source: string;
  readonly execution_count: number | null;
  readonly outputs: readonly Output[];
}

export type Cell = MarkdownCell | CodeCell | RawCell;

/** A notebook in memory, as nbformat 4.5 describes it, with every multi-line string joined. */
export interface Notebook<C extends Cell = Cell> {
  readonly metadata: Metadata;
  readonly cells: readonly C[];
}

/** The language of a notebook's code, as far as it says so, in small letters. */
export function languageOf({ metadata }: Notebook): string | undefined {
  const { language_info, kernelspec } = metadata as {
    readonly language_info?: { readonly name?: unknown };
    readonly kernelspec?: { readonly language?: unknown };
  };
  const name = language_info?.name ?? kernelspec?.language;
  return typeof name === "string" && name !== "" ? name.toLowerCase() : undefined;
}

/** Whether a cell carries a tag, such as `raises-exception`. */
export function hasTag({ metadata }: Cell, tag: string): boolean {
  return Array.isArray(metadata.tags) && metadata.tags.includes(tag);
}
