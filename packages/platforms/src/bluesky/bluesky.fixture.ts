import { openFake, type FakeTargetOptions } from '../testing/index.ts'
import { bluesky } from './connector.ts'

/** An account on the fake, with its present posts, removed ones included. */
export async function openBluesky(options: FakeTargetOptions = {}) {
  const target = await openFake(bluesky, options)
  return { ...target, posts: () => target.fakes.ledger.of('bluesky') }
}
