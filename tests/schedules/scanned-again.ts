import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { eventually, query, type TestEnvironment } from '../support/index.ts'
import { keepFile } from './keep-file.ts'

const job = '/system-jobs/source-scan'

export function scannedAgain(environment: () => TestEnvironment): void {
  test('a source whose interval is over is scanned again, and the job shows what it did', async () => {
    const { desk, instance } = environment()
    // The test need not wait for a full minute: it makes the job due.
    const { body: moved } = await desk.api('PATCH', job, { cron: '0 0 1 1 *' })
    const folder = join(instance.dataDir, 'again')
    await mkdir(folder)
    await keepFile(folder, 'First')
    const order = { type: 'folder', location: 'again', everyMinutes: 1 }
    const { body: source } = await desk.api('POST', '/content-sources', order)
    const first = await desk.api('POST', `/content-sources/${source.id}/scan?wait=30`, {})
    const { totalItems, failures, lastScannedAt, nextScanAt } = first.body
    assert.deepEqual([totalItems, failures], [1, 0])
    assert.ok(nextScanAt > lastScannedAt)

    await keepFile(folder, 'Second')
    await query(instance, 'update content_sources set next_scan_at = now() where id = $1', [
      source.id,
    ])
    await query(instance, `update system_jobs set next_at = now() where name = 'source-scan'`)
    // A restarted one checks everything.
    await instance.crash('scheduler')
    const again = await eventually(
      async () => {
        const { body } = await desk.api('GET', `/content-sources/${source.id}`)
        return body.lastScannedAt > lastScannedAt && body
      },
      { what: 'it is scanned again' },
    )
    assert.deepEqual([again.totalItems, again.failures], [2, 0])
    assert.ok(again.nextScanAt > again.lastScannedAt)
    // The scan may be over before the job that requested it is.
    const done = await eventually(
      async () => {
        const { body } = await desk.api('GET', job)
        return body.lastResult === 1 && body
      },
      { what: 'the job says that it asked for one scan' },
    )
    assert.equal(done.failures, 0)
    assert.deepEqual(done.nextRuns, moved.nextRuns)
  })
}
