import { isPlainAddress } from './bare-addresses.ts'
import { withClearMarks, type Piece } from './clear-marks.ts'
import type { Around, TextSpan } from './text-span.ts'

/**
 * The spans of a paragraph in the form that Markdown can express: no mark begins or ends with a blank or a line break,
 * and equal neighbours are one run. Two line breaks in a row end the paragraph.
 */
export function arranged(spans: readonly TextSpan[]): TextSpan[][] {
  const pieces = withClearMarks(piecesOf(spans))
  const paragraphs: TextSpan[][] = []
  let paragraph: TextSpan[] = []
  for (const piece of pieces) {
    if (paragraph.length === 0 || piece.breaks > 1) {
      paragraph = []
      paragraphs.push(paragraph)
    } else fill(paragraph, piece)
    add(paragraph, piece.core)
  }
  return paragraphs
}

function piecesOf(spans: readonly TextSpan[]): Piece[] {
  const pieces: Piece[] = []
  let space = ''
  let breaks = 0
  for (const span of spans) {
    const { before, core, after } = trimmed(span)
    space += before
    if (span.kind === 'break') breaks += 1
    if (!core) continue
    pieces.push({ space, breaks, core })
    space = after
    breaks = 0
  }
  return pieces
}

type Trimmed = { before: string; core?: TextSpan; after: string }

function trimmed(span: TextSpan): Trimmed {
  if (span.kind === 'break') return { before: '', after: '' }
  if (span.kind === 'image') return { before: '', core: span, after: '' }
  const text = span.text.trim()
  if (text.length === span.text.length) return { before: '', core: span, after: '' }
  if (text === '') return { before: span.text, after: '' }
  const at = span.text.indexOf(text)
  return {
    before: span.text.slice(0, at),
    core: { kind: span.kind, text, marks: span.marks, link: span.link },
    after: span.text.slice(at + text.length),
  }
}

/** The text between two spans has the marks that both have. */
function fill(paragraph: TextSpan[], { space, breaks, core: next }: Piece): void {
  const last = paragraph.at(-1)
  if (!last) return
  const around = {
    marks: last.marks & next.marks,
    link: last.link === next.link ? last.link : undefined,
  }
  if (breaks > 0) paragraph.push({ kind: 'break', ...around })
  else if (space !== '') add(paragraph, { kind: 'text', text: space, ...around })
}

function add(paragraph: TextSpan[], span: TextSpan): void {
  const last = paragraph.at(-1)
  if (last && 'text' in last && 'text' in span && last.kind === span.kind && isAlike(last, span)) {
    const { kind, marks, link } = last
    paragraph[paragraph.length - 1] = { kind, text: last.text + span.text, marks, link }
  } else paragraph.push(span)
}

const isAlike = (one: Around, other: Around): boolean =>
  one.marks === other.marks && one.link === other.link

/** An address that is recognized anyway needs no mark in Markdown. */
export function withPlainAddresses(spans: TextSpan[]): TextSpan[] {
  if (!spans.some(({ link }) => link)) return spans
  return spans.map((span, at) => {
    if (span.kind !== 'text' || span.marks !== 0 || !isShown(span.text, span.link?.url)) return span
    const isApart =
      isPlainAddress(span.text) && endsApart(spans[at - 1]) && beginsApart(spans, at + 1)
    return isApart ? { ...span, link: undefined } : span
  })
}

const isShown = (text: string, url: string | undefined): boolean =>
  url === text || url === `mailto:${text}` || url === `http://${text}`

function endsApart(span: TextSpan | undefined): boolean {
  if (span === undefined || span.kind === 'break') return true
  return isPlainText(span) && /[\s(]$/.test(span.text)
}

/** The end of a sentence is no part of it either, but the mark of a line break would be. */
function beginsApart(spans: readonly TextSpan[], at: number): boolean {
  const span = spans[at]
  if (span === undefined) return true
  const end = isPlainText(span) && /^[.,;:!?)]{0,3}(?:\s|($))/.exec(span.text)
  if (!end) return false
  return end[1] === undefined || spans[at + 1] === undefined
}

const isPlainText = (span: TextSpan): span is TextSpan & { kind: 'text' } =>
  span.kind === 'text' && !span.link && span.marks === 0
