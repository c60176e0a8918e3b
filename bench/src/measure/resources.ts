import { availableParallelism } from 'node:os'
import { machineCpuSeconds } from './machine-load.ts'
import { cpuSeconds, processTree, proportionalBytes, residentBytes } from './process-tree.ts'

export type Usage = {
  /** Of all processes that took part, the ended ones included. */
  readonly cpuSeconds: number
  readonly sinkCpuSeconds: number
  /** Of the bench itself: it drives and samples, and is not part of what is measured. */
  readonly benchCpuSeconds: number
  /** The part of the machine that everything else took meanwhile, from 0 to 1. */
  readonly othersShare: number
  /** The largest sum of resident sizes seen; pages that processes share count in each of them. */
  readonly residentPeakBytes: number
  /** The largest sum of proportional sizes seen; a page shared by n processes counts 1/n in each. */
  readonly proportionalPeakBytes: number
}

/** Resident sizes are one short read per process; reading proportional ones makes the kernel walk. */
const RESIDENT_EVERY_MS = 100
const PROPORTIONAL_EVERY = 5

/** Watches process trees until it is stopped. */
export function watchResources(roots: readonly number[], sinkPid: number): { stop(): Usage } {
  const memory = watchMemory(roots)
  const before = times(roots, sinkPid)
  return {
    stop() {
      const after = times(roots, sinkPid)
      const spent = {
        all: after.all - before.all,
        sink: after.sink - before.sink,
        bench: after.bench - before.bench,
      }
      const capacity = ((after.atMs - before.atMs) / 1000) * availableParallelism()
      const others = after.machine - before.machine - spent.all - spent.sink - spent.bench
      return {
        cpuSeconds: spent.all,
        sinkCpuSeconds: spent.sink,
        benchCpuSeconds: spent.bench,
        othersShare: Math.max(0, others / capacity),
        ...memory.stop(),
      }
    },
  }
}

function watchMemory(roots: readonly number[]) {
  let residentPeakBytes = 0
  let proportionalPeakBytes = 0
  const sample = (proportional: boolean) => {
    const tree = processTree(roots)
    residentPeakBytes = Math.max(residentPeakBytes, residentBytes(tree))
    if (proportional) {
      const pids = tree.map((process) => process.pid)
      proportionalPeakBytes = Math.max(proportionalPeakBytes, proportionalBytes(pids))
    }
  }
  let samples = 0
  const timer = setInterval(() => sample(samples++ % PROPORTIONAL_EVERY === 0), RESIDENT_EVERY_MS)
  return {
    stop() {
      clearInterval(timer)
      sample(true)
      return { residentPeakBytes, proportionalPeakBytes }
    },
  }
}

function times(roots: readonly number[], sinkPid: number) {
  const { user, system } = process.cpuUsage()
  return {
    atMs: performance.now(),
    all: cpuSeconds(processTree(roots)),
    sink: cpuSeconds(processTree([sinkPid])),
    bench: (user + system) / 1_000_000,
    machine: machineCpuSeconds(),
  }
}
