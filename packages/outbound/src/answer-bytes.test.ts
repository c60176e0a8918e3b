import assert from 'node:assert/strict'
import { once } from 'node:events'
import { suite, test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { AnswerBytes } from './answer-bytes.ts'

suite('the bytes of a response', () => {
  test('are the pieces in their order, up to a maximum', () => {
    const bytes = new AnswerBytes()
    assert.equal(bytes.begin(10).length, 0)
    const first = Buffer.from('One, ')
    for (const piece of [first, Buffer.alloc(0), Buffer.from('two, '), Buffer.from('three')])
      bytes.add(piece)
    assert.equal(bytes.length, 15)
    assert.equal(bytes.begin(100).toString(), 'One, two, three')
    assert.equal(bytes.begin(8).toString(), 'One, two')
    assert.equal(first.toString(), 'One, ')
  })

  test('take little more memory when each came by itself', async () => {
    const worker = new Worker(new URL('./many-pieces.fixture.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 48 },
    })
    const [length] = await once(worker, 'message')
    assert.equal(length, 2_000_000)
    await worker.terminate()
  })
})
