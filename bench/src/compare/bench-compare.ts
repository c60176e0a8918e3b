import { fileURLToPath } from 'node:url'
import { table } from '../report/table.ts'
import { compareLatency } from './latency.ts'
import { readCompareOptions, type CompareName, type CompareOptions } from './options.ts'
import { compareStorage } from './storage.ts'
import { compareThroughput } from './throughput.ts'

const comparisons: Record<CompareName, (options: CompareOptions) => Promise<string[][]>> = {
  webhooks: (options) => compareThroughput('webhooks', options),
  articles: (options) => compareThroughput('articles', options),
  latency: compareLatency,
  storage: compareStorage,
}

const say = (line: string) => process.stdout.write(`${line}\n`)

/** `npm run bench -- compare`: two checkouts at the same jobs, in turn, on one machine at one time. */
export async function benchCompare(args: string[]): Promise<void> {
  const checkout = fileURLToPath(new URL('../../../', import.meta.url))
  const options = readCompareOptions(args, checkout, say)
  const rows: string[][] = []
  for (const name of options.names) rows.push(...(await comparisons[name](options)))
  say('')
  table(['job', 'before', 'after', 'ratio (median of the rounds)'], rows).forEach(say)
}
