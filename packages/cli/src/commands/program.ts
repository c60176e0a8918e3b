import { Command, CommanderError } from 'commander'
import type { Environment } from '../up/up-settings.ts'
import { version } from '../version.ts'

/** Runs a command line that commander reads. */
export async function runProgram(argv: readonly string[], env: Environment): Promise<void> {
  try {
    await createProgram(env).parseAsync([...argv])
  } catch (error) {
    // It has printed the usage error, or the requested help.
    if (!(error instanceof CommanderError)) throw error
    process.exitCode = error.exitCode
  }
}

// Commands are imported when they run: `up` should not spend memory or time on the needs of `publish`.
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
  program
    .command('rotate-key')
    .description('seal the credentials of all accounts with a new key')
    .option(
      '--give-up <id>',
      'live without a key that is lost: what it sealed has to be given anew',
    )
    .action(async (options) =>
      (await import('./rotate-key/rotate-key.ts')).rotateKeyCommand(options, env),
    )
  program
    .command('sample', { hidden: true })
    .action(async () => (await import('./sample.ts')).sampleCommand(env))
  withTarget(program.command('publish'))
    .description('publish a Markdown file')
    .argument(
      '<file>',
      'front matter: title, summary, tags, draft and more; without a title the first heading is it',
    )
    .requiredOption('--to <accounts>', 'names or ids of accounts, with commas')
    .option(
      '--at <time>',
      "when, such as 2026-11-23T09:00 (this machine's zone) or 2026-11-23T09:00Z",
    )
    .option(
      '--watch',
      'follow it to its end; exit code 0 when all was published, 3 when only a person can go on, else 1',
    )
    .action(async (file, options) =>
      (await import('./publish/publish.ts')).publishCommand(file, options, env),
    )
  addRunCommands(program, env)
  addKeyCommands(program, env)
  program
    .command('doctor')
    .description('check everything Pressrun stands on, and say what is wrong')
    .option('--clock-url <url>', 'whose clock to compare with', 'https://www.rfc-editor.org/')
    .action(async (options) => (await import('./doctor/doctor.ts')).doctorCommand(options, env))
  program
    .command('verify')
    .description('compare the rows of the database with the log, and print what differs')
    .option(
      '--repair',
      'put tasks right whose rows in queue, timed or running are lost, doubled or changed',
    )
    .action(async (options) => (await import('./verify.ts')).verifyCommand(options, env))
  program
    .command('restore-check')
    .description('after the database was restored from a backup: show what may have gone out since')
    .option('--accept', 'agree that what may have gone out is unconfirmed, and let the rest go')
    .option('--declare', 'say that it was restored although Pressrun has not noticed')
    .action(async (options) =>
      (await import('./restore-check/restore-check.ts')).restoreCheckCommand(options, env),
    )
  program
    .command('fake-platforms')
    .description('stand in for all platforms, to try things without touching real accounts')
    .option('--port <number>', 'where to listen on 127.0.0.1 (by default any port that is free)')
    .addHelpText('after', fakePlatformsHelp)
    .action(async (options) => (await import('./fake-platforms.ts')).fakePlatformsCommand(options))
  return program
}

function addRunCommands(program: Command, env: Environment): void {
  const run = program.command('run').description('look at runs')
  withTarget(run.command('show'))
    .description('show what became of each task of a run')
    .argument('<id>', 'the id of the run')
    .action(async (id, options) => (await import('./show-run.ts')).showRunCommand(id, options, env))
  const task = program.command('task').description('decide about single tasks')
  withTarget(task.command('retry'))
    .description('try a task again')
    .argument('<id>', 'the id of the task')
    .option('--force', 'publish once more although it is, or may be, published')
    .action(async (id, options) => (await import('./task.ts')).retryTaskCommand(id, options, env))
  withTarget(task.command('resolve'))
    .description('say what became of an unconfirmed task')
    .argument('<id>', 'the id of the task')
    .option('--published', 'it is there')
    .option('--remote-id <id>', "the platform's id of the post")
    .option('--post-url <url>', 'where the post is')
    .option('--not-published', 'it is not there')
    .action(async (id, options) => (await import('./task.ts')).resolveTaskCommand(id, options, env))
}

function addKeyCommands(program: Command, env: Environment): void {
  const key = program.command('key').description('see to the API keys, through the database')
  key
    .command('list')
    .description('show all API keys, never the keys themselves')
    .action(async () => {
      const { keyWorld, listKeys } = await import('./key/index.ts')
      await listKeys(keyWorld(env))
    })
  key
    .command('add')
    .description('make an admin key and show it once')
    .requiredOption('--name <name>', 'what it is for')
    .action(async (options) => {
      const { addKey, keyWorld } = await import('./key/index.ts')
      await addKey(keyWorld(env), options)
    })
  key
    .command('revoke')
    .description('revoke a key for good, in all processes at once')
    .argument('<id>', 'the id of the key')
    .action(async (id) => {
      const { keyWorld, revokeKey } = await import('./key/index.ts')
      await revokeKey(keyWorld(env), id)
    })
}

const fakePlatformsHelp = `
It keeps every post in memory and shows them at /_/posts; its page at / says how to connect accounts
and how to make it fail. Pressrun must be allowed to speak to it: start it with
PRESSRUN_PRIVATE_TARGETS=127.0.0.1.`

function withTarget(command: Command): Command {
  return command
    .option(
      '--url <url>',
      'where Pressrun is (or PRESSRUN_URL; by default the one of the data directory)',
    )
    .option(
      '--key <key>',
      'the API key (or PRESSRUN_ADMIN_KEY; by default the admin key of the data directory)',
    )
}
