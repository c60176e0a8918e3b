/** Characters that may need a backslash anywhere in a line. */
const special = /[\\`*_[\]<>&~|#\n\r\t]|!$/
/** Beginnings of a line that are nothing but text. */
const wordStart = /^["'(\p{L}]/u

/** Whether text stays literal in Markdown, behind `before`: nothing at the start of a paragraph. */
export function isHarmless(text: string, before: string): boolean {
  if (special.test(text)) return false
  if (before === '' || before.endsWith('\n')) return wordStart.test(text)
  return !(before.endsWith(']') && text.startsWith('('))
}

/** An address behind a label, which no parser ends early. */
export const targetOf = (url: string): string =>
  `(${url
    .replace(/[()\\<>|*`\s]/g, (one) => `%${one.charCodeAt(0).toString(16).padStart(2, '0')}`)
    .replace(/&(?=#?\w+;)/g, '&amp;')})`
