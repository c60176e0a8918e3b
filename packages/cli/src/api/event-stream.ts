/** One event of a `text/event-stream` body. */
export type StreamEvent = { id: string | undefined; type: string; data: string }

/** Reads Server-Sent Events (WHATWG HTML, section 9.2.6) until the stream ends. */
export async function* readEventStream(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<StreamEvent> {
  let buffered = ''
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    buffered += text
    const blocks = buffered.split(/\r\n\r\n|\n\n|\r\r/)
    buffered = blocks.pop() ?? ''
    for (const block of blocks) {
      const event = parseBlock(block)
      if (event !== undefined) yield event
    }
  }
}

function parseBlock(block: string): StreamEvent | undefined {
  const fields = block.split(/\r\n|\n|\r/).map((line) => /^(\w+): ?(.*)$/.exec(line))
  const all = (name: string): string[] =>
    fields.flatMap((field) => (field?.[1] === name && field[2] !== undefined ? [field[2]] : []))
  const data = all('data')
  // A comment (a heartbeat) has no data, and is no event.
  if (data.length === 0) return undefined
  return { id: all('id').at(-1), type: all('event').at(-1) ?? 'message', data: data.join('\n') }
}
