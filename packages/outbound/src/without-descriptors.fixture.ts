import { openSync } from 'node:fs'
import { devNull } from 'node:os'
import { createOutbound } from './create-outbound.ts'

/**
 * Run with an origin: sends a request there, then uses up all file descriptors and sends requests there by address,
 * and by name. Prints their outcomes, and the calls for exhaustion.
 */
const [origin = ''] = process.argv.slice(2)
const heard: string[] = []
const ends: string[] = []

/** Its connections are closed when it returns: one that closed later would free a descriptor. */
async function ask(url: string): Promise<void> {
  await using outbound = createOutbound({
    privateTargets: ['127.0.0.1', 'localhost'],
    onMachineExhausted: (reason) => heard.push(reason),
  })
  const { signal } = new AbortController()
  const result = await outbound.request({ method: 'POST', url, headers: [], body: 'hello', signal })
  ends.push(result.outcome === 'answered' ? `${result.status}` : `${result.outcome} ${result.code}`)
}

function takeAllDescriptors(): void {
  try {
    for (;;) openSync(devNull, 'r')
  } catch {
    // None is left.
  }
}

await ask(origin)
for (const url of [origin, origin.replace('127.0.0.1', 'localhost')]) {
  takeAllDescriptors()
  await ask(url)
}
process.stdout.write(JSON.stringify({ ends, heard: heard.length }))
