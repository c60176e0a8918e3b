import { cpuSeconds, processTree, proportionalBytes, residentBytes } from './process-tree.ts'

export type Usage = {
  /** Of all processes that took part, the ended ones included. */
  readonly cpuSeconds: number
  readonly sinkCpuSeconds: number
  /** Of the bench itself: it drives and samples, and is not part of what is measured. */
  readonly benchCpuSeconds: number
  /** The largest sum of resident sizes seen; pages that processes share count in each of them. */
  readonly residentPeakBytes: number
  /** The largest sum of proportional sizes seen; a page shared by n processes counts 1/n in each. */
  readonly proportionalPeakBytes: number
  readonly processes: number
}

/** Resident sizes are one short read per process; reading proportional ones makes the kernel walk. */
const RESIDENT_EVERY_MS = 100
const PROPORTIONAL_EVERY = 5

/** Watches process trees until it is stopped. */
export function watchResources(roots: readonly number[], sinkPid: number): { stop(): Usage } {
  let residentPeakBytes = 0
  let proportionalPeakBytes = 0
  let samples = 0
  const sample = () => {
    const tree = processTree(roots)
    residentPeakBytes = Math.max(residentPeakBytes, residentBytes(tree))
    if (samples++ % PROPORTIONAL_EVERY === 0) {
      const pids = tree.map((process) => process.pid)
      proportionalPeakBytes = Math.max(proportionalPeakBytes, proportionalBytes(pids))
    }
    return tree
  }
  sample()
  const before = times(roots, sinkPid)
  const timer = setInterval(sample, RESIDENT_EVERY_MS)
  return {
    stop() {
      const after = times(roots, sinkPid)
      clearInterval(timer)
      samples = 0
      const tree = sample()
      return {
        cpuSeconds: after.all - before.all,
        sinkCpuSeconds: after.sink - before.sink,
        benchCpuSeconds: after.bench - before.bench,
        residentPeakBytes,
        proportionalPeakBytes,
        processes: tree.length,
      }
    },
  }
}

function times(roots: readonly number[], sinkPid: number) {
  const { user, system } = process.cpuUsage()
  return {
    all: cpuSeconds(processTree(roots)),
    sink: cpuSeconds(processTree([sinkPid])),
    bench: (user + system) / 1_000_000,
  }
}
