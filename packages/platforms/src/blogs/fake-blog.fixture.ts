import { openFake, sampleContent, type FakeTargetOptions } from '../testing/index.ts'
import type { Connector, PublishJob } from '../contract.ts'
import { ghost } from '../ghost/connector.ts'
import { wordpress } from '../wordpress/connector.ts'

export const blogs = [wordpress, ghost] as unknown as readonly Connector[]

/** An account of a fake blog, and jobs without tags, so that a draft is one request. */
export async function openBlog<Settings, Credentials>(
  connector: Connector<Settings, Credentials>,
  options: FakeTargetOptions = {},
) {
  const target = await openFake(connector, { name: 'shore-news', ...options })
  const content = { ...sampleContent, tags: [] }
  return {
    ...target,
    job: (changes: Partial<PublishJob<Settings, Credentials>> = {}) =>
      target.job({ content, ...changes }),
  }
}
