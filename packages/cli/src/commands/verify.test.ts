import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { dispatch, firstTask, meta, newRun, openTestLog } from '@pressrun/db/testing'
import { verify } from './verify.ts'

suite('pressrun verify', () => {
  test('reports that the rows match the log', async () => {
    await using log = await openTestLog()
    await log.handle({ command: newRun(), meta })
    const output: string[] = []
    assert.equal(await verify(log.url, false, (line) => output.push(line)), 0)
    assert.deepEqual(output, ['the rows are what the log tells up to position 3'])
  })

  test('prints differences, and repairs the rows by which tasks move', async () => {
    await using log = await openTestLog()
    const [waiting, sent, changed] = [newRun(), newRun(), newRun()]
    for (const command of [waiting, sent, changed, dispatch(sent)])
      await log.handle({ command, meta })
    await log.pool.query('delete from queue where task_id = $1', [firstTask(waiting)])
    await log.pool.query('delete from running')
    await log.pool.query(`update tasks set priority = 9 where id = $1`, [firstTask(changed)])
    const output: string[] = []
    const say = (line: string) => output.push(line)
    assert.equal(await verify(log.url, false, say), 8)
    assert.ok(
      output.includes(`${firstTask(waiting)} moves in: the log says "queue", the row nothing`),
    )
    assert.equal(output.at(-1), '8 differences from what the log tells up to position 10')
    output.length = 0
    assert.equal(await verify(log.url, true, say), 1)
    assert.ok(output.includes(`${firstTask(waiting)}: waits again`))
    assert.ok(output.includes(`${firstTask(sent)}: is unconfirmed: it may have been published`))
    output.length = 0
    assert.equal(await verify(log.url, false, say), 1)
    assert.equal(output[0], `${firstTask(changed)} priority: the log says 5, the row 9`)
  })
})
