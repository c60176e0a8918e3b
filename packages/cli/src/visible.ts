/** Control characters of C0 and C1, line separators, and characters that reverse the direction of text. */
const invisible = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\p{Cs}]/gu

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * One line in which every character is visible: strangers' names, titles and messages could otherwise move the cursor,
 * hide lines or rename the terminal.
 */
export function visible(text: string): string {
  return text.replace(invisible, (character) => {
    const code = character.charCodeAt(0)
    const hex = code.toString(16)
    return (
      short[character] ?? (code < 256 ? `\\x${hex.padStart(2, '0')}` : `\\u${hex.padStart(4, '0')}`)
    )
  })
}
