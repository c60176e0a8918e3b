import { loadMarkdown } from './load-markdown.ts'

/** `&amp;` and its like are read; tags are not looked for. */
export function decoded(text: string): string {
  return text.includes('&') ? loadMarkdown().decode(text) : text
}
