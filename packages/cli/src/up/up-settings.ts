import { resolve } from 'node:path'
import { OperatorError } from '../operator-error.ts'

/** What `pressrun up` reads from its environment, before anything is started. */
export type UpSettings = {
  host: string
  port: number
  dataDir: string
  databaseUrl: string | undefined
  natsUrl: string | undefined
  adminKey: string | undefined
  secretKey: string | undefined
  demo: boolean
  path: string | undefined
  /** Handed on to the services as it is: theirs to read. */
  passedOn: NodeJS.ProcessEnv
}

export type Environment = Readonly<Record<string, string | undefined>>

const defaultPort = 8080

export function readUpSettings(env: Environment): UpSettings {
  const value = (name: string): string | undefined => env[name]?.trim() || undefined
  return {
    host: value('PRESSRUN_HOST') ?? '127.0.0.1',
    port: readPort(value('PRESSRUN_PORT')),
    dataDir: dataDirOf(env),
    databaseUrl: value('DATABASE_URL'),
    natsUrl: value('NATS_URL'),
    adminKey: readSecret('PRESSRUN_ADMIN_KEY', value('PRESSRUN_ADMIN_KEY')),
    secretKey: readKeyRing('PRESSRUN_SECRET_KEY', value('PRESSRUN_SECRET_KEY')),
    demo: (value('PRESSRUN_DEMO') ?? 'on') !== 'off',
    path: env['PATH'],
    passedOn: { ...env },
  }
}

/** The data directory, which every command needs. Relative ones are seen from where one stands. */
export function dataDirOf(env: Environment): string {
  return resolve(env['PRESSRUN_DATA_DIR']?.trim() || '.pressrun')
}

const secretLengthMin = 16

/** A secret that can be guessed is none. */
function readSecret(name: string, text: string | undefined): string | undefined {
  if (text === undefined || text.length >= secretLengthMin) return text
  throw new OperatorError(
    `${name} has ${text.length} characters: give it at least ${secretLengthMin}, or leave it out and one is made`,
  )
}

/** Several keys, with commas: the first seals credentials, all open them. */
function readKeyRing(name: string, text: string | undefined): string | undefined {
  for (const key of text?.split(',') ?? []) readSecret(name, key.trim())
  return text
}

function readPort(text: string | undefined): number {
  const port = text === undefined ? defaultPort : Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new OperatorError(
    `PRESSRUN_PORT is "${text}", which is no port: set it to a number from 1 to 65535`,
  )
}
