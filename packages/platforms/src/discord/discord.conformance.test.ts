import { describeConformance } from '../conformance/describe-conformance.ts'
import { discord } from './connector.ts'
import { openDiscord } from './discord-target.fixture.ts'

describeConformance({
  connector: discord,
  openTarget: () => openDiscord(),
  contentOfSize: (_limit, size) => ({ title: 'a', body: 'a'.repeat(size - '**a**\n\n'.length) }),
  accountAt: (origin) => ({
    settings: {},
    credentials: { webhookUrl: `${origin}/api/webhooks/123456789/quiet-harbour-at-dawn` },
  }),
})
