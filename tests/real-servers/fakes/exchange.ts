/** What was returned before and is needed again: ids, tokens. */
type Known = Readonly<Record<string, string>>

/** Whether the request is made by the account's owner, with a wrong key, or without one. */
type Caller = 'owner' | 'stranger' | 'nobody'

/** One request, and the part of its response that a client may rely on; ids, times and addresses always differ. */
export type Exchange = {
  readonly name: string
  readonly as?: Caller
  readonly method?: string
  readonly path: (known: Known) => string
  readonly body?: (known: Known) => unknown
  // Servers' responses are read without declared types.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly kept: (body: any, known: Known) => unknown
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly learned?: (body: any) => Known
}

/** The requests of a platform's protocol. */
export type Dialect = {
  readonly exchanges: readonly Exchange[]
  readonly authorization: (
    account: Account,
    caller: Exclude<Caller, 'nobody'>,
    known: Known,
  ) => string
}

export type Account = {
  readonly settings: Readonly<Record<string, unknown>>
  readonly credentials: Readonly<Record<string, unknown>>
}

/** Makes each request in turn, to a server at this origin, and returns the relevant part of each response. */
export async function converse(
  origin: string,
  account: Account,
  { exchanges, authorization }: Dialect,
): Promise<unknown[]> {
  let known: Known = Object.fromEntries(
    Object.entries({ ...account.settings, ...account.credentials }).map(([name, value]) => [
      name,
      String(value),
    ]),
  )
  const kept: unknown[] = []
  for (const exchange of exchanges) {
    const { as = 'owner', method = 'GET', path, body } = exchange
    const response = await fetch(origin + path(known), {
      method,
      headers: {
        // On a busy machine a server closes idle connections.
        connection: 'close',
        ...(as !== 'nobody' && { authorization: authorization(account, as, known) }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body(known)) }),
    })
    const text = await response.text()
    const output: unknown = /^\s*[[{]/.test(text) ? JSON.parse(text) : {}
    kept.push({ status: response.status, ...picked(exchange.kept, output, known) })
    known = { ...known, ...(response.ok && exchange.learned?.(output)) }
  }
  return kept
}

/** A response of another shape is a difference, and no fault of the test. */
function picked(keep: Exchange['kept'], output: unknown, known: Known): { kept: unknown } {
  try {
    return { kept: keep(output, known) }
  } catch {
    return { kept: 'of another shape' }
  }
}
