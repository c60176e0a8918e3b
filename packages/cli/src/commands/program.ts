import { Command, CommanderError } from 'commander'
import { OperatorError } from '../operator-error.ts'
import { version } from '../version.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Runs one command line to its end and sets the exit code. */
export async function runCommand(argv: readonly string[], env: Environment): Promise<void> {
  try {
    await createProgram(env).parseAsync([...argv])
  } catch (error) {
    process.exitCode = report(error)
  }
}

// Commands are imported when they run: `up` should not carry what only `publish` needs, in memory or
// in time.
function createProgram(env: Environment): Command {
  const program = new Command('pressrun')
    .description('Publishes one piece of content to many accounts, once per account.')
    .version(version)
    .exitOverride()
  program
    .command('up')
    .description('start Postgres, NATS and the services, and keep them running')
    .action(async () => (await import('./up.ts')).upCommand(env))
  program
    .command('migrate')
    .description('bring the database schema up to date')
    .action(async () => (await import('./migrate.ts')).migrateCommand(env))
  return program
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode
  if (error instanceof OperatorError) {
    process.stderr.write(`pressrun: ${error.message}\n`)
    return 1
  }
  process.stderr.write(`pressrun: ${error instanceof Error ? error.stack : String(error)}\n`)
  return 1
}
