import type { State, Tracker, Unsafe } from 'mdast-util-to-markdown'
import { isHarmless } from './harmless.ts'
import { printPhrase } from './print-phrase.ts'

/** Constructs that are never written: titles, addresses, and what follows the language of code. */
const unused = /^(?:title|codeFencedMeta|destination)/

/**
 * The state of the library, for trees of this project: positions are not asked for, and each text is searched
 * for those characters only that it contains.
 */
export function quicken(state: State): void {
  const patterns = state.unsafe.filter(isOfUse)
  const safe = state.safe
  const library = state.containerPhrasing.bind(state)
  state.containerPhrasing = (parent, info) =>
    parent.type === 'link' ? library(parent, info) : printPhrase(parent, info, library)
  state.createTracker = () => nowhere
  state.unsafe = patterns
  state.safe = (value, config) => {
    if (!value || isHarmless(value, config.before)) return value ?? ''
    const whole = config.before + value + config.after
    state.unsafe = patterns.filter(({ character }) => whole.includes(character))
    const written = safe.call(state, value, config)
    state.unsafe = patterns
    return written
  }
}

function isOfUse({ character, inConstruct, atBreak }: Unsafe): boolean {
  const constructs = [inConstruct ?? []].flat()
  if (constructs.length === 0 || atBreak === true) return true
  if (/[\t\r]/.test(character) || character < ' ') return character === '\n'
  return !constructs.every((name) => unused.test(name))
}

const nowhere: Tracker = {
  move: (written) => written ?? '',
  shift: () => {},
  current: () => ({ now: { line: 1, column: 1 }, lineShift: 0 }),
}
