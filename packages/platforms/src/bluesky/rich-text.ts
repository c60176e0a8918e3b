import { hashtags, titleLine, type Content } from '@pressrun/content'
import { markdownRuns } from './block-runs.ts'
import { webAddress } from './inline-runs.ts'
import { joined, trimmed, type Run } from './runs.ts'

/** `app.bsky.richtext.facet`: bytes of the UTF-8 text, and what they are. */
export interface Facet {
  index: { byteStart: number; byteEnd: number }
  features: [
    | { $type: 'app.bsky.richtext.facet#link'; uri: string }
    | { $type: 'app.bsky.richtext.facet#tag'; tag: string },
  ]
}

export interface RichText {
  text: string
  facets: Facet[]
}

type Piece = Run & { tag?: string }

/** Title, body and tags as one text, with an empty line between them. */
export function richText({ title, body, tags = [] }: Content): RichText {
  return withFacets(joined([titleRuns(title), markdownRuns(body), tagPieces(tags)], '\n\n'))
}

/** A title is no Markdown: only whole addresses in it are links. */
function titleRuns(title: string): Run[] {
  const runs = titleLine(title)
    .split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?'()])/i)
    .map((text, index) => {
      const uri = index % 2 === 1 ? webAddress(text) : undefined
      return uri === undefined ? { text } : { text, uri }
    })
  return trimmed(runs)
}

function tagPieces(tags: readonly string[]): Piece[] {
  return hashtags(tags).flatMap((tag, index) => [
    { text: index === 0 ? '' : ' ' },
    { text: `#${tag}`, tag },
  ])
}

/** Neighbours that lead to the same place are one facet. */
function withFacets(pieces: readonly Piece[]): RichText {
  const facets: Facet[] = []
  let [text, bytes, last] = ['', 0, undefined as Piece | undefined]
  for (const piece of pieces.filter((piece) => piece.text !== '')) {
    const start = bytes
    text += piece.text
    bytes += Buffer.byteLength(piece.text)
    const facet = facetOf(piece, start, bytes)
    const open = facets.at(-1)
    if (facet && open && piece.uri !== undefined && piece.uri === last?.uri)
      open.index.byteEnd = bytes
    else if (facet) facets.push(facet)
    last = piece
  }
  return { text, facets }
}

function facetOf({ uri, tag }: Piece, byteStart: number, byteEnd: number): Facet | undefined {
  const index = { byteStart, byteEnd }
  if (uri !== undefined)
    return { index, features: [{ $type: 'app.bsky.richtext.facet#link', uri }] }
  if (tag !== undefined) return { index, features: [{ $type: 'app.bsky.richtext.facet#tag', tag }] }
  return undefined
}
