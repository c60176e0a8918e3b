import { describeConformance, openFake } from '../testing/index.ts'
import { devto } from './connector.ts'

// A Forem of today refuses a title for five minutes, and with it the next generation: see devto.test.ts.
describeConformance({
  connector: devto,
  openTarget: () => openFake(devto, { name: 'old-forem-news' }),
  accountAt: (origin) => ({
    settings: { apiUrl: `${origin}/api` },
    credentials: { apiKey: 'very-secret-key' },
  }),
})
