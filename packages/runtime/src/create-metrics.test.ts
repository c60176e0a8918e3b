import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createMetrics } from './create-metrics.ts'

suite('metrics', () => {
  test('name their service', async () => {
    const metrics = createMetrics('publisher')
    metrics
      .counter({ name: 'posts_total', help: 'Posts.', labels: { platform: ['feed'] } })
      .inc({ platform: 'feed' })
    assert.match(
      await metrics.registry.metrics(),
      /^posts_total\{platform="feed",service="publisher"\} 1$/m,
    )
  })

  test('count from zero, for every combination of label values', async () => {
    const metrics = createMetrics('one')
    metrics.counter({
      name: 'posts_total',
      help: 'Posts.',
      labels: { platform: ['feed', 'ghost'], outcome: ['published', 'rejected'] },
    })
    const lines = (await metrics.registry.metrics()).match(/^posts_total\{.*$/gm)
    assert.deepEqual(lines?.toSorted(), [
      'posts_total{platform="feed",outcome="published",service="one"} 0',
      'posts_total{platform="feed",outcome="rejected",service="one"} 0',
      'posts_total{platform="ghost",outcome="published",service="one"} 0',
      'posts_total{platform="ghost",outcome="rejected",service="one"} 0',
    ])
  })

  test('of two services in one process are separate', async () => {
    const [one, other] = [createMetrics('one'), createMetrics('other')]
    one.gauge({ name: 'depth', help: 'Depth.' }).set(1)
    other.gauge({ name: 'depth', help: 'Depth.' }).set(2)
    assert.match(await one.registry.metrics(), /^depth\{service="one"\} 1$/m)
    assert.doesNotMatch(await one.registry.metrics(), /service="other"/)
  })

  test('count observations in buckets', async () => {
    const metrics = createMetrics('one')
    metrics.histogram({ name: 'took_seconds', help: 'Took.', buckets: [1, 2] }).observe(1.5)
    assert.match(await metrics.registry.metrics(), /took_seconds_bucket\{le="2",service="one"\} 1/)
  })
})

suite('process metrics', () => {
  const valueOf = async (name: string, metrics = createMetrics('one')): Promise<number> => {
    const line = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm')
    return Number(line.exec(await metrics.registry.metrics())?.[1])
  }

  test('report memory, load and start', async () => {
    assert.ok((await valueOf('process_resident_memory_bytes')) > 1e6)
    assert.ok((await valueOf('nodejs_heap_size_used_bytes')) > 1e5)
    assert.ok((await valueOf('nodejs_eventloop_utilization_ratio')) <= 1)
    const startedAt = await valueOf('process_start_time_seconds')
    assert.ok(Math.abs(startedAt + process.uptime() - Date.now() / 1_000) < 5)
  })

  test('count processor time once, however often they are scraped', async () => {
    const metrics = createMetrics('one')
    await metrics.registry.metrics()
    const seconds = await valueOf('process_cpu_seconds_total', metrics)
    const { user, system } = process.cpuUsage()
    assert.ok(seconds > 0 && seconds <= (user + system) / 1e6)
  })

  test('start no timer', () => {
    const timers = (): number =>
      process.getActiveResourcesInfo().filter((type) => type === 'Timeout').length
    const before = timers()
    createMetrics('one')
    assert.equal(timers(), before)
  })
})
