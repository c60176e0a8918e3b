const unprintables = /(?![\t\n\r])\p{Cc}|[\ufffe\uffff]/gu
/** The same, as it is found fastest: most texts have none. */
// oxlint-disable-next-line no-control-regex
const unprintable = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]/

/** Without the characters that neither HTML nor XML 1.0 (§2.2) has a place for. */
export function printable(text: string): string {
  const whole = text.toWellFormed()
  return unprintable.test(whole) ? whole.replace(unprintables, '') : whole
}

/** A title, which is one line wherever it goes. */
export function titleLine(title: string): string {
  return printable(title).replace(/\s+/g, ' ').trim()
}
