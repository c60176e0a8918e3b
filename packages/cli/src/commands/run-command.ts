import { OperatorError } from '../operator-error.ts'
import type { Environment } from '../up/up-settings.ts'
import { visible } from '../visible.ts'

/** Runs one command line to its end and sets the exit code. */
export async function runCommand(argv: readonly string[], env: Environment): Promise<void> {
  // The reader of our output may stop reading (`| head`), which is no reason to fail.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  try {
    // The supervisor stays for as long as Pressrun runs, and would keep the parser of command lines: 4 MB.
    if (isUpAlone(argv)) await (await import('./up.ts')).upCommand(env)
    else await (await import('./program.ts')).runProgram(argv, env)
  } catch (error) {
    process.exitCode = report(error)
  }
}

const isUpAlone = ([, , command, ...more]: readonly string[]): boolean =>
  command === 'up' && more.length === 0

function report(error: unknown): number {
  if (error instanceof OperatorError) {
    process.stderr.write(`pressrun: ${visible(error.message)}\n`)
    return error.exitCode
  }
  process.stderr.write(`pressrun: ${error instanceof Error ? error.stack : String(error)}\n`)
  return 1
}
