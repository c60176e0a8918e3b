import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, openSync } from 'node:fs'
import { suite, test } from 'node:test'
import { createLogger, type Logger } from './logger.ts'

type Line = Record<string, unknown>

function captured(write: (log: Logger) => void, fields?: () => object): readonly Line[] {
  const lines: Line[] = []
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Line) }
  write(createLogger({ service: 'demo', level: 'info', destination, ...(fields && { fields }) }))
  return lines
}

suite('a log event', () => {
  test('is one line of JSON with service, level, ISO time and its fields', () => {
    const [line] = captured((log) => log.info({ runId: 'run_1' }, 'started'))
    const { time, ...rest } = line ?? {}
    assert.equal(new Date(String(time)).toISOString(), time)
    assert.deepEqual(rest, { level: 'info', service: 'demo', runId: 'run_1', msg: 'started' })
  })

  test('below the level is not written', () => {
    assert.equal(captured((log) => log.debug('nothing')).length, 0)
  })

  test('is written even when its fields cannot be serialized', () => {
    const broken = Object.defineProperty({}, 'x', {
      enumerable: true,
      get() {
        throw new Error('no')
      },
    })
    const [line] = captured((log) => log.info(broken, 'still here'))
    assert.equal(line?.['msg'], 'still here')
  })

  test('has the fields of the current context', () => {
    let traceId = 'a'
    const fields = () => ({ traceId })
    const lines = captured((log) => {
      log.info('one')
      traceId = 'b'
      log.child({ lane: 1 }).info('two')
    }, fields)
    assert.deepEqual(
      lines.map((line) => line['traceId']),
      ['a', 'b'],
    )
  })
})

suite('a secret', () => {
  const places: Record<string, (log: Logger) => void> = {
    'a field': (log) => log.info({ password: 'hunter2' }),
    'a nested field': (log) => log.info({ account: { credentials: { key: 'hunter2' } } }),
    'the fields of a child logger': (log) => log.child({ token: 'hunter2' }).info('x'),
    'the fields of a grandchild': (log) => log.child({}).child({ token: 'hunter2' }).info('x'),
    'the URL in a message': (log) => log.info('at postgres://u:hunter2@db/x'),
    'the URL in an argument': (log) => log.info('at %s', 'nats://u:hunter2@n:4222'),
    'the URL in an error': (log) => log.error(new Error('no postgres://u:hunter2@db/x')),
    'the cause of an error': (log) =>
      log.error({ err: new Error('x', { cause: new Error('postgres://u:hunter2@db/x') }) }, 'y'),
    'a header': (log) => log.info({ headers: { authorization: 'Bearer hunter2' } }),
  }
  for (const [place, write] of Object.entries(places)) {
    test(`in ${place} is not logged`, () => {
      const lines = captured(write)
      assert.equal(lines.length, 1)
      assert.doesNotMatch(JSON.stringify(lines), /hunter2/)
    })
  }

  test('is removed without its neighbours: the cause chain stays, with stacks', () => {
    const error = new Error('outer', { cause: new Error('inner') })
    const [line] = captured((log) => log.error({ err: error }, 'failed'))
    const logged = JSON.parse(JSON.stringify(line)) as { err: { stack: string; cause: Line } }
    assert.match(logged.err.stack, /outer/)
    assert.equal(logged.err.cause['message'], 'inner')
  })
})

const noFullDevice = existsSync('/dev/full') ? false : 'no /dev/full'

test('a log that cannot be written ends no process', { skip: noFullDevice }, () => {
  const source = `
    import { createLogger } from './src/logger.ts'
    const log = createLogger({ service: 'demo', level: 'info' })
    for (let line = 0; line < 10_000; line++) log.info('x'.repeat(1_000))
    setImmediate(() => console.error('still there'))
  `
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', source],
    { cwd: `${import.meta.dirname}/..`, stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'] },
  )
  assert.deepEqual([status, String(stderr)], [0, 'still there\n'])
})
