import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { eventually } from '../../support/index.ts'
import { unlessOpen } from '../open-points.ts'
import type { RealStage } from '../real-stage.ts'
import { faultCases, type FaultCase } from './fault.ts'
import { openFaultyProxy } from './faulty-proxy.ts'
import type { RealServer, SeenPost } from '../servers/real-server.ts'

/** A stall takes half a minute, and what follows settles. */
const completedWithinMs = 180_000
/** A draft that came late is removed some time after its post was published. */
const tidiedWithinMs = 60_000

/** Every fault on the way to the server ends in one post; they go wrong side by side. */
export function describeFaults(server: RealServer, stage: () => RealStage): void {
  suite('one post is visible, whatever goes wrong on the way', { concurrency: true }, () => {
    for (const one of faultCases(server.requests.draft ? ['draft', 'publish'] : ['publish']))
      test(
        one.name,
        unlessOpen(server.name, one.name, () => endsInOnePost(one, stage())),
      )
  })
}

async function endsInOnePost({ name, step, fault }: FaultCase, stage: RealStage): Promise<void> {
  const { running, server, desk } = stage
  const word = `W${name.replace(/\W/g, '')}Z`
  await using proxy = await openFaultyProxy({
    host: stage.nextHost(),
    target: running.url,
    fault,
    isMeant: (methodAndPath) => server.requests[step]?.test(methodAndPath) === true,
  })
  const accountId = await stage.connect(name, proxy.origin)
  const content = { title: word, body: `The word is ${word}, said *once*.` }
  const runId = await desk.publish([accountId], { content })
  const run = await desk.completed(runId, completedWithinMs)
  assert.equal(proxy.met(), 1, 'the fault was met')
  await proxy.done
  assert.equal(run.tasks[0].status, 'published', JSON.stringify(run.tasks[0]))
  assert.equal(withWord(await running.posts(), word).length, 1, 'visible posts')
  await eventually(async () => withWord(await running.drafts(), word).length === 0, {
    within: tidiedWithinMs,
    what: 'no draft is left behind',
  })
}

const withWord = (posts: readonly SeenPost[], word: string) =>
  posts.filter(({ title, html }) => title.includes(word) || html.includes(word))
