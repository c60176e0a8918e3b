/**
 * HTML that Ghost keeps as it is. What is not in such a card is turned into Lexical, which has no blocks in list items
 * and quotes, no image in a link and no `<del>`: words change their order or are lost. Seen on 5.130 and 6.65.
 */
export const ghostHtml = (html: string): string =>
  `<!--kg-card-begin: html-->\n${html.trim()}\n<!--kg-card-end: html-->`
