import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { OperatorError } from '../operator-error.ts'
import { databaseUrlOf, readUpSettings } from './up-settings.ts'

function refusal(read: () => unknown): OperatorError {
  try {
    read()
  } catch (error) {
    assert.ok(error instanceof OperatorError)
    return error
  }
  return assert.fail('it was taken')
}

suite('the settings of a start', () => {
  test('are refused all at once, by name, without the secrets in them', () => {
    const { message, exitCode } = refusal(() =>
      readUpSettings({
        PRESSRUN_PORT: 'http',
        PRESSRUN_ADMIN_KEY: 'hunter2',
        PRESSRUN_SECRET_KEY: 'long enough to seal,hunter2',
        DATABASE_URL: 'mysql://root:hunter2@localhost/x',
        NATS_URL: 'nats://user:hunter2@h:port',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'hunter2',
        LOG_LEVEL: 'hunter2',
        PRESSRUN_DEMO: 'hunter2',
        PRESSRUN_PRIVATE_TARGETS: '127.0.0.1, hunter2:80',
      }),
    )
    assert.equal(exitCode, 78)
    assert.deepEqual(
      message.split('; ').map((problem) => problem.split(' ')[0]),
      [
        'PRESSRUN_PORT',
        'PRESSRUN_ADMIN_KEY',
        'PRESSRUN_SECRET_KEY',
        'DATABASE_URL',
        'NATS_URL',
        'OTEL_EXPORTER_OTLP_ENDPOINT',
        'LOG_LEVEL',
        'PRESSRUN_DEMO',
        'PRESSRUN_PRIVATE_TARGETS',
      ],
    )
    assert.doesNotMatch(message, /hunter2|root/)
  })

  test('are optional, and may be empty', () => {
    const { port, host, databaseUrl, demo } = readUpSettings({
      DATABASE_URL: ' ',
      PRESSRUN_PORT: '',
    })
    assert.deepEqual([port, host, databaseUrl, demo], [8080, '127.0.0.1', undefined, true])
  })

  test('may be several keys and several servers', () => {
    const env = {
      PRESSRUN_SECRET_KEY: 'the new key of the test, the old key of the test',
      NATS_URL: 'nats://a:4222,b:4222',
    }
    assert.equal(readUpSettings(env).natsUrl, env.NATS_URL)
  })

  test('of a command that only needs the database are refused by name too', () => {
    const { message } = refusal(() => databaseUrlOf({ DATABASE_URL: 'notaurl' }))
    assert.match(message, /^DATABASE_URL must look like postgres:/)
    assert.equal(databaseUrlOf({}), undefined)
  })
})
