import {
  checkLimits,
  checkReadable,
  type Content,
  type Limit,
  type Violation,
} from '@pressrun/content'
import { countableText } from './countable-text.ts'
import { limitsOf, type Instance } from './instance-limits.ts'
import { statusText } from './status-text.ts'

export type StatusOrder = {
  content: Content
  /** Without it nothing is checked. */
  instance?: Instance | undefined
}

export type Status = { text: string; violation?: Violation | undefined }

/** What is posted, and what the server would refuse about it. */
export function renderStatus({ content, instance }: StatusOrder): Status {
  if (!instance) return { text: statusText(content) }
  const { charactersPerUrl } = instance
  const text = statusText(content)
  return { text, violation: checkStatus(content, text, limitsOf(instance), charactersPerUrl)[0] }
}

export function checkStatus(
  { body }: Content,
  text: string,
  limits: readonly Limit[],
  charactersPerUrl: number,
): Violation[] {
  const counted = { title: '', body: '', text: countableText(text, charactersPerUrl) }
  const violations = checkLimits(counted, limits)
  return violations.length === 0 ? [] : [...checkReadable(body), ...violations]
}
