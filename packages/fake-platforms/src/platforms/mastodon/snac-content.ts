const smileys: readonly (readonly [string, string])[] = [
  [':-D', '&#128512;'],
  [':-)', '&#128578;'],
  [';-)', '&#128521;'],
  ['<3', '&#10084;&#65039;'],
]

/**
 * A text as snac2 2.75 and 2.96 were seen to show it: pictures' addresses move to the attachments, code is not
 * escaped, text like a link in it becomes one, smileys become emoji, mentions of the only local account, `alice`,
 * carry the port.
 */
export function snacContentOf(text: string, host: string): string {
  const mention = `<span class="h-card"><a href="http://${host}/alice" class="u-url mention">@alice@${host}</a></span>`
  const shown = smileys.reduce((soFar, [smiley, emoji]) => soFar.replaceAll(smiley, emoji), text)
  return (
    shown
      .replace(/\(https?:\/\/\S+\.(?:jpe?g|png|gif|webp)\)/gi, '()')
      // As snac reads it.
      // oxlint-disable-next-line regexp/no-super-linear-move
      .replace(/\[([^\]]+)\]\(([^)\s]+)\)|(?<!")https?:\/\/[^\s)<]+/g, link)
      .replace(/(?<![\w/])@alice\b(?!@)/g, mention)
      .replace(/\n/g, '<br>')
      .concat('<br>')
  )
}

const link = (address: string, text?: string, named?: string) =>
  text === undefined
    ? `<a href="${address}" target="_blank">${address}</a>`
    : `<a href="${named}">${text}</a>`
