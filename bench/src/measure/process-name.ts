import { readFileSync } from 'node:fs'

/** The name of a process in tables, derived from its command line. */
export function processName(pid: number): string {
  const words = commandLine(pid)
  const line = words.join(' ')
  const service = /\/services\/([^/]+)\/src\/main\.ts/.exec(line)?.[1]
  const role = /"role":"(\w+)"/.exec(line)?.[1]
  if (service ?? role) return (service ?? role) as string
  if (/postgres/.test(words[0] ?? '')) return 'Postgres'
  if (/nats-server/.test(line)) return 'NATS'
  if (/redis-server/.test(line)) return 'Redis'
  return /\bup$/.test(line) ? 'supervisor' : 'other'
}

function commandLine(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      .split('\0')
      .filter((word) => word !== '')
  } catch {
    return []
  }
}
