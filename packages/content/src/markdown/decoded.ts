import { loadMarkdown } from './load-markdown.ts'

/** Decodes `&amp;` and the like; tags are ignored. */
export function decoded(text: string): string {
  return text.includes('&') ? loadMarkdown().decode(text) : text
}
