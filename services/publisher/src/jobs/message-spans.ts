import { openSpan, type OpenSpan } from '@pressrun/runtime'

/** The spans of a message: one for each trace of its events, most often one in all. */
export function messageSpans(
  name: string,
): Disposable & { readonly of: (traceparent: string | undefined) => OpenSpan } {
  const spans = new Map<string | undefined, OpenSpan>()
  return {
    of(traceparent) {
      const known = spans.get(traceparent)
      if (known) return known
      const span = openSpan(name, { traceparent, kind: 'consumer' })
      spans.set(traceparent, span)
      return span
    },
    [Symbol.dispose]() {
      for (const span of spans.values()) span[Symbol.dispose]()
    },
  }
}
