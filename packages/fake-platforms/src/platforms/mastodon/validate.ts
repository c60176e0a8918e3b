import type { Answer } from '../../platform-fake.ts'

export const charactersMax = 500
export const charactersPerUrl = 23

const visibilities = ['public', 'unlisted', 'private', 'direct']
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** Why a status is refused. */
export function refuseStatus(text: string, visibility: string): Answer | undefined {
  if (text === '') return refuse("Text can't be blank")
  if (measure(text) > charactersMax)
    return refuse(`Text character limit of ${charactersMax} exceeded`)
  return visibilities.includes(visibility) ? undefined : refuse('Visibility is not included')
}

const refuse = (why: string): Answer => ({
  status: 422,
  body: { error: `Validation failed: ${why}` },
})

function measure(text: string): number {
  const counted = text.replace(/https?:\/\/[^\s)]+/g, 'x'.repeat(charactersPerUrl))
  return [...graphemes.segment(counted)].length
}
