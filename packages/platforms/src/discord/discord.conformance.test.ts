import { startFakePlatforms } from '@pressrun/fake-platforms'
import { describeConformance } from '../conformance/describe-conformance.ts'
import type { Content } from '../content.ts'
import { createMemory } from '../memory.ts'
import { createOutbound } from '../outbound/create-outbound.ts'
import { discord } from './connector.ts'
import { credentialsSchema, settingsSchema } from './settings.ts'

async function openTarget() {
  const fakes = await startFakePlatforms()
  const account = fakes.account('discord', 'news')
  const outbound = createOutbound({ privateTargets: ['127.0.0.1'] })
  return {
    settings: settingsSchema.parse(account.settings),
    credentials: credentialsSchema.parse(account.credentials),
    tools: { outbound, dataDir: '/nowhere', now: () => new Date(), memory: createMemory(Date.now) },
    posts: async () =>
      fakes.ledger.of('discord').map(({ text }) => /^\*\*(.*)\*\*/.exec(text)?.[1] ?? ''),
    async [Symbol.asyncDispose]() {
      await outbound[Symbol.asyncDispose]()
      await fakes[Symbol.asyncDispose]()
    },
  }
}

describeConformance({
  connector: discord,
  openTarget,
  contentOfSize: (_limit, size): Content => ({
    title: 'a',
    body: 'a'.repeat(size - '**a**\n\n'.length),
  }),
  accountAt: (origin) => ({
    settings: {},
    credentials: { webhookUrl: `${origin}/api/webhooks/123456789/quiet-harbour-at-dawn` },
  }),
})
