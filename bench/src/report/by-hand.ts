const BEGIN = '<!-- by hand: begin -->'
const END = '<!-- by hand: end -->'

const BLANK = `## What limits us

Not written yet.
`

/** The new page with the hand-written part of the old one. */
export function withHandWritten(page: string, oldPage: string): string {
  const begin = oldPage.indexOf(BEGIN)
  const end = oldPage.indexOf(END)
  const kept = begin >= 0 && end > begin ? oldPage.slice(begin + BEGIN.length, end).trim() : BLANK
  return `${page.trimEnd()}\n\n${BEGIN}\n\n${kept.trim()}\n\n${END}\n`
}
