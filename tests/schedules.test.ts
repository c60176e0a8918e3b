import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { suite, test } from 'node:test'
import { content, eventually, query, sharedStage, startSink, type Stage } from './support/index.ts'
import { aroundTheInstant } from './schedules/around-the-instant.ts'
import { fromASource } from './schedules/from-a-source.ts'
import { missed } from './schedules/missed.ts'
import { twoSchedulers } from './schedules/two-schedulers.ts'
import { schedule } from './schedules/firing.ts'

const minuteMs = 60_000
const killedBeforeMs = 1_500
const takenOverWithinMs = 5_000

suite('publishing by the clock', () => {
  const stage = sharedStage()
  missed(stage)
  aroundTheInstant(stage)
  twoSchedulers(stage)

  // What has to wait for a minute to begin waits for the same one.
  suite('when a minute begins', { concurrency: true }, () => {
    fromASource(stage)

    test('a schedule publishes, once and in time, though its scheduler was just killed', async () => {
      const { desk, instance } = stage()
      await using sink = await startSink()
      const accountIds = await desk.connectWebhooks(sink, 2)
      const terms = { cron: '* * * * *', timeZone: 'Asia/Kathmandu', accountIds }
      const id = await schedule(desk, { ...terms, template: { content } })
      const { body: created } = await desk.api('GET', `/schedules/${id}`)
      const at: string = created.nextRuns.find(isFarEnough)
      await pause(Date.parse(at) - killedBeforeMs - Date.now())
      process.kill(instance.pidOf('scheduler'), 'SIGKILL')
      const fired = await eventually(async () => {
        const { body } = await desk.api('GET', `/runs?scheduleId=${id}`)
        return body.items.find((run: { scheduledAt: string }) => run.scheduledAt === at)
      })
      await desk.api('POST', `/schedules/${id}/pause`)
      await desk.completed(fired.id)
      const posts = sink.posts.filter(({ body }) => JSON.parse(body).runId === fired.id)
      const late = posts.map(({ receivedAt }) => receivedAt - Date.parse(at))
      assert.equal(late.length, 2)
      assert.ok(Math.min(...late) >= 0 && Math.max(...late) <= takenOverWithinMs, late.join())
      assert.equal(fired.wallTime.slice(17), '00')
      const { body: runs } = await desk.api('GET', `/runs?scheduleId=${id}`)
      const instants = runs.items.map((run: { scheduledAt: string }) => run.scheduledAt)
      assert.equal(instants.filter((each: string) => each === at).length, 1)
      const { body: shown } = await desk.api('GET', `/schedules/${id}`)
      assert.deepEqual([shown.state, shown.fired, shown.failures], ['paused', instants.length, 0])
    })

    test('the sources whose interval is over are scanned again, and it is told of the job', async () => {
      const { desk } = stage()
      const id = await addFolder(stage())
      const scanned = async () => (await desk.api('GET', `/content-sources/${id}`)).body
      const before = await scanned()
      assert.ok(Date.parse(before.nextScanAt) > Date.parse(before.lastScannedAt))
      await intervalIsOver(stage(), id)
      const after = await eventually(
        async () => {
          const source = await scanned()
          return source.lastScannedAt > before.lastScannedAt && source
        },
        { what: 'it is scanned again', within: minuteMs + takenOverWithinMs },
      )
      assert.equal(after.totalItems, 2)
      assert.ok(Date.parse(after.nextScanAt) >= Date.parse(after.lastScannedAt) + 50_000)
      const { body: job } = await desk.api('GET', '/system-jobs/source-scan')
      assert.deepEqual([job.lastResult, job.failures], [1, 0])
      assert.ok(Date.parse(job.lastAt) % minuteMs < takenOverWithinMs)
    })
  })
})

/** There is time to prepare before it. */
const isFarEnough = (at: string) => Date.parse(at) - Date.now() > killedBeforeMs + 1_000

/** A folder that was scanned and has one file more since; answers the id of its source. */
async function addFolder({ desk, instance }: Stage): Promise<string> {
  const folder = join(instance.dataDir, 'every-minute')
  const write = (name: string) => writeFile(join(folder, `${name}.md`), `# ${name}\n\nIt is here.`)
  await mkdir(folder)
  await write('first')
  const order = { type: 'folder', location: 'every-minute', everyMinutes: 1 }
  const { body } = await desk.api('POST', '/content-sources', order)
  const scan = await desk.api('POST', `/content-sources/${body.id}/scan?wait=30`, {})
  assert.deepEqual([scan.body.totalItems, scan.body.failures], [1, 0])
  await write('second')
  return body.id
}

/** The shortest is a minute. */
const intervalIsOver = ({ instance }: Stage, id: string) =>
  query(instance, 'update content_sources set next_scan_at = now() where id = $1', [id])
