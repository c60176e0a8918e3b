/** The content of a corpus feed's only item, in any format. */
export type Expected = {
  readonly title: string
  readonly url: string | undefined
  /** The words of its text. */
  readonly words: string
  readonly at: string | undefined
}

export type OwnFeed = {
  readonly name: string
  readonly bytes: Uint8Array
  readonly headers?: Record<string, string>
  readonly says: Expected
}

/** One item, or the part of it that a variant is about. */
export type Variant = readonly [what: string, xml: string, says?: Partial<Expected>]

const usual: Expected = {
  title: 'Tide & Time',
  url: 'https://news.example/tide',
  words: 'The ferry left at six.',
  at: '2026-03-01T09:00:00.000Z',
}

export const feedOf = (
  name: string,
  text: string | Uint8Array,
  says: Partial<Expected> = {},
  headers?: Record<string, string>,
): OwnFeed => ({
  name,
  bytes: typeof text === 'string' ? Buffer.from(text) : text,
  says: { ...usual, ...says },
  ...(headers && { headers }),
})
