import { readFileSync } from 'node:fs'

export type Command = { readonly file: string; readonly args: readonly string[] }

/**
 * The command with a limit on the memory that it may use beyond what Node reserves for itself, memory outside of V8's
 * heap included: an allocation beyond it fails, and the rest of the machine goes on. No core is dumped, and where the
 * machine itself has too little memory, `first` is killed first.
 *
 * The limit is RLIMIT_DATA, which counts writable private memory (setrlimit(2), since Linux 4.7; unlike RLIMIT_AS
 * without mere reservations). Node has several hundred MB of it before it does anything, depending on its version: the
 * figure of this process is taken. Other systems have no such limit: there the command is unchanged.
 */
export function withMemoryLimit(
  { file, args }: Command,
  beyondNodeMb: number,
  { first = false } = {},
): Command {
  const nodeKb = ownDataKb()
  if (nodeKb === undefined) return { file, args }
  const limit = `ulimit -c 0; ulimit -d ${nodeKb + beyondNodeMb * 1_024}`
  const victim = first ? '; echo 1000 > /proc/self/oom_score_adj' : ''
  return {
    file: '/bin/sh',
    args: ['-c', `{ ${limit}${victim}; } 2>&-; exec "$0" "$@"`, file, ...args],
  }
}

function ownDataKb(): number | undefined {
  if (process.platform !== 'linux') return undefined
  try {
    const [, kb] = /^VmData:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
    return kb === undefined ? undefined : Number(kb)
  } catch {
    return undefined
  }
}
