import { startFakePlatforms, type FakePlatformsOptions } from '@pressrun/fake-platforms'
import type { Connector, PublishJob, Tools } from '../contract.ts'
import { createCache } from '../cache.ts'
import { createOutbound } from '@pressrun/outbound'
import { render } from './render.ts'
import { sampleJob } from './sample-job.ts'

export type FakeTargetOptions = FakePlatformsOptions & { name?: string; deadlineMs?: number }

type Deed = Parameters<NonNullable<Tools['later']>>[0]

/**
 * An account on the fake of a connector's platform, and what is needed to publish there. `now` is the clock of both.
 * Delayed requests arrive when the test says so (`fakes.settle()`).
 */
export async function openFake<Settings, Credentials>(
  { platform, settingsSchema, credentialsSchema }: Connector<Settings, Credentials>,
  { name = 'news', deadlineMs = 20_000, ...options }: FakeTargetOptions = {},
) {
  const now = options.now ?? Date.now
  const fakes = await startFakePlatforms({ lateCommitMs: 60_000, stallMs: 60_000, ...options })
  const outbound = createOutbound({ privateTargets: ['127.0.0.1'], deadlineMs })
  const account = fakes.account(platform, name)
  const settings = settingsSchema.parse(account.settings)
  const credentials = credentialsSchema.parse(account.credentials)
  const later: Deed[] = []
  return {
    fakes,
    settings,
    credentials,
    tools: {
      outbound,
      dataDir: '/nowhere',
      now: () => new Date(now()),
      cache: createCache(now),
      render,
      later: (deed: Deed) => void later.push(deed),
    },
    /** Runs the scheduled cleanup now. */
    doLater: async () => {
      for (const deed of later.splice(0)) await deed(new AbortController().signal)
    },
    job: (changes: Partial<PublishJob<Settings, Credentials>> = {}) =>
      sampleJob({ settings, credentials }, changes),
    /** The titles of all that were ever visible, removed ones included. */
    posts: async () => fakes.ledger.of(platform).map(({ title, text }) => title ?? titleIn(text)),
    async [Symbol.asyncDispose]() {
      await outbound[Symbol.asyncDispose]()
      await fakes[Symbol.asyncDispose]()
    },
  }
}

/** The first line, without the marks that make it bold. */
function titleIn(text: string): string {
  const [line = ''] = text.split('\n')
  return line.replace(/^(\*{1,2})(.*)\1$/, '$2')
}
