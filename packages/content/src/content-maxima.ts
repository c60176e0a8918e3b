/** Lengths in UTF-16 units, as JavaScript and JSON Schema validators in it count them. */
export const contentMaxima = {
  title: 300,
  summary: 2_000,
  body: 1_000_000,
  tags: 50,
  tag: 100,
  url: 2_000,
  sources: 50,
  /** As JSON. */
  fields: 32_768,
} as const
