import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { startSink, type TestEnvironment } from '../support/index.ts'
import { bringForward, schedule, untilHandled } from './firing.ts'
import { keepFile } from './keep-file.ts'

export function fromASource(environment: () => TestEnvironment): void {
  test('a schedule of a source publishes its articles one by one, and nothing when none is left', async () => {
    const { desk, instance } = environment()
    await using sink = await startSink()
    const accountIds = await desk.connectWebhooks(sink, 1)
    const folder = join(instance.dataDir, 'one-by-one')
    await mkdir(folder)
    const order = { type: 'folder', location: 'one-by-one' }
    const { body: source } = await desk.api('POST', '/content-sources', order)
    const totalItems: number[] = []
    for (const title of ['Older', 'Newer']) {
      await keepFile(folder, title)
      const { body } = await desk.api('POST', `/content-sources/${source.id}/scan?wait=30`, {})
      totalItems.push(body.totalItems)
    }
    assert.deepEqual(totalItems, [1, 2])

    const id = await schedule(desk, { template: { contentSourceId: source.id }, accountIds })
    const usedItems: number[] = []
    for (const instants of [1, 2, 3]) {
      await bringForward(environment(), [id], Date.now())
      await untilHandled(desk, id, instants)
      usedItems.push((await desk.api('GET', `/content-sources/${source.id}`)).body.usedItems)
    }
    assert.deepEqual(usedItems, [1, 2, 2])
    const { body: shown } = await desk.api('GET', `/schedules/${id}`)
    assert.deepEqual([shown.fired, shown.skipped, shown.failures], [2, 1, 0])
    const { body: runs } = await desk.api('GET', `/runs?scheduleId=${id}`)
    for (const run of runs.items) await desk.completed(run.id)
    assert.deepEqual(
      sink.posts.map(({ body }) => JSON.parse(body).content.title),
      ['Older', 'Newer'],
    )
  })
}
