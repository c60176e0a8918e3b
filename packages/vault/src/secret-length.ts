/** A guessable text is no secret: this holds for API keys and for the keys that seal. */
export const secretLengthMin = 16

/** The parts of a setting that holds several keys, with commas. */
export function secretTexts(text: string): string[] {
  return text.split(',').map((part) => part.trim())
}

/** Whether every key of the setting is long enough. */
export function areSecretKeys(text: string): boolean {
  return secretTexts(text).every(({ length }) => length >= secretLengthMin)
}
