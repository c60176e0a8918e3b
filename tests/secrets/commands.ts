import { execFile } from 'node:child_process'
import { resolve } from 'node:path'

const mainFile = resolve(import.meta.dirname, '../../packages/cli/src/main.ts')

/** Runs `pressrun` and answers all it said, whatever came of it. */
export function said(args: readonly string[], env: Record<string, string>): Promise<string> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      [mainFile, ...args],
      { env: { PATH: process.env['PATH'], ...env } },
      (_error, stdout, stderr) => done(`${args[0]}:\n${stdout}${stderr}`),
    )
  })
}
