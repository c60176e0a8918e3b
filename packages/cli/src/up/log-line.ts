/** How a line of a child reads on the terminal; undefined when it belongs in the file only. */
export type Shorten = (line: string) => string | undefined

// What Node prints around the message of an error that nobody caught.
const traceNoise = /^(\s*|\s+at .*|\s*\^+|(file|node):.*|Node\.js v.*|\s*throw .*|})$/

const loud = new Set(['warn', 'error', 'fatal'])

/** A service's line: its warnings if it is JSON; else it is a crash, of which one line says it all. */
export const shortenServiceLine: Shorten = (line) => {
  if (!line.startsWith('{')) return traceNoise.test(line) ? undefined : line
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
  const output = typeof msg === 'string' ? msg : ''
  return typeof cause === 'string' ? `${level}: ${output} (${cause})` : `${level}: ${output}`
}

/** Postgres: its ERRORs are answers to a client, who logs them better; the rest concerns all. */
export const shortenPostgresLine: Shorten = (line) => {
  const [output] = /(?:FATAL|PANIC): {2}.*/.exec(line) ?? []
  return output === undefined || lastMessage.test(output) ? undefined : output
}

// Said to clients that come or go while the server starts or stops, as they should.
const lastMessage = /terminating connection|the database system is|expected SASL response/

/** NATS: that its password stands in a file only we can read is as it should be. */
export const shortenNatsLine: Shorten = (line) =>
  /\[(?:WRN|ERR|FTL)\] (?!Plaintext passwords).*/.exec(line)?.[0]
