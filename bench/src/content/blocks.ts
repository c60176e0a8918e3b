import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const services = ['gateway', 'scheduler', 'publisher', 'analytics'] as const

export type LongestBlocks = Readonly<Record<(typeof services)[number], number>>

/** Makes every process of a stack record how long its loop was blocked, in a directory of its own. */
export function watchBlocks(directory: string) {
  mkdirSync(directory)
  const probe = fileURLToPath(new URL('./probe.mjs', import.meta.url))
  return {
    environment: { NODE_OPTIONS: `--import=${probe}`, PRESSRUN_BENCH_BLOCKS: directory },
    /** In milliseconds of processor time, since an instant; 0 where none was worth recording. */
    longestSince: (instant: number): LongestBlocks => {
      const longest = (service: string) => longestOf(join(directory, `${service}.jsonl`), instant)
      return Object.fromEntries(
        services.map((service) => [service, longest(service)]),
      ) as LongestBlocks
    },
  }
}

function longestOf(file: string, since: number): number {
  if (!existsSync(file)) return 0
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1)
  const blocks = lines.map((line): { at: number; cpuMs: number } => JSON.parse(line))
  return Math.max(0, ...blocks.filter(({ at }) => at >= since).map(({ cpuMs }) => cpuMs))
}
