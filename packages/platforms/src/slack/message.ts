import {
  bodyAndLink,
  fitted,
  textOf,
  titleLine,
  checkLimits,
  checkReadable,
  type AccountContent,
  type Limit,
  type Violation,
} from '@pressrun/content'
import type { PublishJob } from '../contract.ts'
import type { Rejected } from '../outcomes.ts'
import { refusalOf } from '../refusal-of.ts'
import { literal } from './literal.ts'
import { slackStyle } from './mrkdwn.ts'
import type { Credentials, Settings } from './settings.ts'

/**
 * Slack splits a longer text into several messages, and returns one of them
 * (https://github.com/slackapi/java-slack-sdk/issues/704).
 */
export const limits: readonly Limit[] = [{ path: 'text', unit: 'utf16-units', max: 4_000 }]

/** The event type of our metadata, by which `conversations.history` shows our messages. */
export const eventType = 'pressrun_task'

/** The posted text: all of it or, if requested and it is too long, its teaser. */
export const messageText = (content: AccountContent): string =>
  fitted(content, wholeText, (text) => tooLong(text, limits).length === 0).rendered

/** The text, unless Slack would split it. */
export function messageOrRefusal(content: AccountContent): string | Rejected {
  const text = messageText(content)
  return refusalOf(check(content, text, limits)) ?? text
}

function wholeText(content: AccountContent): string {
  const line = literal(titleLine(content.title))
  // An asterisk inside would end the bold text early.
  const heading = line === '' || line.includes('*') ? line : `*${line}*`
  const { body, link } = bodyAndLink(content, slackStyle)
  const parts = [heading, textOf(body), textOf(link)]
  return parts.filter((part) => part !== '').join('\n\n')
}

export const checkMessage = (content: AccountContent, max: readonly Limit[]): Violation[] =>
  check(content, messageText(content), max)

function check({ body }: AccountContent, text: string, max: readonly Limit[]): Violation[] {
  const found = tooLong(text, max)
  return found.length === 0 ? [] : [...checkReadable(body), ...found]
}

const tooLong = (text: string, max: readonly Limit[]): Violation[] => checkLimits({ text }, max)

export function messagePayload(job: PublishJob<Settings, Credentials>, text: string): string {
  const { channel, unfurl } = job.settings
  return JSON.stringify({
    channel,
    text,
    metadata: { event_type: eventType, event_payload: { key: job.idempotencyKey } },
    ...(unfurl !== undefined && { unfurl_links: unfurl, unfurl_media: unfurl }),
  })
}
