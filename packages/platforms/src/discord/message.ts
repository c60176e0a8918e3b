import { titleLine, type Content, type Limit } from '@pressrun/content'
import { discordMarkdown, escapedText } from './markdown.ts'
import type { Settings } from './settings.ts'

/** Discord counts code points (https://github.com/discord/discord-api-docs/issues/1315). */
export const discordLimits: readonly Limit[] = [{ path: 'text', unit: 'code-points', max: 2_000 }]

/** The title in bold, and the body in the Markdown that Discord reads. */
export function messageText({ title, body }: Content): string {
  const line = escapedText(titleLine(title))
  const heading = line === '' ? '' : `**${line}**`
  return `${heading}\n\n${discordMarkdown(body)}`.trim()
}

/** The request's body. A text may name people, roles and @everyone, and still rings for nobody. */
export function messageOf(text: string, { username }: Settings): string {
  return JSON.stringify({
    content: text,
    ...(username && { username }),
    allowed_mentions: { parse: [] },
  })
}
