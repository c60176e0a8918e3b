import {
  checkLimits,
  checkReadable,
  teaserOf,
  tooLongOf,
  type AccountContent,
  type Limit,
  type Violation,
} from '@pressrun/content'
import { countableText } from './countable-text.ts'
import { instanceDefault, limitsOf, type Instance } from './instance-limits.ts'
import { statusText } from './status-text.ts'

export type StatusRequest = {
  readonly content: AccountContent
  /** Without it nothing is checked, and nothing but a teaser is shortened. */
  readonly instance?: Instance | undefined
}

export type Status = { text: string; violation?: Violation | undefined }

/**
 * The lengths of teasers, the longest first. They are the same for each attempt, whatever limits the server published
 * before it: so a search can try all that may have been posted.
 */
const teaserLengths = [500, 250, 125]

/** The posted text, and what the server would refuse about it. */
export function renderStatus({ content, instance }: StatusRequest): Status {
  const whole = statusText(content)
  if (tooLongOf(content) === 'refuse')
    return { text: whole, violation: instance && checkStatus(content, whole, instance)[0] }
  const server = instance ?? instanceDefault
  const [violation] = checkStatus(content, whole, server)
  if (!violation) return { text: whole }
  for (const text of teasersOf(content)) if (fits(text, server)) return { text }
  return { text: whole, violation }
}

/** All texts that any attempt may have posted. */
export function statusTexts(content: AccountContent): string[] {
  const whole = statusText(content)
  if (tooLongOf(content) === 'refuse') return [whole]
  return [...new Set([whole, ...teasersOf(content)])]
}

function* teasersOf(content: AccountContent): Generator<string> {
  for (const charactersMax of teaserLengths) {
    const measure = { ...instanceDefault, charactersMax }
    const teaser = teaserOf(content, (part) => fits(statusText(part), measure))
    if (teaser) yield statusText(teaser)
  }
}

/** What the server would refuse about content; by the limits stored with the account. */
export function checkContent(content: AccountContent, limits: readonly Limit[]): Violation[] {
  const charactersMax = Math.min(...limits.map(({ max }) => max))
  const instance = { ...instanceDefault, charactersMax }
  return checkStatus(content, renderStatus({ content, instance }).text, instance)
}

function checkStatus({ body }: AccountContent, text: string, instance: Instance): Violation[] {
  const violations = tooLong(text, instance)
  return violations.length === 0 ? [] : [...checkReadable(body), ...violations]
}

const fits = (text: string, instance: Instance) => tooLong(text, instance).length === 0

const tooLong = (text: string, instance: Instance): Violation[] =>
  checkLimits({ text: countableText(text, instance.charactersPerUrl) }, limitsOf(instance))
