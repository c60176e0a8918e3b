import type { TextSpan } from './text-span.ts'

/** `<sup>` and `<sub>`. */
export type Shift = 'up' | 'down'

const up = charactersOf(
  '0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW',
  '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ',
)
const down = charactersOf('0123456789+-−=()aehijklmnoprstuvx', '₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ')

/** A longer one is a note in small print, not an exponent. */
const shiftedMax = 20

/**
 * Text above or below the line: 10<sup>6</sup> is not 106. In Unicode's characters for it, where all of them exist;
 * else behind a sign, if it follows a word at once.
 */
export function shifted(
  spans: readonly TextSpan[],
  by: Shift,
  before: TextSpan | undefined,
): readonly TextSpan[] {
  const text = spans.map((span) => ('text' in span ? span.text : '')).join('')
  const isAttached = before !== undefined && /\S$/.test('text' in before ? before.text : '')
  if (text.trim() === '' || text.length > shiftedMax) return spans
  const characters = by === 'up' ? up : down
  const isWritable = Array.from(text).every((character) => characters.has(character))
  if (isWritable && (isAttached || /\d/.test(text)))
    return spans.map((span) =>
      'text' in span
        ? { ...span, text: Array.from(span.text, (one) => characters.get(one) ?? one).join('') }
        : span,
    )
  if (!isAttached) return spans
  const sign = by === 'up' ? '^' : '_'
  const [open, close] = /\s/.test(text.trim()) ? [`${sign}(`, ')'] : [sign, '']
  return [plain(open), ...spans, ...(close === '' ? [] : [plain(close)])]
}

const plain = (text: string): TextSpan => ({ kind: 'text', text, marks: 0 })

function charactersOf(from: string, to: string): ReadonlyMap<string, string> {
  const targets = Array.from(to)
  return new Map(
    Array.from(from, (character, at) => [character, targets[at] ?? character] as const),
  )
}
