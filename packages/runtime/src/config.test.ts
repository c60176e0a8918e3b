import assert from 'node:assert/strict'
import { isAbsolute } from 'node:path'
import { suite, test } from 'node:test'
import { z } from 'zod'
import { commaList, ConfigError, onOff, port, ratio, readConfig } from './config.ts'
import { processSettings } from './process-settings.ts'

const servers = {
  DATABASE_URL: 'postgres://pressrun:hunter2@127.0.0.1:5432/pressrun',
  NATS_URL: 'nats://127.0.0.1:4222',
}

function problemsOf(schema: z.ZodObject, env: Record<string, string>): readonly string[] {
  try {
    readConfig(schema, env)
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.problems
  }
  return []
}

suite('reading the environment', () => {
  test('reports every problem at once, a line each', () => {
    const problems = problemsOf(z.object(processSettings), { LOG_LEVEL: 'loud' })
    assert.deepEqual(
      problems.map((problem) => problem.split(/[: ]/, 1)[0]),
      ['LOG_LEVEL', 'DATABASE_URL', 'NATS_URL'],
    )
    assert.ok(problems.every((problem) => !problem.includes('\n')))
  })

  test('says what a missing variable is for', () => {
    const [problem] = problemsOf(z.object({ DATABASE_URL: processSettings.DATABASE_URL }), {})
    assert.match(problem ?? '', /^DATABASE_URL is missing \(the Postgres to use: postgres:\/\/user/)
  })

  test('never shows a value, even when the schema quotes it', () => {
    const quoting = z
      .string()
      .refine(() => false, { error: (issue) => `not ${String(issue.input)}` })
    const [problem] = problemsOf(z.object({ SECRET_KEY: quoting }), { SECRET_KEY: 'hunter2' })
    assert.equal(problem, 'SECRET_KEY: not ***')
  })

  test('treats an empty variable as not set', () => {
    const config = readConfig(z.object({ PRESSRUN_PORT: port.default(8080) }), {
      PRESSRUN_PORT: ' ',
    })
    assert.equal(config.PRESSRUN_PORT, 8080)
  })

  test('ignores variables outside the schema', () => {
    assert.deepEqual(readConfig(z.object({ A: z.string() }), { A: 'a', B: 'b' }), { A: 'a' })
  })
})

suite('the settings of every process', () => {
  test('have defaults, except the server addresses', () => {
    const { PRESSRUN_DATA_DIR, ...config } = readConfig(z.object(processSettings), servers)
    assert.ok(isAbsolute(PRESSRUN_DATA_DIR) && PRESSRUN_DATA_DIR.endsWith('.pressrun'))
    assert.deepEqual(config, {
      ...servers,
      LOG_LEVEL: 'info',
      PRESSRUN_HOST: '127.0.0.1',
      PRESSRUN_METRICS_PORT: 0,
      OTEL_SDK_DISABLED: false,
      OTEL_TRACES_SAMPLER_ARG: 1,
    })
  })

  test('accept several NATS servers', () => {
    const NATS_URL = 'nats://a:4222,nats://user:pw@b:4222'
    assert.equal(readConfig(z.object(processSettings), { ...servers, NATS_URL }).NATS_URL, NATS_URL)
  })

  test('refuse a database that is not Postgres', () => {
    const env = { ...servers, DATABASE_URL: 'mysql://root:hunter2@localhost/x' }
    const problems = problemsOf(z.object(processSettings), env)
    assert.match(problems.join(), /^DATABASE_URL: must be a Postgres URL/)
    assert.doesNotMatch(problems.join(), /hunter2/)
  })
})

suite('kinds of settings', () => {
  test('a port is 0 to 65535', () => {
    for (const text of ['0', '8080', '65535']) assert.equal(port.parse(text), Number(text))
    for (const text of ['65536', '-1', '80.5', 'http', '']) {
      assert.equal(port.safeParse(text).success, false, text)
    }
  })

  test('a comma list forgives spaces and empty items', () => {
    assert.deepEqual(commaList.parse(' 10.0.0.0/8, ::1,,localhost '), [
      '10.0.0.0/8',
      '::1',
      'localhost',
    ])
  })

  test('a switch is on or off', () => {
    assert.equal(onOff.parse('on'), true)
    assert.equal(onOff.parse('off'), false)
    assert.equal(onOff.safeParse('maybe').success, false)
  })

  test('a ratio is 0 to 1', () => {
    for (const text of ['0', '1', '0.25', '.5', '1.0'])
      assert.equal(ratio.parse(text), Number(text))
    for (const text of ['2', '1.5', '-0.1', '50%']) {
      assert.equal(ratio.safeParse(text).success, false, text)
    }
  })
})
