import { readFileSync, readdirSync } from 'node:fs'

/** One line of /proc/<pid>/stat: proc_pid_stat(5). Times are in clock ticks. */
type Process = { pid: number; parent: number; ticks: number; childTicks: number; resident: number }

/** USER_HZ; it is 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100
const PAGE_BYTES = 4096

/** The processes of the machine that descend from `roots`, the roots included. */
export function processTree(roots: readonly number[]): Process[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => readProcess(Number(pid)) ?? [])
  const wanted = new Set(roots)
  // Until the numbers wrap, a child has a larger number than its parent; so repeat until nothing is added.
  for (let before = -1; before !== wanted.size;) {
    before = wanted.size
    for (const process of all) if (wanted.has(process.parent)) wanted.add(process.pid)
  }
  return all.filter((process) => wanted.has(process.pid))
}

/** CPU seconds so far, with those of children that have ended and were waited for. */
export function cpuSeconds(tree: readonly Process[]): number {
  const ticks = tree.reduce((sum, process) => sum + process.ticks + process.childTicks, 0)
  return ticks / TICKS_PER_SECOND
}

export function residentBytes(tree: readonly Process[]): number {
  return tree.reduce((sum, process) => sum + process.resident, 0)
}

/** Memory with every shared page counted once in all: what the stack really takes. */
export function proportionalBytes(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + readProportional(pid), 0)
}

function readProcess(pid: number): Process | undefined {
  const text = read(`/proc/${pid}/stat`)
  if (text === undefined) return undefined
  // The command's name is in brackets and may contain anything, brackets too.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const at = (field: number) => fields[field - 3] ?? 0
  return {
    pid,
    parent: at(4),
    ticks: at(14) + at(15),
    childTicks: at(16) + at(17),
    resident: at(24) * PAGE_BYTES,
  }
}

function readProportional(pid: number): number {
  const text = read(`/proc/${pid}/smaps_rollup`) ?? ''
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024
}

/** A process may be gone between being listed and being read. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
