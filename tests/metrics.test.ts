import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { readInstance } from '@pressrun/cli'
import { eventually, startInstance, type Instance } from './support/index.ts'

const services = ['gateway', 'scheduler', 'publisher', 'analytics']

suite('the Prometheus metrics of each service', () => {
  const stack = new AsyncDisposableStack()
  let instance: Instance
  before(async () => (instance = stack.use(await startInstance())))
  after(() => stack.disposeAsync())

  const scrape = async (service: string): Promise<string> => {
    const { port } = readInstance(instance.dataDir)?.processes[service] ?? assert.fail(service)
    return (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  }
  const valuesOf = (text: string, name: string): number[] =>
    [...text.matchAll(new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, 'gm'))].map(([, n]) => Number(n))

  for (const service of services)
    test(`${service} has every counter before its first event`, async () => {
      const text = await scrape(service)
      const counters = [...text.matchAll(/^# TYPE (\S+) counter$/gm)].map(([, name = '']) => name)
      assert.ok(counters.length > 0)
      assert.deepEqual(
        counters.filter((name) => valuesOf(text, name).length === 0),
        [],
      )
    })

  test('show that one service copies the log to the stream', async () => {
    const active = async () =>
      (await Promise.all(services.map(scrape))).flatMap((text) =>
        valuesOf(text, 'pressrun_relay_active'),
      )
    await eventually(async () => (await active()).reduce((a, b) => a + b, 0) === 1)
  })
})
