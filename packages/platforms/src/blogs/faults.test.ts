import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Fault } from '@pressrun/fake-platforms'
import { publish } from '../conformance/publish.ts'
import { blogs, openBlog } from './fake-blog.fixture.ts'

const faults: [Fault, outcome: string, visibleAtOnce: 0 | 1][] = [
  ['refuse', 'unknown', 0],
  ['drop-before', 'unknown', 0],
  ['drop-after', 'unknown', 1],
  ['late-commit', 'unknown', 0],
  ['stall', 'unknown', 1],
  ['rate-limited', 'rate-limited', 0],
  ['rate-limited-silently', 'rate-limited', 0],
  ['error-before', 'unknown', 0],
  ['error-after', 'unknown', 1],
  ['error-body', 'unknown', 0],
  ['expired-token', 'auth-required', 0],
]

for (const connector of blogs) {
  const { platform } = connector
  suite(`trouble with ${platform}`, () => {
    for (const [fault, outcome, visible] of faults) {
      test(`${fault} while publishing is ${outcome}, and the next attempt makes it one post`, async () => {
        await using blog = await openBlog(platform, { deadlineMs: 400 })
        blog.fakes.faults.plan(({ step, number }) =>
          step === 'publish' && number === 1 ? fault : undefined,
        )
        const first = await publish(connector, blog.job(), blog.tools)
        assert.equal(first.outcome, outcome, JSON.stringify(first))
        assert.equal('until' in first && first.until !== undefined, fault === 'rate-limited')
        assert.equal((await blog.posts()).length, visible)
        if (fault !== 'stall') await blog.fakes.settled()
        const again = blog.job({ attempt: 2, inDoubt: first.outcome === 'unknown' })
        assert.equal((await publish(connector, again, blog.tools)).outcome, 'published')
        assert.equal((await blog.posts()).length, 1)
      })

      test(`${fault} while making the draft shows nothing, and the next attempt makes one post`, async () => {
        await using blog = await openBlog(platform, { deadlineMs: 400 })
        blog.fakes.faults.plan(({ step, number }) =>
          step === 'draft' && number === 1 ? fault : undefined,
        )
        const first = await connector.prepare(blog.job(), blog.tools)
        assert.equal(first.outcome, outcome, JSON.stringify(first))
        if (fault !== 'stall') await blog.fakes.settled()
        const again = await publish(connector, blog.job({ attempt: 2 }), blog.tools)
        assert.equal(again.outcome, 'published')
        assert.equal((await blog.posts()).length, 1)
      })
    }

    test('a refused connection is not sent', async () => {
      await using blog = await openBlog(platform)
      blog.fakes.faults.next(platform, 'refuse')
      await using _closed = await blog.fakes.refuseConnections()
      const outcome = await publish(connector, blog.job(), blog.tools)
      assert.equal(outcome.outcome, 'not-sent')
    })

    test('trouble while looking shows nothing, and never says absent', async () => {
      for (const [fault] of faults) {
        await using blog = await openBlog(platform, { deadlineMs: 400 })
        const job = blog.job({ inDoubt: true })
        await publish(connector, blog.job(), blog.tools)
        blog.fakes.faults.next(platform, fault, { step: 'look' })
        const seen = await connector.reconcile?.(job, blog.tools)
        assert.ok(seen?.outcome !== 'absent' && seen?.outcome !== 'found', fault)
      }
    })
  })
}
