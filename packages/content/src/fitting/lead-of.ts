import type { Nodes, Root } from 'mdast'
import { printable } from '../printable.ts'
import { readDocument } from '../text/read-document.ts'
import { plainWords } from '../text/plain-words.ts'
import type { AccountContent } from './account-content.ts'

/** Longer than any teaser, in UTF-16 units: a text is not read to its end for its beginning. */
const leadMax = 1_200

/** The beginning of a content, in plain words: its summary, or else its first paragraphs. */
export function leadOf({ summary, body }: AccountContent): string {
  const lead = onOneLine(printable(summary ?? ''))
  if (lead !== '') return shortened(lead)
  const root = readDocument(printable(body))
  return root ? shortened(paragraphsOf(root)) : ''
}

function paragraphsOf(root: Root): string {
  const paragraphs: string[] = []
  let length = 0
  const visit = (node: Nodes): void => {
    if (length > leadMax) return
    if (node.type === 'paragraph') {
      const words = plainWords(node)
      if (words === '') return
      paragraphs.push(words)
      length += words.length
      return
    }
    if (node.type === 'root' || node.type === 'blockquote' || node.type === 'list')
      node.children.forEach(visit)
    else if (node.type === 'listItem') node.children.forEach(visit)
  }
  visit(root)
  return paragraphs.join('\n\n')
}

const onOneLine = (text: string) => text.replace(/\s+/g, ' ').trim()

/** At a blank where there is one, so that nothing is split that a teaser would show. */
function shortened(text: string): string {
  if (text.length <= leadMax) return text
  const blank = text.lastIndexOf(' ', leadMax)
  return text.slice(0, blank > 0 ? blank : leadMax).toWellFormed()
}
