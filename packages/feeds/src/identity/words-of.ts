import { hostOf, isSameSite, normalAddress } from './normal-address.ts'

const address = /https?:\/\/[^\s<>()[\]"']+/gi

/** A shorter text may well be repeated by chance: `Good morning`. */
export const shortMax = 60

/**
 * The words of a text, without punctuation, marks of Markdown and addresses, all of which change when a site moves.
 * Only for a short text the addresses of other sites in it count.
 */
export function wordsOf(markdown: string, ownHosts: readonly string[]): string {
  const text = markdown.replaceAll('\\', '')
  const words = bare(text.replaceAll(address, ' '))
  if (words.length >= shortMax) return words
  return bare(text.replaceAll(address, (found) => foreign(found, ownHosts)))
}

function foreign(written: string, ownHosts: readonly string[]): string {
  const normal = normalAddress(written)
  if (normal === undefined) return ' '
  const host = hostOf(normal)
  return ownHosts.some((own) => isSameSite(own, host)) ? ' ' : ` ${normal} `
}

/** Backticks are symbols (Sk), and so are `|`, `~`, `<`, `>` and `=`, which Markdown uses; emoji are kept. */
const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\p{P}\p{Z}\p{C}\p{Sk}|~<>=]+/gu, '')
