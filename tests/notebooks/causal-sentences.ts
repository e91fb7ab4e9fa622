import type { Notebook } from "../../notebooks/tools/lessons/notebook.js";

/** A sentence that gives a cause, and the cell that says it. */
export interface CausalSentence {
  readonly cell: string;
  readonly says: string;
}

/** Words that name a cause wherever they stand. */
const always = /\b(?:because|the reason|since|due to|therefore|hence|thus|that is why|which is why)\b/i;
/** "So" where it joins a cause to what follows from it; not "so far", "and so on", "and so does tanh". */
const joins = /(?:^|[,;:.(*] ?|\b(?:and|but) )so\b(?!,? (?:far|many|on|does|do|is|are|was|did|has|must)\b)/i;
/** "So small that …", "so that …". */
const degree = /\bso (?!far)(?:\S+ )?that\b/i;

/** A colon with some words on either side: what follows it may be the reason, or what comes of it. */
const colon = /(?:\S+ ){3,}\S*[a-z\d)$`*]: (?!\$?[A-Z\d])[a-z$`*]\S*(?: \S+){3,}/;
/** Names of what follows, and questions. */
const isLabel = (sentence: string): boolean => /^(?:\*\*(?:Predict|By hand)|!\[|- \*\*|`)|\?$/.test(sentence);

const isCausal = (sentence: string): boolean =>
  always.test(sentence) || joins.test(sentence) || degree.test(sentence);

/** An exercise says what to do, and its help works it out. */
const isTask = (cell: string): boolean => /^(?:header|exercises|bug-text)$|-(?:ask|help)$/.test(cell);

/**
 * Every sentence of a lesson's text that gives a cause, its spaces made one and its HTML and code left out. A colon may
 * tell a cause or something else: outside of exercises each that joins two clauses counts.
 */
export function causalSentences({ cells }: Notebook): readonly CausalSentence[] {
  return cells
    .filter(({ cell_type }) => cell_type === "markdown")
    .flatMap(({ id, source }) =>
      sentencesOf(source)
        .filter((each) => isCausal(each) || (!isTask(id) && !isLabel(each) && colon.test(each)))
        .map((says) => ({ cell: id, says })),
    );
}

function sentencesOf(markdown: string): readonly string[] {
  const text = markdown.replace(/```.*?```/gs, "").replace(/<\/?[a-z]+>/g, "\n\n");
  return text
    .split(/\n\s*\n|\n *(?:[-*|>]|\d+\.) /)
    .flatMap((paragraph) => paragraph.split(/(?<=[.!?:][)"*]*)\s+(?=[^a-z])/))
    .map((sentence) => sentence.replace(/\s+/g, " ").trim());
}
