import type { SeenText } from '../real-servers/readers/compare-text.ts'

const code = /```\n?([^]*?)\n?```|`([^`\n]+)`/g
const dateAsIs = /<!date\^0{8}\^\{_\}\|(.)>/g
/** Marks are only valid at the edges of words, on one line. */
const marks = ['*', '_', '~'].map(
  (sign) =>
    new RegExp(
      `(?<![\\p{L}\\p{N}])[${sign}](?=\\S)([^\\n]*?)(?<=\\S)[${sign}](?![\\p{L}\\p{N}])`,
      'gu',
    ),
)

/** What Slack shows of mrkdwn, by docs.slack.dev/messaging/formatting-message-text. */
export function readSlack(mrkdwn: string): SeenText {
  const addresses: string[] = []
  const kept: string[] = []
  const keep = (text: string) => `\ue001${kept.push(text) - 1}\ue002`
  const words = mrkdwn
    .replace(dateAsIs, (_, sign: string) => keep(sign))
    .replace(code, (_, block?: string, span?: string) => keep(block ?? span ?? ''))
    .replace(/<([^|>]+)(?:\|([^>]*))?>/g, (_, address: string, label?: string) => {
      addresses.push(unescaped(address))
      return label ?? keep(address.replace(/^mailto:/, ''))
    })
  const plain = marks.reduce((text, mark) => text.replace(mark, '$1'), words)
  const text = plain
    .replace(/^(?:&gt;|>) ?/gm, '')
    .replaceAll('\u00ad', '')
    .replace(/\ue001(\d+)\ue002/g, (_, index: string) => kept[Number(index)] ?? '')
  return { text: unescaped(text), addresses }
}

const unescaped = (text: string) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
