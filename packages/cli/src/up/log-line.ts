/** A line of a child as shown on the terminal; undefined when it belongs in the file only. */
export type Shorten = (line: string) => string | undefined

// Node's output around the message of an uncaught error.
const traceNoise = /^(\s*|\s+at .*|\s*\^+|(file|node):.*|Node\.js v.*|\s*throw .*|})$/

const loud = new Set(['warn', 'error', 'fatal'])

/** A service's line: warnings if it is JSON; else it is a crash, of which one line is enough. */
export const shortenServiceLine: Shorten = (line) => {
  if (!line.startsWith('{')) return traceNoise.test(line) ? undefined : line
  // Most lines are quiet ones, and there can be thousands a second: check before parsing.
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
  const output = typeof msg === 'string' ? msg : ''
  return typeof cause === 'string' ? `${level}: ${output} (${cause})` : `${level}: ${output}`
}

/** Postgres: its ERRORs are responses to a client, which logs them better; the rest concerns all. */
export const shortenPostgresLine: Shorten = (line) => {
  const [output] = /(?:FATAL|PANIC): {2}.*/.exec(line) ?? []
  return output === undefined || lastMessage.test(output) ? undefined : output
}

// Sent to clients that come or go while the server starts or stops, as expected.
const lastMessage = /terminating connection|the database system is|expected SASL response/

/** NATS: a password in a file that only we can read is as intended. */
export const shortenNatsLine: Shorten = (line) =>
  /\[(?:WRN|ERR|FTL)\] (?!Plaintext passwords).*/.exec(line)?.[0]
