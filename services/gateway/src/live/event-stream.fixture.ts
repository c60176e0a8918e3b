export type ServerSentEvent = {
  readonly name: string
  readonly id: number
  // Tests read events of any shape.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly data: any
}

/** A client of an event stream: collects its events until disposed of. */
export async function readEvents(url: string, headers: Record<string, string>) {
  const hangUp = new AbortController()
  const response = await fetch(url, { headers, signal: hangUp.signal })
  const events: ServerSentEvent[] = []
  const read = async () => {
    let text = ''
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk as Uint8Array).toString()
      const frames = text.split('\n\n')
      text = frames.pop() ?? ''
      events.push(...frames.flatMap(parse))
    }
  }
  const ended = read().catch(() => {})
  return {
    events,
    status: response.status,
    ended,
    async [Symbol.asyncDispose]() {
      hangUp.abort()
      await ended
    },
  }
}

function parse(frame: string): ServerSentEvent[] {
  const fields = new Map(
    frame.split('\n').map((line): [string, string] => {
      const colon = line.indexOf(': ')
      return [line.slice(0, colon), line.slice(colon + 2)]
    }),
  )
  const data = fields.get('data')
  if (data === undefined) return []
  return [{ name: fields.get('event') ?? '', id: Number(fields.get('id')), data: JSON.parse(data) }]
}
