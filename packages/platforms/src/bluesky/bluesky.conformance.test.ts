import { describeConformance } from '../conformance/describe-conformance.ts'
import type { Limit } from '../limits.ts'
import { openBluesky } from './bluesky.fixture.ts'
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
  async openTarget() {
    const { posts, ...target } = await openBluesky()
    return { ...target, posts: async () => posts().map(({ text }) => text.split('\n')[0] ?? '') }
  },
  contentOfSize,
  accountAt: (origin) => ({
    settings: { service: origin, identifier: 'news.example.org' },
    credentials: { appPassword: 'quiet-harbour-at-dawn' },
  }),
})
