import { startFakePlatforms, type FakePlatformsOptions } from '@pressrun/fake-platforms'
import { sampleContent, sampleJob } from '../conformance/sample-job.ts'
import type { Connector, PublishJob } from '../contract.ts'
import { ghost } from '../ghost/connector.ts'
import { createMemory } from '../memory.ts'
import { createOutbound } from '../outbound/create-outbound.ts'
import { wordpress } from '../wordpress/connector.ts'

export const blogs = [wordpress, ghost] as unknown as readonly Connector[]

type BlogOptions = FakePlatformsOptions & { name?: string; deadlineMs?: number }

/** An account of a fake blog, and the fakes it is one of. */
export async function openBlog<Settings = unknown, Credentials = unknown>(
  platform: string,
  { name = 'shore-news', deadlineMs = 2_000, ...options }: BlogOptions = {},
) {
  const fakes = await startFakePlatforms({ lateCommitMs: 200, ...options })
  const outbound = createOutbound({ privateTargets: ['127.0.0.1'], deadlineMs })
  const account = fakes.account(platform, name) as { settings: unknown; credentials: unknown }
  const settings = account.settings as Settings
  const credentials = account.credentials as Credentials
  const now = () => new Date()
  return {
    settings,
    credentials,
    fakes,
    tools: { outbound, dataDir: '/nowhere', now, memory: createMemory(Date.now) },
    /** Without tags, so that a draft is one request; parts may be changed. */
    job: (changes: Partial<PublishJob<Settings, Credentials>> = {}) =>
      sampleJob({ settings, credentials }, { content: { ...sampleContent, tags: [] }, ...changes }),
    posts: async () => fakes.ledger.of(platform).map(({ title = '' }) => title),
    async [Symbol.asyncDispose]() {
      await outbound[Symbol.asyncDispose]()
      await fakes[Symbol.asyncDispose]()
    },
  }
}
