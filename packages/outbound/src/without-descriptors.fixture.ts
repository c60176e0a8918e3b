import { openSync } from 'node:fs'
import { devNull } from 'node:os'
import { createOutbound } from './create-outbound.ts'

/**
 * Run with an origin: asks there, then has no file descriptor left and asks there by address, and by name. Prints
 * the ends of these, and what was heard.
 */
const [origin = ''] = process.argv.slice(2)
const heard: string[] = []
await using outbound = createOutbound({
  privateTargets: ['127.0.0.1', 'localhost'],
  onMachineExhausted: (reason) => heard.push(reason),
})
const ends: string[] = []
const ask = async (url: string) => {
  const result = await outbound.request({
    method: 'POST',
    url,
    headers: ['connection', 'close'],
    body: 'hello',
    signal: new AbortController().signal,
  })
  ends.push(result.outcome === 'answered' ? `${result.status}` : `${result.outcome} ${result.code}`)
}
await ask(origin)
try {
  for (;;) openSync(devNull, 'r')
} catch {
  await ask(origin)
  await ask(origin.replace('127.0.0.1', 'localhost'))
}
process.stdout.write(JSON.stringify({ ends, heard: heard.length }))
