import type { Run } from './run.ts'

/** `<sup>` and `<sub>`. */
export type Shift = 'up' | 'down'

const up = charactersOf(
  '0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW',
  '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ',
)
const down = charactersOf('0123456789+-−=()aehijklmnoprstuvx', '₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ')

/** What is longer is a note in small print, not an exponent. */
const shiftedMax = 20

/**
 * Text above or below the line: 10<sup>6</sup> is not 106. In Unicode's characters for that, where it has
 * all of them; else behind a sign, if it follows a word at once.
 */
export function shifted(runs: readonly Run[], by: Shift, before: Run | undefined): readonly Run[] {
  const text = runs.map((run) => ('text' in run ? run.text : '')).join('')
  const isAttached = before !== undefined && /\S$/.test('text' in before ? before.text : '')
  if (text.trim() === '' || text.length > shiftedMax) return runs
  const characters = by === 'up' ? up : down
  const isWritable = Array.from(text).every((character) => characters.has(character))
  if (isWritable && (isAttached || /\d/.test(text)))
    return runs.map((run) =>
      'text' in run
        ? { ...run, text: Array.from(run.text, (one) => characters.get(one) ?? one).join('') }
        : run,
    )
  if (!isAttached) return runs
  const sign = by === 'up' ? '^' : '_'
  const [open, close] = /\s/.test(text.trim()) ? [`${sign}(`, ')'] : [sign, '']
  return [plain(open), ...runs, ...(close === '' ? [] : [plain(close)])]
}

const plain = (text: string): Run => ({ kind: 'text', text, marks: 0 })

function charactersOf(from: string, to: string): ReadonlyMap<string, string> {
  const targets = Array.from(to)
  return new Map(
    Array.from(from, (character, at) => [character, targets[at] ?? character] as const),
  )
}
