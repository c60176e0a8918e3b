import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { renderHtml } from '../markdown/render-html.ts'
import { createRenderPool } from './render-pool.ts'
import { createRenderer } from './renderer.ts'

const program = {
  tasks: { html: renderHtml },
  worker: new URL('./render-worker.fixture.ts', import.meta.url),
}
const long = '- **one** [two](https://a.example)\n'.repeat(10_000)
const refused = { outcome: 'rejected', code: 'body-not-renderable' }

/** The reason of its refusal, without the message. */
function refusalOf(result: unknown): object {
  assert.ok(typeof result === 'object' && result !== null && 'message' in result)
  const { message: _, ...refusal } = result
  return refusal
}

suite('rendering in a thread', () => {
  test('renders a long text like a short one', async () => {
    await using renderer = createRenderer(program)
    for (const body of ['a *b* c', long])
      assert.ok((await renderer.render('html', body)) === renderHtml(body), 'they differ')
  })

  test('lets other work go on meanwhile', async () => {
    await using renderer = createRenderer(program)
    let isOver = false
    const rendering = renderer.render('html', long).finally(() => (isOver = true))
    let turns = 0
    while (!isOver) {
      await turn()
      turns += 1
    }
    await rendering
    assert.ok(turns > 100, `${turns} turns`)
  })

  test('is refused when it takes too long, at once the second time', async () => {
    await using renderer = createRenderer(program, { cpuMsMax: 1 })
    const huge = long.repeat(3)
    assert.deepEqual(refusalOf(await renderer.render('html', huge)), refused)
    const again = renderer.render('html', huge)
    assert.deepEqual(refusalOf(await Promise.race([again, turn()])), refused)
  })

  test('is refused when it takes too much memory, and the next is rendered', async () => {
    await using renderer = createRenderer(program, { heapMbMax: 24, threadsMax: 1 })
    assert.deepEqual(refusalOf(await renderer.render('html', long.repeat(3))), refused)
    assert.equal(typeof (await renderer.render('html', 'a '.repeat(9_000))), 'string')
  })

  test('is no refusal when the pool ends with its process: another attempt renders the text', async () => {
    const renderer = createRenderer(program)
    // A started thread is taken by the long text, which takes far longer than a turn of the event loop.
    await renderer.render('html', 'a '.repeat(9_000))
    const rendering = renderer.render('html', long.repeat(3))
    await turn()
    await renderer[Symbol.asyncDispose]()
    await assert.rejects(rendering, /has ended/)
  })
})

suite('a pool of threads that has ended', () => {
  const input = { name: 'html', input: long }

  test('starts no other for a late caller', async () => {
    const pool = createRenderPool(program.worker)
    await pool[Symbol.asyncDispose]()
    await assert.rejects(pool.run(input, 1), /rendering has ended/)
    assert.equal(pool.threads(), 0)
  })

  test('ends the one that is being started', async () => {
    const pool = createRenderPool(program.worker)
    const running = pool.run(input, 1)
    await pool[Symbol.asyncDispose]()
    await assert.rejects(running, /rendering has ended/)
    assert.equal(pool.threads(), 0)
  })
})

suite('a pool of threads', () => {
  const request = (body: string) => ({ name: 'html', input: body }) as const

  test('renders cheap texts while costly ones wait', async () => {
    await using pool = createRenderPool(program.worker)
    const over: string[] = []
    const costly = [1, 2, 3].map((index) =>
      pool.run(request(`${index}${long}`), 2e9).then(() => over.push('costly')),
    )
    await pool.run(request('a'), 1).then(() => over.push('cheap'))
    await Promise.all(costly)
    assert.ok(over.indexOf('cheap') <= 1, over.join(' '))
  })

  test('has no threads when it has no work', { timeout: 30_000 }, async () => {
    await using pool = createRenderPool(program.worker, { idleMs: 10 })
    assert.equal(pool.threads(), 0)
    await pool.run(request('a'), 1)
    while (pool.threads() > 0) await turn()
  })
})
