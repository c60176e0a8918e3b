/**
 * HTML that Ghost stores as it is. Outside of such a card it is turned into Lexical, which has no blocks in list items
 * and quotes, no image in a link and no `<del>`: words change their order or are lost. Seen on 5.130 and 6.65.
 */
export const ghostHtml = (html: string): string =>
  `<!--kg-card-begin: html-->\n${html.trim()}\n<!--kg-card-end: html-->`
