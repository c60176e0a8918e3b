import { isPlainAddress } from './bare-addresses.ts'
import { withClearMarks, type Piece } from './clear-marks.ts'
import type { Around, Run } from './run.ts'

/**
 * The runs of a paragraph as Markdown can say them: no mark begins or ends with a blank or a line break,
 * and what is equal on both sides is one run. Two line breaks in a row end the paragraph.
 */
export function arranged(runs: readonly Run[]): Run[][] {
  const pieces = withClearMarks(piecesOf(runs))
  const paragraphs: Run[][] = []
  let paragraph: Run[] = []
  for (const piece of pieces) {
    if (paragraph.length === 0 || piece.breaks > 1) {
      paragraph = []
      paragraphs.push(paragraph)
    } else fill(paragraph, piece)
    add(paragraph, piece.core)
  }
  return paragraphs
}

function piecesOf(runs: readonly Run[]): Piece[] {
  const pieces: Piece[] = []
  let space = ''
  let breaks = 0
  for (const run of runs) {
    const { before, core, after } = trimmed(run)
    space += before
    if (run.kind === 'break') breaks += 1
    if (!core) continue
    pieces.push({ space, breaks, core })
    space = after
    breaks = 0
  }
  return pieces
}

type Trimmed = { before: string; core?: Run; after: string }

function trimmed(run: Run): Trimmed {
  if (run.kind === 'break') return { before: '', after: '' }
  if (run.kind === 'image') return { before: '', core: run, after: '' }
  const text = run.text.trim()
  if (text.length === run.text.length) return { before: '', core: run, after: '' }
  if (text === '') return { before: run.text, after: '' }
  const at = run.text.indexOf(text)
  return {
    before: run.text.slice(0, at),
    core: { kind: run.kind, text, marks: run.marks, link: run.link },
    after: run.text.slice(at + text.length),
  }
}

/** What is between two runs has the marks that both have. */
function fill(paragraph: Run[], { space, breaks, core: next }: Piece): void {
  const last = paragraph.at(-1)
  if (!last) return
  const around = {
    marks: last.marks & next.marks,
    link: last.link === next.link ? last.link : undefined,
  }
  if (breaks > 0) paragraph.push({ kind: 'break', ...around })
  else if (space !== '') add(paragraph, { kind: 'text', text: space, ...around })
}

function add(paragraph: Run[], run: Run): void {
  const last = paragraph.at(-1)
  if (last && 'text' in last && 'text' in run && last.kind === run.kind && isAlike(last, run)) {
    const { kind, marks, link } = last
    paragraph[paragraph.length - 1] = { kind, text: last.text + run.text, marks, link }
  } else paragraph.push(run)
}

const isAlike = (one: Around, other: Around): boolean =>
  one.marks === other.marks && one.link === other.link

/** An address that is read as one anyway needs no sign of it in Markdown. */
export function withPlainAddresses(runs: Run[]): Run[] {
  if (!runs.some(({ link }) => link)) return runs
  return runs.map((run, at) => {
    if (run.kind !== 'text' || run.marks !== 0 || !isShown(run.text, run.link?.url)) return run
    const isApart = isPlainAddress(run.text) && endsApart(runs[at - 1]) && beginsApart(runs, at + 1)
    return isApart ? { ...run, link: undefined } : run
  })
}

const isShown = (text: string, url: string | undefined): boolean =>
  url === text || url === `mailto:${text}` || url === `http://${text}`

function endsApart(run: Run | undefined): boolean {
  if (run === undefined || run.kind === 'break') return true
  return isPlainText(run) && /[\s(]$/.test(run.text)
}

/** The end of a sentence is no part of it either, but the sign of a line break would be. */
function beginsApart(runs: readonly Run[], at: number): boolean {
  const run = runs[at]
  if (run === undefined) return true
  const end = isPlainText(run) && /^[.,;:!?)]{0,3}(?:\s|($))/.exec(run.text)
  if (!end) return false
  return end[1] === undefined || runs[at + 1] === undefined
}

const isPlainText = (run: Run): run is Run & { kind: 'text' } =>
  run.kind === 'text' && !run.link && run.marks === 0
