import {
  titleLine,
  checkLimits,
  checkReadable,
  type Content,
  type Limit,
  type Violation,
} from '@pressrun/content'
import type { PublishJob } from '../contract.ts'
import { escaped, mrkdwn } from './mrkdwn.ts'
import type { Credentials, Settings } from './settings.ts'

/**
 * Of a text that is longer Slack makes several messages, and names one of them
 * (https://github.com/slackapi/java-slack-sdk/issues/704).
 */
export const limits: readonly Limit[] = [{ path: 'text', unit: 'utf16-units', max: 4_000 }]

/** The event type of our metadata, by which `conversations.history` shows what is ours. */
export const eventType = 'pressrun_task'

export function messageText({ title, body }: Content): string {
  const line = escaped(titleLine(title))
  // An asterisk inside would end the bold letters early.
  const heading = line === '' || line.includes('*') ? line : `*${line}*`
  return `${heading}\n\n${mrkdwn(body)}`.trim()
}

export function checkMessage(content: Content, instanceLimits: readonly Limit[]): Violation[] {
  const tooLong = checkLimits({ ...content, text: messageText(content) }, instanceLimits)
  return tooLong.length === 0 ? [] : [...checkReadable(content.body), ...tooLong]
}

export function messagePayload(job: PublishJob<Settings, Credentials>, text: string): string {
  const { channel, unfurl } = job.settings
  return JSON.stringify({
    channel,
    text,
    metadata: { event_type: eventType, event_payload: { key: job.idempotencyKey } },
    ...(unfurl !== undefined && { unfurl_links: unfurl, unfurl_media: unfurl }),
  })
}
