import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { startGateway, type TestGateway } from '../gateway.fixture.ts'

suite('the system jobs', () => {
  let gateway: TestGateway
  before(async () => {
    gateway = await startGateway()
  })
  after(() => gateway[Symbol.asyncDispose]())
  const path = '/system-jobs/source-scan'

  test('are listed in one place', async () => {
    const { body } = await gateway.call('GET', '/system-jobs')
    const [job] = body.items
    assert.deepEqual([job.id, job.cron, job.state], ['source-scan', '* * * * *', 'active'])
    assert.equal(job.nextRuns.length, 10)
  })

  test('run at other times after a change', async () => {
    const wrong = await gateway.call('PATCH', path, { cron: '0 0 30 2 *' })
    assert.deepEqual([wrong.status, wrong.body.details[0].path], [400, 'cron'])
    const change = { cron: '30 3 * * *', timeZone: 'Asia/Kolkata' }
    const { body } = await gateway.call('PATCH', path, change, { 'if-match': '"1"' })
    assert.deepEqual([body.timeZone, body.nextRuns[0].slice(11, 16)], ['Asia/Kolkata', '22:00'])
    const late = await gateway.call('PATCH', path, change, { 'if-match': '"1"' })
    assert.deepEqual([late.status, late.body.code], [412, 'version-mismatch'])
  })

  test('stay due when a change repeats their values', async () => {
    const { pool } = gateway.gateway.database
    const { cron, timeZone, version } = (await gateway.call('GET', path)).body
    const due = new Date(Date.now() - 1_000).toISOString()
    await pool.query('update system_jobs set next_at = $1', [due])
    for (const change of [{}, { cron }, { timeZone }, { cron, timeZone }]) {
      const { status, headers, body } = await gateway.call('PATCH', path, change)
      assert.deepEqual([status, headers['etag'], body.version], [200, `"${version}"`, version])
      assert.equal(body.nextRuns[0], due)
    }
    const stale = await gateway.call('PATCH', path, {}, { 'if-match': `"${version + 1}"` })
    assert.equal(stale.status, 412)
    const { body } = await gateway.call('PATCH', path, { timeZone: 'UTC' })
    assert.ok(Date.parse(body.nextRuns[0]) > Date.now())
  })

  test('pause and resume', async () => {
    const paused = await gateway.call('POST', `${path}/pause`)
    assert.deepEqual([paused.body.state, paused.body.nextRuns.length], ['paused', 10])
    const { version } = (await gateway.call('POST', `${path}/pause`)).body
    assert.equal(version, paused.body.version)
    const resumed = await gateway.call('POST', `${path}/resume`)
    assert.deepEqual([resumed.body.state, resumed.body.nextRuns.length], ['active', 10])
  })

  test('that wait too long, since the clock was ahead, are corrected by a resume', async () => {
    const { pool } = gateway.gateway.database
    const nextIs = (at: Date) => pool.query('update system_jobs set next_at = $1', [at])
    const resume = async () => (await gateway.call('POST', `${path}/resume`)).body
    await gateway.call('PATCH', path, { cron: '* * * * *' })
    await nextIs(new Date(Date.now() + 86_400_000))
    const before = (await gateway.call('GET', path)).body.version
    const resumed = await resume()
    assert.equal(resumed.version, before + 1)
    assert.ok(Date.parse(resumed.nextRuns[0]) <= Date.now() + 60_000)
    await nextIs(new Date(Date.now() - 1_000))
    assert.equal((await resume()).version, resumed.version, 'what is due stays due')
  })

  test('that are unknown are a 404', async () => {
    const { status, body } = await gateway.call('GET', '/system-jobs/make-tea')
    assert.deepEqual([status, body.code], [404, 'job-not-found'])
  })
})
