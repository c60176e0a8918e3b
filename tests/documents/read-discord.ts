import { renderMarkdown } from '../real-servers/readers/corpus.ts'
import type { SeenText } from '../real-servers/readers/compare-text.ts'
import { textOf } from '../real-servers/readers/html-tree.ts'

/** Stands for `&`: Discord reads no entities. The rest of its Markdown is standard. */
const ampersand = '\ue003'

export function readDiscord(markdown: string): SeenText {
  const { text, addresses } = textOf(renderMarkdown(markdown.replaceAll('&', ampersand)))
  return {
    text: text.replaceAll(ampersand, '&'),
    // Brackets would end the address of a link.
    addresses: addresses.map((address) =>
      address
        .replaceAll(encodeURIComponent(ampersand), '&')
        .replaceAll('%28', '(')
        .replaceAll('%29', ')'),
    ),
  }
}
