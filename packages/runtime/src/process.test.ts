import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { runProgram } from './program.fixture.ts'

const waiting = 'context.announceReady(); await aborted(context.signal)'

suite('a process', () => {
  test('ends with 0 after SIGTERM, closing in reverse what it opened', async () => {
    await using program = runProgram(`
      const open = (name) => ({ [Symbol.asyncDispose]: async () => context.log.info(name) })
      await using database = open('closed database')
      await using server = open('closed server')
      ${waiting}
    `)
    await program.ready
    program.kill('SIGTERM')
    assert.deepEqual(await program.exit, { code: 0, signal: null })
    assert.deepEqual(program.messages(), [
      'starting',
      'ready',
      'shutting down',
      'closed server',
      'closed database',
      'ended',
    ])
  })

  test('ends with 0 when its work is done', async () => {
    await using program = runProgram(`context.log.info('migrated')`)
    assert.deepEqual(await program.exit, { code: 0, signal: null })
  })

  test('may end by giving up what it waited for', async () => {
    await using program = runProgram(`
      const { setTimeout: sleep } = await import('node:timers/promises')
      context.announceReady()
      await sleep(60_000, undefined, { signal: context.signal })
    `)
    await program.ready
    program.kill('SIGTERM')
    assert.deepEqual(await program.exit, { code: 0, signal: null })
  })

  test('reports its address to its supervisor', async () => {
    await using program = runProgram(
      'context.announceReady({ port: 4711 }); await aborted(context.signal)',
      { supervised: true },
    )
    assert.deepEqual(await program.ready, { type: 'ready', service: 'demo', port: 4711 })
  })

  test('logs the trace it is in', async () => {
    await using program = runProgram(`traced('x', {}, () => context.log.info('inside'))`)
    await program.exit
    assert.match(String(program.event('inside')?.['traceId']), /^[0-9a-f]{32}$/)
    assert.equal(program.event('ended')?.['traceId'], undefined)
  })
})

suite('a bad environment', () => {
  test('ends it with 78 and one readable block', async () => {
    await using program = runProgram(waiting, { env: { LOG_LEVEL: 'loud', NATS_URL: '' } })
    assert.deepEqual(await program.exit, { code: 78, signal: null })
    assert.deepEqual(program.errorText().split('\n').slice(0, 3), [
      'demo cannot start, its environment has problems:',
      '  LOG_LEVEL: must be one of trace, debug, info, warn, error, fatal, silent',
      '  NATS_URL is missing (the NATS server to use: nats://host:port, several with commas)',
    ])
    assert.deepEqual(program.messages(), [])
  })
})

suite('a condition found at start', () => {
  test('may end it with 78 as well, when something has to be changed', async () => {
    await using program = runProgram(`throw new CannotStart('the database is newer')`)
    assert.deepEqual(await program.exit, { code: 78, signal: null })
    assert.deepEqual(program.messages(), [
      'starting',
      'cannot start: the database is newer',
      'ended',
    ])
  })

  test('may be found late, when work is under way that goes on until the signal', async () => {
    await using program = runProgram(`
      const { setTimeout: sleep } = await import('node:timers/promises')
      const work = async () => { while (!context.signal.aborted) await sleep(10) }
      void work()
      throw new CannotStart('a key is missing')
    `)
    assert.deepEqual(await program.exit, { code: 78, signal: null })
  })
})

suite('a fault', () => {
  const faults = {
    'thrown by main': `throw new Error('outer', { cause: new Error('inner') })`,
    uncaught: `setImmediate(() => { throw new Error('outer', { cause: new Error('inner') }) }); ${waiting}`,
    'nobody caught in a promise': `void Promise.reject(new Error('outer', { cause: new Error('inner') })); ${waiting}`,
  }
  for (const [name, code] of Object.entries(faults)) {
    test(`${name} is logged once, with its cause, and then everything is closed`, async () => {
      await using program = runProgram(`
        await using server = { [Symbol.asyncDispose]: async () => context.log.info('closed') }
        ${code}
      `)
      assert.deepEqual(await program.exit, { code: 1, signal: null })
      const fatal = program.events().filter(({ level }) => level === 'fatal')
      assert.equal(fatal.length, 1)
      const { message, cause } = (fatal[0]?.['err'] ?? {}) as Record<
        string,
        Record<string, unknown>
      >
      assert.deepEqual([message, cause?.['message']], ['outer', 'inner'])
      assert.ok(program.event('closed'))
    })
  }
})

suite('taking too long', () => {
  test('to close ends the process by force, naming what is open', async () => {
    await using program = runProgram(
      `setInterval(() => {}, 1e6); ${waiting}; await new Promise(() => {})`,
      { options: { drainTimeoutMs: 50 } },
    )
    await program.ready
    program.kill('SIGTERM')
    assert.deepEqual(await program.exit, { code: 1, signal: null })
    const open = program.event('not closed within 50 ms')?.['open']
    assert.ok(Array.isArray(open) && open.includes('Timeout'))
  })

  test('after the end, with something left open, ends it by force too', async () => {
    await using program = runProgram('setInterval(() => {}, 1e6)', {
      options: { lingerTimeoutMs: 50 },
    })
    assert.deepEqual(await program.exit, { code: 1, signal: null })
    assert.ok(program.event('something stayed open after the end'))
  })

  test('is cut short by a second signal', async () => {
    await using program = runProgram(`${waiting}; await new Promise(() => {})`, {
      options: { echoMs: 0 },
    })
    await program.ready
    program.kill('SIGTERM')
    await program.logged('shutting down')
    program.kill('SIGTERM')
    assert.deepEqual(await program.exit, { code: 1, signal: null })
    assert.ok(program.event('second signal, SIGTERM'))
  })

  test('is not cut short by an echo of the first signal', async () => {
    await using program = runProgram(
      `context.announceReady()
      await aborted(context.signal)
      process.kill(process.pid, 'SIGTERM')
      await new Promise((resolve) => process.once('SIGTERM', resolve))
      await new Promise(setImmediate)`,
      { options: { echoMs: 60_000 } },
    )
    await program.ready
    program.kill('SIGTERM')
    assert.deepEqual(await program.exit, { code: 0, signal: null })
  })
})

suite('under a supervisor', () => {
  test('a process ends when the supervisor is gone', async () => {
    await using program = runProgram(waiting, { supervised: true })
    await program.ready
    program.disconnect()
    assert.deepEqual(await program.exit, { code: 0, signal: null })
    assert.equal(program.event('shutting down')?.['reason'], 'supervisor gone')
  })

  test('it leaves Ctrl-C to the supervisor', async () => {
    await using program = runProgram(
      `process.once('SIGINT', () => setImmediate(() => process.send('interrupted')))
      ${waiting}`,
      { supervised: true },
    )
    await program.ready
    program.kill('SIGINT')
    await program.message('interrupted')
    program.kill('SIGTERM')
    assert.deepEqual(await program.exit, { code: 0, signal: null })
    assert.equal(program.event('shutting down')?.['reason'], 'SIGTERM')
  })

  test('without a supervisor, Ctrl-C ends the process', async () => {
    await using program = runProgram(waiting)
    await program.ready
    program.kill('SIGINT')
    assert.deepEqual(await program.exit, { code: 0, signal: null })
  })

  test('the channel does not keep a process alive that is done', async () => {
    await using program = runProgram('', { supervised: true })
    assert.deepEqual(await program.exit, { code: 0, signal: null })
  })
})
