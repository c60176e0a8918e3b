import type { State, Tracker, Unsafe } from 'mdast-util-to-markdown'
import { isHarmless } from './harmless.ts'
import { printPhrase } from './print-phrase.ts'

/** Constructs that are never written: titles, addresses, and the text after the language of code. */
const unused = /^(?:title|codeFencedMeta|destination)/

let patterns: Unsafe[] | undefined

/**
 * The state of the library, for trees of this project: positions are not needed, and each text is searched only for
 * characters that it contains.
 */
export function quicken(state: State): void {
  const all = (patterns ??= state.unsafe.filter(isOfUse).map(reference))
  const { safe } = state
  const library = state.containerPhrasing.bind(state)
  const escaped: State['safe'] = (value, config) => {
    if (!value || isHarmless(value, config.before)) return value ?? ''
    const whole = config.before + value + config.after
    state.unsafe = all.filter(({ character }) => whole.includes(character))
    const written = safe.call(state, value, config)
    state.unsafe = all
    return written
  }
  const tools = {
    library,
    safe: (text: string, before: string, after: string) =>
      isHarmless(text, before) ? text : escaped(text, { ...nowhere.current(), before, after }),
  }
  state.createTracker = () => nowhere
  state.unsafe = all
  state.safe = escaped
  state.containerPhrasing = (parent, info) =>
    parent.type === 'link' ? library(parent, info) : printPhrase(parent, info, tools)
}

function isOfUse({ character, inConstruct, atBreak }: Unsafe): boolean {
  const constructs = [inConstruct ?? []].flat()
  if (constructs.length === 0 || atBreak === true) return true
  if (/[\t\r]/.test(character) || character < ' ') return character === '\n'
  return !constructs.every((name) => unused.test(name))
}

/** `AT&T` is no character reference; one that may go on in the following text could be. */
const reference = (pattern: Unsafe): Unsafe =>
  pattern.character === '&'
    ? { character: '&', after: '#?\\w+(?:;|$)', inConstruct: pattern.inConstruct ?? null }
    : pattern

const nowhere: Tracker = {
  move: (written) => written ?? '',
  shift: () => {},
  current: () => ({ now: { line: 1, column: 1 }, lineShift: 0 }),
}
