import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { assertPrepared, publish } from '../testing/index.ts'
import { blogs, openBlog } from './fake-blog.fixture.ts'

for (const connector of blogs) {
  const { platform } = connector
  suite(`drafts at ${platform}`, () => {
    test('concurrent publishers make one post', async () => {
      await using blog = await openBlog(connector)
      const attempts = Array.from({ length: 8 }, () => publish(connector, blog.job(), blog.tools))
      const outcomes = (await Promise.all(attempts)).map(({ outcome }) => outcome)
      assert.ok(outcomes.includes('published'))
      // The publisher whose draft was removed does not know the outcome.
      assert.ok(outcomes.every((outcome) => outcome === 'published' || outcome === 'unknown'))
      assert.equal((await blog.posts()).length, 1)
    })

    test('a delayed publisher publishes no second post', async () => {
      await using blog = await openBlog(connector)
      const hold = blog.fakes.faults.hold(platform)
      const slow = publish(connector, blog.job(), blog.tools)
      await Promise.race([hold.arrived, slow])
      const job = blog.job({ attempt: 2, inDoubt: true })
      const fast = await publish(connector, job, blog.tools)
      hold.release()
      assert.deepEqual(await slow, fast)
      assert.equal((await blog.posts()).length, 1)
    })

    test('a late draft is removed, and the oldest is published', async () => {
      await using blog = await openBlog(connector)
      blog.fakes.faults.next(platform, 'late-commit', { step: 'draft' })
      assert.equal((await connector.prepare(blog.job(), blog.tools)).outcome, 'unknown')
      const early = await connector.prepare(blog.job({ attempt: 2 }), blog.tools)
      await blog.fakes.settle()
      const requests: string[] = []
      blog.fakes.faults.plan(({ step }) => void requests.push(step))
      for (const attempt of [3, 4])
        assert.deepEqual(await connector.prepare(blog.job({ attempt }), blog.tools), early)
      assert.deepEqual(requests, ['look', 'draft', 'look'])
    })

    test('a draft that comes after the post is out is removed some time later', async () => {
      await using blog = await openBlog(connector)
      blog.fakes.faults.next(platform, 'late-commit', { step: 'draft' })
      assert.equal((await connector.prepare(blog.job(), blog.tools)).outcome, 'unknown')
      const again = await publish(connector, blog.job({ attempt: 2 }), blog.tools)
      await blog.fakes.settle()
      assert.equal(again.outcome, 'published')
      const requests: string[] = []
      blog.fakes.faults.plan(({ step }) => void requests.push(step))
      await blog.doLater()
      assert.deepEqual(requests, ['look', 'draft'])
      requests.length = 0
      await connector.prepare(blog.job({ attempt: 3 }), blog.tools)
      assert.deepEqual(requests, ['look'])
      assert.equal((await blog.posts()).length, 1)
    })

    test('a draft that is not published yet is left alone', async () => {
      await using blog = await openBlog(connector)
      blog.fakes.faults.next(platform, 'late-commit', { step: 'draft' })
      await connector.prepare(blog.job(), blog.tools)
      await blog.fakes.settle()
      const requests: string[] = []
      blog.fakes.faults.plan(({ step }) => void requests.push(step))
      await blog.doLater()
      assert.deepEqual(requests, ['look'])
    })

    test('a published post is returned by prepare and left alone by commit', async () => {
      await using blog = await openBlog(connector)
      const first = await publish(connector, blog.job(), blog.tools)
      const requests: string[] = []
      blog.fakes.faults.plan(({ step }) => void requests.push(step))
      const prepared = await connector.prepare(blog.job({ attempt: 2 }), blog.tools)
      assertPrepared(prepared)
      assert.deepEqual(
        await connector.commit(blog.job({ attempt: 2 }), prepared, blog.tools),
        first,
      )
      assert.deepEqual(requests, ['look'])
    })

    test('a body that cannot be rendered is rejected before anything is sent', async () => {
      await using blog = await openBlog(connector)
      const body = `${'> '.repeat(20_000)}deep`
      const outcome = await publish(connector, blog.job({ overrides: { body } }), blog.tools)
      assert.deepEqual('code' in outcome && outcome.code, 'body-not-renderable')
    })
  })
}
