import { printable, titleLine, type Content, type Limit } from '@pressrun/content'
import type { Settings } from './settings.ts'

/** Discord counts code points (https://github.com/discord/discord-api-docs/issues/1315). */
export const discordLimits: readonly Limit[] = [{ path: 'text', unit: 'code-points', max: 2_000 }]

/** Discord reads Markdown itself, so the body goes out as it is. */
export function messageText({ title, body }: Content): string {
  const line = escapeMarkdown(titleLine(title))
  const heading = line === '' ? '' : `**${line}**`
  return `${heading}\n\n${printable(body)}`.trim()
}

/** The request's body. A text may name people, roles and @everyone, and still rings for nobody. */
export function messageOf(content: Content, { username }: Settings): string {
  return JSON.stringify({
    content: messageText(content),
    ...(username && { username }),
    allowed_mentions: { parse: [] },
  })
}

/** A title is plain text: its asterisks are meant to be seen. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\*_~`|<>[\]]/g, String.raw`\$&`)
}
