import { z } from 'zod'
import { Problem } from '../problems/problem.ts'

export const ifMatch = z.object({ 'if-match': z.string().optional() })

/** The header of a response that shows a resource in this version. */
export const etag = ({ version }: { readonly version: number }) => ({ etag: `"${version}"` })

/** The version of an `If-Match`; undefined when any matches. Weak tags never match (RFC 9110 §13.1.1). */
export function expectedVersion(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined
  const version = /^"(\d{1,9})"$/.exec(header.trim())?.[1]
  if (version === undefined) throw new Problem('version-mismatch')
  return Number(version)
}
