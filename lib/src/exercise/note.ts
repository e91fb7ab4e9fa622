/** A note below a cell: a coloured bar, a line in bold and a sentence. Mark and words say what the colour says. */
export function noteHtml(color: string, head: string, text: string): string {
  const style = [
    `border-left:4px solid ${color}`,
    "padding:0.5em 0.9em",
    "background:rgba(128,128,128,0.1)",
    "font-family:system-ui,sans-serif",
    "max-width:44em",
  ].join(";");
  return `<div role="status" style="${style}"><strong>${escapeHtml(head)}</strong> ${escapeHtml(text)}</div>`;
}

/** Text as HTML shows it. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
