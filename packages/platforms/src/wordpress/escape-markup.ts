import { printable } from '@pressrun/content'

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** WordPress takes titles and excerpts as HTML; quotes are left for it to make typographic. */
export const escapeMarkup = (text: string): string =>
  printable(text).replace(/[&<>]/g, (character) => entities[character] ?? '')
