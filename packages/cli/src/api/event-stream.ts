import { EventSourceParserStream, type EventSourceMessage } from 'eventsource-parser/stream'

/** Server-Sent Events (WHATWG HTML, section 9.2.6) until the stream ends. Comments, such as heartbeats, are skipped. */
export const readEventStream = (
  body: ReadableStream<Uint8Array>,
): ReadableStream<EventSourceMessage> =>
  body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
