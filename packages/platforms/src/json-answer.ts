import { containsSecret } from './redacted-excerpt.ts'
import type { Answer } from '@pressrun/outbound'
import type { Unknown } from './outcomes.ts'

/** A response beyond our read limit; asking for less of it may help. */
export const tooLong = 'answer-too-long'

export type Json = { outcome: 'read'; value: unknown }

/** The parsed body; undefined where that is no JSON, or was cut. */
export function parsedBody({ text, cut }: Answer): unknown {
  if (cut) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function readJson(answer: Answer): Json | Unknown {
  const { status, cut } = answer
  if (cut) {
    const message = `HTTP ${status}: the answer is too long to be read`
    return { outcome: 'unknown', code: tooLong, message }
  }
  const value = parsedBody(answer)
  return value === undefined ? unreadable(status) : { outcome: 'read', value }
}

export function unreadable(status: number): Unknown {
  const message = `HTTP ${status}: the answer is none that the platform is known to give`
  return { outcome: 'unknown', code: 'answer-unreadable', message }
}

/** Anything but an object has no fields. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

/** The address of a post as the platform returned it, if it can be shown. */
export function webAddress(value: unknown, credentials: unknown): string | undefined {
  return isWebAddress(value) && !containsSecret(value, credentials) ? value : undefined
}

export function isWebAddress(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > 2_000) return false
  return /^https?:\/\//i.test(value) && URL.canParse(value)
}
