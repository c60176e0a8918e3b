import { describeConformance } from '../conformance/describe-conformance.ts'
import { devto } from './connector.ts'
import { openTarget } from './target.fixture.ts'

// A Forem of today refuses a title for five minutes, and with it the next generation: see devto.test.ts.
describeConformance({
  connector: devto,
  openTarget: () => openTarget('old-forem-news'),
  accountAt: (origin) => ({
    settings: { apiUrl: `${origin}/api` },
    credentials: { apiKey: 'very-secret-key' },
  }),
})
