import { describeConformance, openFake } from '../testing/index.ts'
import type { Limit } from '@pressrun/content'
import { bluesky } from './connector.ts'

/** The text is the title, an empty line and the body; combining marks add bytes and no graphemes. */
function contentOfSize({ unit }: Limit, size: number) {
  const rest = size - 'a\n\n'.length
  const odd = 'a'.repeat(rest % 2 === 0 ? 2 : 1)
  const marks = '\u0301'.repeat((rest - odd.length) / 2)
  return { title: 'a', body: unit === 'bytes' ? odd + marks : 'a'.repeat(rest) }
}

describeConformance({
  connector: bluesky,
  openTarget: () => openFake(bluesky),
  contentOfSize,
  accountAt: (origin) => ({
    settings: { service: origin, identifier: 'news.example.org' },
    credentials: { appPassword: 'quiet-harbour-at-dawn' },
  }),
})
