import { addressesIn, mayHoldAddress } from './bare-addresses.ts'
import { arranged } from './arranged.ts'
import type { Around, Link, TextSpan } from './text-span.ts'
import { shifted, type Shift } from './shifted.ts'

/** An open element of the paragraph, whose meaning goes on in the next one. */
type Open = Around & {
  readonly name: string
  readonly isCode: boolean
  /** For text above or below the line: where it begins, in which paragraph. */
  readonly shift?: { readonly by: Shift; readonly from: number; readonly paragraph: number }
}

const none: Open = { name: '', marks: 0, isCode: false }

/** Text of the paragraph being read, as spans, with the marks that are open in it. */
export class Inline {
  #spans: TextSpan[] = []
  #open: Open[] = [none]
  #paragraph = 0

  /** HTML white space: a run of it counts as one space, and as none at the start of a line. */
  text(text: string): void {
    const collapsed = /[\t\n\r\f]| {2}/.test(text) ? text.replace(/[ \t\n\r\f]+/g, ' ') : text
    const shown = collapsed.startsWith(' ') && this.#isAtSpace() ? collapsed.slice(1) : collapsed
    if (shown === '') return
    const { marks, link, isCode } = this.#top
    if (isCode || link || !mayHoldAddress(shown))
      this.#spans.push({ kind: isCode ? 'code' : 'text', text: shown, marks, link })
    else
      for (const { text, link } of addressesIn(shown))
        this.#spans.push({ kind: 'text', text, marks, link })
  }

  break(): void {
    const { marks, link } = this.#top
    this.#spans.push({ kind: 'break', marks, link })
  }

  image(alt: string, url: string): void {
    const { marks, link } = this.#top
    this.#spans.push({ kind: 'image', alt, url, marks, link })
  }

  /** The address of content that cannot be shown, as a link to it. */
  address(url: string): void {
    const { marks } = this.#top
    this.text(' ')
    this.#spans.push({ kind: 'text', text: url, marks, link: { url } })
    this.text(' ')
  }

  open(name: string, meaning: { marks?: number; link?: Link; isCode?: true; shift?: Shift }): void {
    const { marks, link, isCode } = this.#top
    this.#open.push({
      name,
      marks: marks | (meaning.marks ?? 0),
      // No link is inside another.
      link: link ?? meaning.link,
      isCode: isCode || (meaning.isCode ?? false),
      ...(meaning.shift && {
        shift: { by: meaning.shift, from: this.#spans.length, paragraph: this.#paragraph },
      }),
    })
  }

  /** Does nothing for an element that was never opened. */
  close(name: string): void {
    const at = this.#open.findLastIndex((open) => open.name === name)
    if (at <= 0) return
    const [{ shift } = none] = this.#open.splice(at)
    if (shift?.paragraph !== this.#paragraph) return
    const before = this.#spans[shift.from - 1]
    const within = this.#spans.splice(shift.from)
    for (const span of shifted(within, shift.by, before)) this.#spans.push(span)
  }

  /** The spans so far: a paragraph, or several where lines are left empty between. */
  take(): TextSpan[][] {
    const spans = this.#spans
    this.#spans = []
    this.#paragraph += 1
    return arranged(spans)
  }

  get #top(): Open {
    return this.#open.at(-1) ?? none
  }

  #isAtSpace(): boolean {
    const last = this.#spans.at(-1)
    if (last === undefined || last.kind === 'break') return true
    return last.kind !== 'image' && last.text.endsWith(' ')
  }
}
