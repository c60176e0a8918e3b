/**
 * At most `max` UTF-16 units, cut after a whole word where possible and never inside a character.
 */
export function shortened(text: string, max: number): string {
  const whole = text.trim()
  if (whole.length <= max) return whole
  const cut = whole.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')
  const words = cut.slice(0, lastBlank(cut)).trimEnd()
  return `${words.length > max / 2 ? words : cut}…`
}

function lastBlank(text: string): number {
  let at = text.length
  while (at > 0 && /\S/.test(text[at - 1] ?? '')) at -= 1
  return at
}
