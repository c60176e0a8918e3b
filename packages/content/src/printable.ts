/** Without the characters that neither HTML nor XML 1.0 (§2.2) allows. */
export function printable(text: string): string {
  return text.toWellFormed().replace(/(?![\t\n\r])\p{Cc}|[\ufffe\uffff]/gu, '')
}

/** A title, which is one line wherever it goes. */
export function titleLine(title: string): string {
  return printable(title).replace(/\s+/g, ' ').trim()
}
