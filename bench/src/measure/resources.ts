import { availableParallelism } from 'node:os'
import { machineCpuSeconds } from './machine-load.ts'
import { processName } from './process-name.ts'
import { cpuSeconds, processTree, proportionalBytes, residentBytes } from './process-tree.ts'

export type Usage = {
  /** Of all processes that took part, the ended ones included. */
  readonly cpuSeconds: number
  /** The same, by process name. */
  readonly cpuSecondsByName: Readonly<Record<string, number>>
  readonly sinkCpuSeconds: number
  /** Of the bench itself: it drives and samples, and is not part of what is measured. */
  readonly benchCpuSeconds: number
  /** The share of the machine that everything else took meanwhile, from 0 to 1. */
  readonly othersShare: number
  /** The largest sum of resident sizes seen; pages that processes share count in each of them. */
  readonly residentPeakBytes: number
  /** The largest sum of proportional sizes seen; a page shared by n processes counts 1/n in each. */
  readonly proportionalPeakBytes: number
}

/** Resident sizes are one short read per process; proportional ones make the kernel walk. */
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
        cpuSecondsByName: spentByName(before.byName, after.byName),
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

function cpuOf(tree: ReturnType<typeof processTree>) {
  const byName = new Map<string, number>()
  for (const process of tree) {
    const name = processName(process.pid)
    byName.set(name, (byName.get(name) ?? 0) + cpuSeconds([process]))
  }
  return { all: cpuSeconds(tree), byName }
}

function spentByName(before: Map<string, number>, after: Map<string, number>) {
  const spent = [...after].map(([name, seconds]) => [name, seconds - (before.get(name) ?? 0)])
  return Object.fromEntries(spent) as Record<string, number>
}

function times(roots: readonly number[], sinkPid: number) {
  const { user, system } = process.cpuUsage()
  return {
    atMs: performance.now(),
    ...cpuOf(processTree(roots)),
    sink: cpuSeconds(processTree([sinkPid])),
    bench: (user + system) / 1_000_000,
    machine: machineCpuSeconds(),
  }
}
