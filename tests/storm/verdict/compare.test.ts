import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { compare, type Compared } from './compare.ts'
import type { TaskRecord } from './task.ts'

const task = (status: TaskRecord['status'], title = 'Storm 1-1'): TaskRecord => ({
  id: 'task_01h455vb4pex5vsknk084sn02q',
  status,
  account: 'a',
  title,
  platform: 'webhook',
  error: null,
  isLookedFor: false,
})
const post = (id: string, title = 'Storm 1-1') => ({ account: 'a', title, id })
const compared = (given: Partial<Compared>) =>
  compare({ tasks: [], posts: [], accepted: [], mayRepeat: () => false, ...given })

suite('comparing what is reported with what is visible', () => {
  test('finds nothing wrong with a post for each published task', () => {
    const found = compared({ tasks: [task('published')], posts: [post('1')] })
    const { duplicates, lost, falselyDenied, strange, open, published } = found
    assert.deepEqual([duplicates, lost, falselyDenied, strange, open], [[], [], [], [], []])
    assert.equal(published, 1)
  })

  test('calls a second post a duplicate, unless it was accepted', () => {
    const given = { tasks: [task('published')], posts: [post('1'), post('2')] }
    assert.equal(compared(given).duplicates.length, 1)
    const wanted = compared({ ...given, mayRepeat: () => true })
    assert.deepEqual([wanted.duplicates.length, wanted.wantedTwice.length], [0, 1])
  })

  test('calls two tasks for one promised a duplicate', () => {
    assert.equal(compared({ tasks: [task('failed'), task('failed')] }).duplicates.length, 1)
  })

  test('calls a published task without a post lost, and a promised one without a task', () => {
    assert.equal(compared({ tasks: [task('published')] }).lost.length, 1)
    const accepted = [{ runId: 'run_1', title: 'Storm 1-1', accounts: ['a'] }]
    assert.deepEqual(compared({ accepted }).lost, ['no task: a / Storm 1-1'])
    assert.deepEqual(compared({ accepted, tasks: [task('failed')] }).lost, [])
  })

  test('calls a failed task with a visible post falsely denied', () => {
    assert.equal(compared({ tasks: [task('failed')], posts: [post('1')] }).falselyDenied.length, 1)
    assert.equal(compared({ tasks: [task('failed')] }).falselyDenied.length, 0)
  })

  test('reports for each unconfirmed task whether its post was visible', () => {
    const tasks = [task('unconfirmed'), task('unconfirmed', 'Storm 1-2')]
    const { unconfirmed } = compared({ tasks, posts: [post('1')] })
    assert.deepEqual(
      unconfirmed.map(({ visible }) => visible),
      [true, false],
    )
  })

  test('reports open tasks, and posts without a task', () => {
    assert.equal(compared({ tasks: [task('held')] }).open.length, 1)
    assert.equal(compared({ posts: [post('1', 'Storm 9-9')] }).strange.length, 1)
  })
})
