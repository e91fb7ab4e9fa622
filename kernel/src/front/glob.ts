/**
 * What says whether a text fits a pattern in which `*` stands for any text and `?` for any character, as in IPython.
 * The first place where the text between two `*` fits is as good as any later one, so nothing is tried twice: the time
 * is that of a search, however many `*` there are, where a regular expression would try every way to share the text
 * out among them.
 */
export function glob(pattern: string): (text: string) => boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return (text) => text.length === pattern.length && fitsAt(text, pattern, 0);
  return (text) => {
    const end = text.length - last.length;
    if (end < first.length || !fitsAt(text, first, 0) || !fitsAt(text, last, end)) return false;
    let at = first.length;
    for (const part of rest) {
      const found = find(text, part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= end;
  };
}

function find(text: string, part: string, from: number): number {
  if (!part.includes("?")) return text.indexOf(part, from);
  for (let at = from; at + part.length <= text.length; at++) if (fitsAt(text, part, at)) return at;
  return -1;
}

function fitsAt(text: string, part: string, at: number): boolean {
  if (!part.includes("?")) return text.startsWith(part, at);
  for (let i = 0; i < part.length; i++) if (part[i] !== "?" && part[i] !== text[at + i]) return false;
  return true;
}
