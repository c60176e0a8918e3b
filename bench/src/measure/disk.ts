import { fdatasyncSync, closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { median } from './statistics.ts'

const FLUSHES = 100

/** Median milliseconds for an 8 KB append and its flush: the least a commit costs, alone. */
export function flushMs(directory: string): number {
  const file = join(directory, 'flush-probe')
  const descriptor = openSync(file, 'w')
  const page = Buffer.alloc(8192, 1)
  const samples = Array.from({ length: FLUSHES }, () => {
    const startedAt = performance.now()
    writeSync(descriptor, page)
    fdatasyncSync(descriptor)
    return performance.now() - startedAt
  })
  closeSync(descriptor)
  rmSync(file)
  return median(samples)
}
