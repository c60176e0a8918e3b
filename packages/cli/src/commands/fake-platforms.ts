import { once } from 'node:events'
import { startFakePlatforms } from '@pressrun/fake-platforms'
import { OperatorError } from '../operator-error.ts'
import { stopSignal } from '../up/stop-signals.ts'

type Options = { port?: string }

/** Runs the fake platforms until a signal; prints a body for `POST /accounts` for each. */
export async function fakePlatformsCommand({ port }: Options): Promise<void> {
  const signal = stopSignal(() => process.exit(1))
  await using fakes = await start(readPort(port))
  process.stdout.write(`fake platforms ready ${fakes.url}\n`)
  for (const account of fakes.examples()) process.stdout.write(`  ${JSON.stringify(account)}\n`)
  if (!signal.aborted) await once(signal, 'abort')
}

async function start(port: number): ReturnType<typeof startFakePlatforms> {
  try {
    return await startFakePlatforms({ port })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new OperatorError(`port ${port} is taken: name another with --port`, { cause: error })
  }
}

/** 0 for any free one. */
function readPort(text = '0'): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port < 65_536) return port
  throw new OperatorError(`--port is "${text}", which is no port: give a number from 0 to 65535`)
}
