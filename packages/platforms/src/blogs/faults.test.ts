import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { allFaults } from '@pressrun/fake-platforms'
import { describeFaults, publish, usualOutcomes } from '../testing/index.ts'
import { blogs, openBlog } from './fake-blog.fixture.ts'

for (const connector of blogs) {
  const { platform } = connector
  describeFaults({ connector })

  suite(`faults with a draft at ${platform}`, () => {
    for (const fault of allFaults) {
      const [outcome] = usualOutcomes[fault]
      test(`${fault} shows nothing, and the next attempt makes one post`, async () => {
        await using blog = await openBlog(connector, fault === 'stall' ? { deadlineMs: 500 } : {})
        blog.fakes.faults.next(platform, fault, { step: 'draft' })
        const first = await connector.prepare(blog.job(), blog.tools)
        assert.equal(first.outcome, outcome, JSON.stringify(first))
        if (fault !== 'stall') await blog.fakes.settle()
        assert.deepEqual(await blog.posts(), [])
        const again = await publish(connector, blog.job({ attempt: 2 }), blog.tools)
        assert.equal(again.outcome, 'published')
        assert.equal((await blog.posts()).length, 1)
      })
    }
  })

  test(`a fault during a search at ${platform} shows nothing, and never returns absent`, async () => {
    for (const fault of allFaults) {
      await using blog = await openBlog(connector, { deadlineMs: 500 })
      await publish(connector, blog.job(), blog.tools)
      blog.fakes.faults.next(platform, fault, { step: 'look' })
      const seen = await connector.reconcile?.(blog.job({ inDoubt: true }), blog.tools)
      assert.ok(seen?.outcome !== 'absent' && seen?.outcome !== 'found', fault)
    }
  })
}
