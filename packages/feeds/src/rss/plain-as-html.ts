import { escapeText } from '@pressrun/content'

/** Text in which only an empty line counts: all other breaks come from how it was typed. */
export const paragraphsOf = (text: string): string =>
  escapeText(text).replace(/\r?\n(?:[ \t]*\r?\n)+/g, '<p>')

/** Text in which each line is a paragraph line. */
export const linesOf = (text: string): string => paragraphsOf(text.trim()).replace(/\r?\n/g, '<br>')

/** Text that may be HTML, as the feed does not declare it. */
export const htmlOrLines = (text: string): string =>
  /<\/?[a-z][^<>]*>|&(?:[a-z]+|#\d+);/i.test(text) ? text : linesOf(text)
