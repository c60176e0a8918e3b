import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { FairQueue } from './fair-queue.ts'

function queueOf(...flows: string[]): FairQueue<string> {
  const queue = new FairQueue<string>()
  for (const flow of flows) {
    const [caller = '', topic = ''] = flow.split('/')
    queue.add({ caller, topic }, flow)
  }
  return queue
}

function all(
  queue: FairQueue<string>,
  mayTake?: (caller: string, topic?: string) => boolean,
): string[] {
  const taken: string[] = []
  for (let item = queue.take(mayTake); item !== undefined; item = queue.take(mayTake))
    taken.push(item)
  return taken
}

suite('a fair queue', () => {
  test('serves each caller in turn, however much one of them wants', () => {
    const queue = queueOf('a/x/1', 'a/x/2', 'a/x/3', 'b/x/1', 'b/x/2', 'c/x/1')
    assert.deepEqual(all(queue), ['a/x/1', 'b/x/1', 'c/x/1', 'a/x/2', 'b/x/2', 'a/x/3'])
    assert.equal(queue.isEmpty, true)
  })

  test('serves each topic of a caller in turn, each in its order', () => {
    const queue = queueOf('a/list/1', 'a/list/2', 'a/list/3', 'a/post/1', 'a/list/4', 'a/post/2')
    const inTurn = ['a/list/1', 'a/post/1', 'a/list/2', 'a/post/2', 'a/list/3', 'a/list/4']
    assert.deepEqual(all(queue), inTurn)
  })

  test('gives a caller with many topics no additional turns', () => {
    const queue = queueOf('a/1', 'a/2', 'a/3', 'b/1', 'b/1/again')
    assert.deepEqual(all(queue), ['a/1', 'b/1', 'a/2', 'b/1/again', 'a/3'])
  })

  test('makes a late caller wait for one item of each other', () => {
    const queue = queueOf('a/1', 'a/2', 'b/1', 'b/2')
    assert.equal(queue.take(), 'a/1')
    queue.add({ caller: 'c', topic: '' }, 'c')
    assert.deepEqual(all(queue), ['b/1', 'a/2', 'c', 'b/2'])
  })

  test('skips callers that may not go on, and returns to them', () => {
    const queue = queueOf('a/1', 'a/2', 'b/1')
    assert.deepEqual(
      all(queue, (caller) => caller !== 'a'),
      ['b/1'],
    )
    assert.deepEqual(
      all(queue, (_caller, topic) => topic !== '1'),
      ['a/2'],
    )
    assert.deepEqual(all(queue), ['a/1'])
  })

  test('forgets deleted items', () => {
    const queue = queueOf('a/1', 'a/2', 'b/1')
    assert.equal(queue.delete({ caller: 'a', topic: '1' }, 'a/1'), true)
    assert.equal(queue.delete({ caller: 'a', topic: '1' }, 'a/1'), false)
    assert.deepEqual(all(queue), ['a/2', 'b/1'])
    assert.equal(queue.delete({ caller: 'a', topic: '2' }, 'a/2'), false)
  })

  test('finds the caller with the most items, and its largest topic', () => {
    const queue = queueOf('a/x/1', 'b/x/1', 'b/y/1', 'b/y/2', 'c/x/1', 'c/x/2')
    const { size, items } = queue.largest() ?? {}
    assert.equal(size, 3)
    assert.deepEqual([...(items ?? [])], ['b/y/1', 'b/y/2'])
    assert.equal(queueOf().largest(), undefined)
  })
})
