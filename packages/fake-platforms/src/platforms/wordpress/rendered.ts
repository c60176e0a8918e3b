/** Of WordPress itself; plugins bring their own. */
const shortcodes = /\[(gallery|audio|video|playlist)\b[^\]]*\]|\[caption\b[^\]]*\]|\[\/caption\]/g

const smileys: readonly (readonly [RegExp, string])[] = [
  [/(?<=^|[\s>]):-D(?=$|[\s<])/g, '😀'],
  [/(?<=^|[\s>]);-\)(?=$|[\s<])/g, '😉'],
  [/(?<=^|[\s>]):-\((?=$|[\s<])/g, '🙁'],
]

/**
 * The displayed HTML of a post without blocks, as WordPress 6.8 was seen to show it: a break in the source of a
 * paragraph breaks the line (`wpautop`), shortcodes run anywhere, and smileys become emoji.
 */
export function rendered(raw: string): string {
  const emoji = smileys.reduce((html, [smiley, sign]) => html.replaceAll(smiley, sign), raw)
  return emoji
    .replace(/<p>.*?<\/p>/gs, (paragraph) => paragraph.replace(/(?<!<br \/>)\n/g, '<br />\n'))
    .replaceAll(shortcodes, '')
}
