import {
  bodyAndLink,
  checkLimits,
  fitted,
  textOf,
  titleLine,
  type AccountContent,
  type Limit,
  type Violation,
} from '@pressrun/content'
import type { Rejected } from '../outcomes.ts'
import { refusalOf } from '../refusal-of.ts'
import { discordStyle, escapedText } from './markdown.ts'
import type { Settings } from './settings.ts'

/** Discord counts code points (https://github.com/discord/discord-api-docs/issues/1315). */
export const discordLimits: readonly Limit[] = [{ path: 'text', unit: 'code-points', max: 2_000 }]

/** The posted text: all of it or, if requested and it is too long, its teaser. */
export const messageText = (content: AccountContent): string =>
  fitted(content, wholeText, (text) => check(text, discordLimits).length === 0).rendered

/** The text, unless Discord would refuse it. */
export function messageOrRefusal(content: AccountContent): string | Rejected {
  const text = messageText(content)
  return refusalOf(check(text, discordLimits)) ?? text
}

export const checkMessage = (content: AccountContent, limits: readonly Limit[]): Violation[] =>
  check(messageText(content), limits)

const check = (text: string, limits: readonly Limit[]): Violation[] => checkLimits({ text }, limits)

/** The title in bold, and the body in Discord's Markdown. */
function wholeText(content: AccountContent): string {
  const line = escapedText(titleLine(content.title))
  const heading = line === '' ? '' : `**${line}**`
  const { body, link } = bodyAndLink(content, discordStyle)
  const parts = [heading, textOf(body), textOf(link)]
  return parts.filter((part) => part !== '').join('\n\n')
}

/** The request's body. A text may name people, roles and @everyone, and still notifies no one. */
export function messageOf(text: string, { username }: Settings): string {
  return JSON.stringify({
    content: text,
    ...(username && { username }),
    allowed_mentions: { parse: [] },
  })
}
