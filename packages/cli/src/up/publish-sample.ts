import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { demoDoneFile, type DemoInstance } from '../demo/demo-instance.ts'

/**
 * Publishes the sample of a first start, in a process of its own: an HTTP client would otherwise stay in the
 * supervisor's memory for good.
 */
export async function publishSample(
  mainFile: string,
  { url, adminKey, dataDir }: DemoInstance,
  print: (line: string) => void,
  world: { readonly env: NodeJS.ProcessEnv; readonly signal: AbortSignal },
): Promise<void> {
  if (existsSync(join(dataDir, demoDoneFile))) return
  const child = spawn(process.execPath, [mainFile, 'sample'], {
    env: {
      ...world.env,
      PRESSRUN_URL: url,
      PRESSRUN_ADMIN_KEY: adminKey,
      PRESSRUN_DATA_DIR: dataDir,
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const stop = (): void => void child.kill()
  world.signal.addEventListener('abort', stop, { once: true })
  createInterface({ input: child.stdout }).on('line', (line) => {
    // A failure while everything stops is caused by that, and needs no advice.
    if (!world.signal.aborted) print(line)
  })
  await new Promise((resolve) => child.once('close', resolve))
  world.signal.removeEventListener('abort', stop)
}
