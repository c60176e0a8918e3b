import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { startTestNats } from '@pressrun/tests'
import { natsSignOfLife } from '../servers/nats-sign-of-life.ts'
import { freePort } from '../servers/ports.ts'
import { postgresSignOfLife } from '../servers/postgres-sign-of-life.ts'
import type { Exit } from '../servers/server-process.ts'
import { watchForHang, type Condition } from './watch-for-hang.ts'

const times = { everyMs: 1, silencesMax: 3 }

/** A process with these responses, one after the other, the last for ever. */
function fakeProcess(answers: readonly (Condition | 'silent')[]) {
  const { promise: exited, resolve } = Promise.withResolvers<Exit>()
  const end = async () => resolve({ code: null, signal: 'SIGKILL' })
  const output: string[] = []
  let asked = 0
  const ask = async (): Promise<Condition> => {
    const answer = answers[Math.min(asked++, answers.length - 1)]
    if (answer === undefined || answer === 'silent') throw new Error('no answer')
    return answer
  }
  const running = { pid: 1, exited, stop: end, kill: end }
  const watch = { name: 'nats', ask, warn: (line: string) => void output.push(line), times }
  return { running, watch, said: output, asked: () => asked, end }
}

suite('a watched server', () => {
  test('is killed after three silences, and their duration is printed', async () => {
    const { running, watch, said: output, asked } = fakeProcess(['well', 'silent'])
    await watchForHang(running, watch)
    assert.equal(asked(), 4)
    assert.deepEqual(output, ['nats has not answered for 0.003 s; ending it'])
  })

  test('is left alone when it is silent for a moment only', async () => {
    const process = fakeProcess(['silent', 'silent', 'well', 'silent', 'silent', 'well', 'useless'])
    await watchForHang(process.running, process.watch)
    assert.equal(process.asked(), 7)
    assert.deepEqual(process.said, ['nats runs and cannot do its work; ending it'])
  })

  test('is no longer watched when it has ended', async () => {
    const { running, watch, said: output, end } = fakeProcess(['well'])
    const watching = watchForHang(running, watch)
    await end()
    await watching
    assert.deepEqual(output, [])
  })
})

suite('a sign of life', () => {
  test('comes from Postgres', () => {
    const { hostname, port } = new URL(process.env['PRESSRUN_TEST_DATABASE_URL'] ?? '')
    return postgresSignOfLife(hostname, Number(port))
  })

  test('comes from NATS whose JetStream responds', async () => {
    await using nats = await startTestNats()
    await natsSignOfLife(nats.url)
    const url = Object.assign(new URL(nats.url), { password: 'another' }).href
    await assert.rejects(natsSignOfLife(url))
  })

  test('does not come where nothing listens', async () => {
    await assert.rejects(postgresSignOfLife('127.0.0.1', await freePort('127.0.0.1')))
  })
})
