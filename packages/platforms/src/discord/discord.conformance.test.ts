import { describeConformance, openFake } from '../testing/index.ts'
import { discord } from './connector.ts'

describeConformance({
  connector: discord,
  openTarget: () => openFake(discord),
  contentOfSize: (_limit, size) => ({ title: 'a', body: 'a'.repeat(size - '**a**\n\n'.length) }),
  accountAt: (origin) => ({
    settings: {},
    credentials: { webhookUrl: `${origin}/api/webhooks/123456789/quiet-harbour-at-dawn` },
  }),
})
