/** How a line of a child reads on the terminal; undefined when it belongs in the file only. */
export type Shorten = (line: string) => string | undefined

const loud = new Set(['warn', 'error', 'fatal'])

/** A service's JSON line. What is not JSON (a crash, a warning of Node's) is worth seeing as it is. */
export const shortenServiceLine: Shorten = (line) => {
  if (!line.startsWith('{')) return line.trim() === '' ? undefined : line
  // Most lines are quiet ones, and there can be thousands a second: look before parsing.
  if (line.startsWith('{"level":"info"') || line.startsWith('{"level":"debug"')) return undefined
  try {
    return humanLine(JSON.parse(line) as Record<string, unknown>)
  } catch {
    return line
  }
}

function humanLine(event: Record<string, unknown>): string | undefined {
  const { level, msg, err, code } = event
  if (typeof level !== 'string' || !loud.has(level)) return undefined
  const cause = (err as { message?: unknown } | undefined)?.message ?? code
  const said = typeof msg === 'string' ? msg : ''
  return typeof cause === 'string' ? `${level}: ${said} (${cause})` : `${level}: ${said}`
}

/** Postgres: its ERRORs are answers to a client, who logs them better; the rest concerns all. */
export const shortenPostgresLine: Shorten = (line) =>
  /(?:FATAL|PANIC): {2}(?!terminating connection|the database system is)(.*)/.exec(line)?.[0]

export const shortenNatsLine: Shorten = (line) => /\[(?:WRN|ERR|FTL)\] .*/.exec(line)?.[0]
