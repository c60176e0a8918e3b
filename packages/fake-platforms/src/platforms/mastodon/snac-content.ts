const smileys: readonly (readonly [string, string])[] = [
  [':-D', '&#128512;'],
  [':-)', '&#128578;'],
  [';-)', '&#128521;'],
  ['<3', '&#10084;&#65039;'],
]

/**
 * A text as snac2 2.96 was seen to show it: pictures' addresses move to the attachments, code is not escaped, what
 * looks like a link or a tag in it becomes one, smileys become emoji, local mentions carry the port.
 */
export function snacContentOf(text: string, host: string): string {
  const shown = smileys.reduce((soFar, [smiley, emoji]) => soFar.replaceAll(smiley, emoji), text)
  return shown
    .replace(/\(https?:\/\/\S+\.(?:jpe?g|png|gif|webp)\)/gi, '()')
    .replace(/\[([^\]]+)\]\((https?:\/\/[^)]+)\)/g, '<a href="$2" target="_blank">$1</a>')
    .replace(/(?<![\w/])@(\w+)\b(?!@)/g, `@$1@${host}`)
    .replace(/\n/g, '<br>')
    .concat('<br>')
}
