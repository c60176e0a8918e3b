import { resolve } from 'node:path'
import { areSecretKeys, secretLengthMin } from '@pressrun/vault/secret-length'
import { logLevels } from '@pressrun/runtime/log-levels'
import { isHostOrRange, isHttpUrl, isNatsUrls, isPostgresUrl } from '@pressrun/runtime/server-urls'
import { configurationError } from '../operator-error.ts'

/** The environment settings of `pressrun up`, read before anything is started. */
export type UpSettings = {
  readonly host: string
  readonly port: number
  readonly dataDir: string
  readonly databaseUrl: string | undefined
  readonly natsUrl: string | undefined
  readonly adminKey: string | undefined
  readonly secretKey: string | undefined
  readonly demo: boolean
  readonly path: string | undefined
  /** Passed on to the services unchanged: theirs to read. */
  readonly passedOn: NodeJS.ProcessEnv
}

export type Environment = Readonly<Record<string, string | undefined>>

const defaultPort = 8080

/** Throws with every problem at once, named by its variable; values, which may be secret, are not shown. */
export function readUpSettings(env: Environment): UpSettings {
  const value = (name: string): string | undefined => env[name]?.trim() || undefined
  const problems = problemsOf(value).filter((problem) => problem !== undefined)
  if (problems.length > 0) throw configurationError(problems.join('; '))
  return {
    host: value('PRESSRUN_HOST') ?? '127.0.0.1',
    port: Number(value('PRESSRUN_PORT') ?? defaultPort),
    dataDir: dataDirOf(env),
    databaseUrl: value('DATABASE_URL'),
    natsUrl: value('NATS_URL'),
    adminKey: value('PRESSRUN_ADMIN_KEY'),
    secretKey: value('PRESSRUN_SECRET_KEY'),
    demo: (value('PRESSRUN_DEMO') ?? 'on') !== 'off',
    path: env['PATH'],
    passedOn: { ...env },
  }
}

function problemsOf(value: (name: string) => string | undefined): Problem[] {
  const url = (name: string, isGood: (text: string) => boolean, example: string): Problem =>
    urlProblem(name, value(name), isGood, example)
  return [
    portProblem(value('PRESSRUN_PORT')),
    adminKeyProblem(value('PRESSRUN_ADMIN_KEY')),
    secretProblem('PRESSRUN_SECRET_KEY', value('PRESSRUN_SECRET_KEY')),
    databaseUrlProblem(value('DATABASE_URL')),
    url('NATS_URL', isNatsUrls, 'nats://host:4222, several with commas'),
    url('OTEL_EXPORTER_OTLP_ENDPOINT', isHttpUrl, 'http://host:4318'),
    choiceProblem('LOG_LEVEL', value('LOG_LEVEL'), logLevels),
    choiceProblem('PRESSRUN_DEMO', value('PRESSRUN_DEMO'), ['on', 'off']),
    privateTargetsProblem(value('PRESSRUN_PRIVATE_TARGETS')),
  ]
}

/** The data directory, which every command needs. A relative one is resolved against the working directory. */
export function dataDirOf(env: Environment): string {
  return resolve(env['PRESSRUN_DATA_DIR']?.trim() || '.pressrun')
}

/** For commands that need the database and nothing else. */
export function databaseUrlOf(env: Environment): string | undefined {
  const text = env['DATABASE_URL']?.trim() || undefined
  const problem = databaseUrlProblem(text)
  if (problem !== undefined) throw configurationError(problem)
  return text
}

type Problem = string | undefined

const databaseUrlProblem = (text: string | undefined): Problem =>
  urlProblem('DATABASE_URL', text, isPostgresUrl, 'postgres://user:password@host:5432/database')

/** A guessable secret is none. */
function secretProblem(name: string, text: string | undefined): Problem {
  if (text === undefined || areSecretKeys(text)) return undefined
  return `${name} needs ${secretLengthMin} characters or more, in each key when there are several`
}

/** One key, of any characters. */
function adminKeyProblem(text: string | undefined): Problem {
  if (text === undefined || (text.length >= secretLengthMin && !/\s/.test(text))) return undefined
  return `PRESSRUN_ADMIN_KEY needs ${secretLengthMin} characters or more, and no spaces`
}

function urlProblem(
  name: string,
  text: string | undefined,
  isGood: (text: string) => boolean,
  example: string,
): Problem {
  return text === undefined || isGood(text) ? undefined : `${name} must look like ${example}`
}

function choiceProblem(
  name: string,
  text: string | undefined,
  choices: readonly string[],
): Problem {
  if (text === undefined || choices.includes(text)) return undefined
  return `${name} must be one of ${choices.join(', ')}`
}

function privateTargetsProblem(text: string | undefined): Problem {
  const targets = (text ?? '').split(',').map((target) => target.trim())
  if (targets.every((target) => target === '' || isHostOrRange(target))) return undefined
  return 'PRESSRUN_PRIVATE_TARGETS must be hosts, addresses or ranges such as 10.0.0.0/8, with commas and without ports'
}

function portProblem(text: string | undefined): Problem {
  const port = text === undefined ? defaultPort : Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return undefined
  return `PRESSRUN_PORT is "${text}", which is no port: set it to a number from 1 to 65535`
}
