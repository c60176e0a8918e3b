import type { Post, Sink } from './sink.ts'

/** Keeps posts waiting for their answer, so that a test can look around meanwhile. */
export type Gate = {
  /** Returns what waits, and everything from now on, at once. */
  open(): void
}

/** Shuts a gate before the answers of a sink: every post that `meant` names waits until it is opened. */
export function shutGate(sink: Sink, meant: (post: Post) => boolean = () => true): Gate {
  const opened = Promise.withResolvers<void>()
  sink.answer(async (post) => {
    if (meant(post)) await opened.promise
    return { status: 200, body: '{}' }
  })
  return { open: () => opened.resolve() }
}
