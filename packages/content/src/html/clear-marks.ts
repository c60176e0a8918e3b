import { mark, type TextSpan } from './text-span.ts'

/** A run without blanks at its ends, and the text between it and the one before. */
export type Piece = { readonly space: string; readonly breaks: number; readonly core: TextSpan }

/**
 * Leaves out marks on which Markdown parsers disagree: what `**` beside `~~`, or within `*` in the middle of a word,
 * begins or ends. The words stay.
 */
export function withClearMarks(pieces: Piece[]): Piece[] {
  if (!pieces.some(({ core }) => core.marks !== 0)) return pieces
  const clear: Piece[] = []
  let from = 0
  for (let at = 1; at <= pieces.length; at += 1) {
    if (at < pieces.length && isTouching(pieces[at])) continue
    const [first] = pieces.slice(from, from + 1)
    if (at - from === 1 && first && (first.core.marks & mark.delete) === 0) {
      clear.push(first)
      from = at
      continue
    }
    const together = pieces.slice(from, at)
    const marks = clearMarks(together.map(({ core }) => core.marks))
    for (const piece of together) {
      const kept = piece.core.marks & marks
      clear.push(
        kept === piece.core.marks ? piece : { ...piece, core: { ...piece.core, marks: kept } },
      )
    }
    from = at
  }
  return clear
}

const isTouching = (piece: Piece | undefined): boolean => piece?.space === '' && piece.breaks === 0

/** The marks that may stay on spans without anything between them. */
function clearMarks(marks: readonly number[]): number {
  if (marks.some((one) => (one & mark.delete) !== 0)) return mark.delete
  const isUnclear = marks.some((one, at) => {
    const next = marks[at + 1] ?? 0
    return one !== next && (one & next) !== 0
  })
  return isUnclear ? marks.reduce((all, one) => (one === 0 ? all : all & one), ~0) : ~0
}
