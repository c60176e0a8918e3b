import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { processCommand } from '../servers/process-identity.ts'

/** "node server.js (process 123)", if /proc has it; undefined elsewhere or without the right. */
export function portOwner(port: number): string | undefined {
  try {
    const inodes = listeningInodes(port)
    const pid = readdirSync('/proc').find((name) => /^\d+$/.test(name) && holdsSocket(name, inodes))
    if (pid === undefined) return undefined
    return `${processCommand(Number(pid)).slice(0, 60)} (process ${pid})`
  } catch {
    return undefined
  }
}

// proc_net(5): the second column is the local address in hex, the fourth the state (0A is LISTEN),
// the tenth the inode of the socket.
function listeningInodes(port: number): Set<string> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const rows = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .map((row) => row.trim().split(/\s+/)),
  )
  const listening = rows.filter((row) => row[1]?.endsWith(suffix) && row[3] === '0A')
  return new Set(listening.map((row) => `socket:[${row[9]}]`))
}

function holdsSocket(pid: string, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((descriptor) =>
      inodes.has(readlinkSync(`/proc/${pid}/fd/${descriptor}`)),
    )
  } catch {
    return false
  }
}
