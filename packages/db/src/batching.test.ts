import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { batching } from './batching.ts'

/** A batch job whose batches end when the test says so. */
function controlled() {
  const batches: { items: readonly number[]; end: () => void; fail: (cause: Error) => void }[] = []
  const begun: (() => void)[] = []
  const run = (items: readonly number[]) =>
    new Promise<string[]>((resolve, reject) => {
      batches.push({ items, end: () => resolve(items.map(String)), fail: reject })
      begun.shift()?.()
    })
  const nextBatch = () => new Promise<void>((resolve) => begun.push(resolve))
  return { batches, run, nextBatch }
}

suite('batching', () => {
  test('calls of the same event-loop turn share a batch, and each has its own result, in order', async () => {
    const submit = batching(async (items: readonly number[]) => items.map((item) => item * 2), {
      itemsMax: 10,
    })
    assert.deepEqual(await Promise.all([1, 2, 3].map(submit)), [2, 4, 6])
  })

  test('calls that come while a batch is under way share the next one', async () => {
    const { batches, run, nextBatch } = controlled()
    const submit = batching(run, { itemsMax: 10 })
    const first = submit(1)
    await nextBatch()
    const others = [submit(2), submit(3)]
    assert.equal(batches.length, 1)
    batches[0]?.end()
    await nextBatch()
    batches[1]?.end()
    assert.deepEqual(await Promise.all([first, ...others]), ['1', '2', '3'])
    assert.deepEqual(
      batches.map((batch) => batch.items),
      [[1], [2, 3]],
    )
  })

  test('a batch holds no more calls than its limit', async () => {
    const sizes: number[] = []
    const submit = batching(
      async (items: readonly number[]) => {
        sizes.push(items.length)
        return items
      },
      { itemsMax: 4 },
    )
    const items = Array.from({ length: 10 }, (_, i) => i)
    assert.deepEqual(await Promise.all(items.map(submit)), items)
    assert.deepEqual(sizes, [4, 4, 2])
  })

  test('no more batches are under way than the limit', async () => {
    const { batches, run, nextBatch } = controlled()
    const submit = batching(run, { itemsMax: 1, underWayMax: 2 })
    const results = [1, 2, 3].map(submit)
    await nextBatch()
    assert.deepEqual(
      batches.map((batch) => batch.items),
      [[1], [2]],
    )
    batches[1]?.end()
    await nextBatch()
    for (const batch of batches) batch.end()
    assert.deepEqual(await Promise.all(results), ['1', '2', '3'])
  })

  test('a batch that fails fails its own calls only', async () => {
    const { batches, run, nextBatch } = controlled()
    const submit = batching(run, { itemsMax: 2 })
    const results = Promise.allSettled([1, 2, 3].map(submit))
    await nextBatch()
    batches[0]?.fail(new Error('no'))
    await nextBatch()
    batches[1]?.end()
    assert.deepEqual(
      (await results).map((result) => result.status),
      ['rejected', 'rejected', 'fulfilled'],
    )
  })

  test('a job that throws at once fails its calls too', async () => {
    const submit = batching<number, number>(
      () => {
        throw new Error('no')
      },
      { itemsMax: 1 },
    )
    await assert.rejects(submit(1), /no/)
  })
})
