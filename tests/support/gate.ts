import type { Post, Sink } from './sink.ts'

/** Holds the responses to posts, so that a test can observe the state meanwhile. */
export type Gate = {
  /** Releases all held posts, and every later one, at once. */
  open(): void
}

/** Shuts a gate in front of a sink's responses: every post that `meant` selects waits until it is opened. */
export function shutGate(sink: Sink, meant: (post: Post) => boolean = () => true): Gate {
  const opened = Promise.withResolvers<void>()
  sink.answer(async (post) => {
    if (meant(post)) await opened.promise
    return { status: 200, body: '{}' }
  })
  return { open: () => opened.resolve() }
}
