import { execFile } from 'node:child_process'
import { resolve } from 'node:path'

const mainFile = resolve(import.meta.dirname, '../../packages/cli/src/main.ts')

/** Runs `pressrun restore-check`; returns its exit code and its output. */
export function restoreCheck(dataDir: string, ...options: string[]) {
  return new Promise<{ code: number; output: string }>((done) => {
    const child = execFile(
      process.execPath,
      [mainFile, 'restore-check', ...options],
      {
        env: {
          PATH: process.env['PATH'],
          NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
          PRESSRUN_DATA_DIR: dataDir,
        },
      },
      (_error, stdout, stderr) => done({ code: child.exitCode ?? -1, output: stdout + stderr }),
    )
  })
}
