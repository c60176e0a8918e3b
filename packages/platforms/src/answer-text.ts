import type { Answer } from '@pressrun/outbound'
import { parsedBody } from './json-answer.ts'

/**
 * The readable part of a response: the message in a JSON error, the title of a web page, or the text as it is. ''
 * where there is none. Nothing is cut: half a secret would not be recognized as one.
 */
export function answerText(answer: Answer): string {
  const { text } = answer
  if (/^\s*(?:<!doctype html|<html|<\?xml|<!--|<head|<body)/i.test(text)) return titleOf(text)
  return /^\s*[[{]/.test(text) ? (messageIn(parsedBody(answer)) ?? text) : text
}

/** The HTML parser is not needed for one tag. A title that does not end there is ignored. */
function titleOf(html: string): string {
  const title = /<title[^<>]{0,200}>([^<]+)</i.exec(html.slice(0, 20_000))?.[1]
  return title?.replace(/\s+/g, ' ').trim() ?? ''
}

const fields = ['error_description', 'message', 'detail', 'title', 'error', 'errors'] as const

/** In the fields that errors of web APIs have (RFC 9457, RFC 6749 and what is common). */
function messageIn(body: unknown, depth = 0): string | undefined {
  if (typeof body === 'string') return body.trim() || undefined
  if (typeof body !== 'object' || body === null || depth > 3) return undefined
  if (Array.isArray(body)) return messageIn(body[0], depth + 1)
  for (const field of fields) {
    const words = messageIn((body as Record<string, unknown>)[field], depth + 1)
    if (words !== undefined) return words
  }
  return undefined
}
