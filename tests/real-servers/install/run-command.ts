import { spawn } from 'node:child_process'
import { Unavailable } from './unavailable.ts'

export type CommandOptions = {
  readonly cwd?: string
  readonly env?: Record<string, string | undefined>
  readonly input?: string
}

/** Returns the command's output; throws `Unavailable` with its last lines when it fails or does not exist. */
export function runCommand(
  command: string,
  args: readonly string[],
  { cwd, env = {}, input = '' }: CommandOptions = {},
): Promise<string> {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: 'pipe' })
  let [written, complaints] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text))
  // A command that does not read its input is no problem.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const failed = (why: string, cause?: unknown) =>
    new Unavailable(`${[command, ...args].join(' ').slice(0, 200)} ${why}`, { cause })
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(failed('cannot be run', error)))
    child.once('close', (code) => {
      if (code === 0) resolve(written)
      else reject(failed(`ended with ${code}: ${(complaints + written).slice(-2_000)}`))
    })
  })
}
