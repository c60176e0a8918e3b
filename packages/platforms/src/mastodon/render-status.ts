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

export type StatusOrder = {
  content: AccountContent
  /** Without it nothing is checked, and nothing but a teaser is shortened. */
  instance?: Instance | undefined
}

export type Status = {
  text: string
  violation?: Violation | undefined
  /** What an attempt may have posted that knew another limit of the server. */
  otherwise?: string | undefined
}

/** What is posted, and what the server would refuse about it. */
export function renderStatus({ content, instance }: StatusOrder): Status {
  const whole = statusText(content)
  if (tooLongOf(content) === 'refuse') {
    return { text: whole, violation: instance && checkStatus(content, whole, instance)[0] }
  }
  const teaser = teaserText(content, whole, instance)
  const [violation] = checkStatus(content, whole, instance ?? instanceDefault)
  if (!violation) return { text: whole, otherwise: teaser }
  return teaser === undefined ? { text: whole, violation } : { text: teaser, otherwise: whole }
}

/**
 * Of what is longer than any server takes: so it is the same for each attempt, also for one that could not learn what
 * this server takes.
 */
function teaserText(
  content: AccountContent,
  whole: string,
  instance: Instance = instanceDefault,
): string | undefined {
  const charactersMax = Math.min(instance.charactersMax, instanceDefault.charactersMax)
  const charactersPerUrl = Math.max(instance.charactersPerUrl, instanceDefault.charactersPerUrl)
  const limits = limitsOf({ charactersMax, charactersPerUrl })
  const fits = (text: string) => tooLong(text, limits, charactersPerUrl).length === 0
  if (fits(whole)) return undefined
  const teaser = teaserOf(content, (part) => fits(statusText(part)))
  return teaser && statusText(teaser)
}

/** What the server would refuse about content; its limits as they were kept with the account. */
export function checkContent(content: AccountContent, limits: readonly Limit[]): Violation[] {
  const charactersMax = Math.min(...limits.map(({ max }) => max))
  const instance = { ...instanceDefault, charactersMax }
  return checkStatus(content, renderStatus({ content, instance }).text, instance)
}

function checkStatus({ body }: AccountContent, text: string, instance: Instance): Violation[] {
  const violations = tooLong(text, limitsOf(instance), instance.charactersPerUrl)
  return violations.length === 0 ? [] : [...checkReadable(body), ...violations]
}

const tooLong = (text: string, limits: readonly Limit[], charactersPerUrl: number): Violation[] =>
  checkLimits({ title: '', body: '', text: countableText(text, charactersPerUrl) }, limits)
