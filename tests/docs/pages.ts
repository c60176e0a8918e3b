import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const checkout = join(import.meta.dirname, '../..')

export const readPage = (page: string): string => readFileSync(join(checkout, page), 'utf8')

/** What a page has below one of its headings of the second level. */
export function section(page: string, heading: string): string {
  const [, text] = page.split(`\n## ${heading}\n`)
  if (text === undefined) throw new Error(`there is no "${heading}"`)
  return text.split('\n## ')[0] ?? ''
}

/** What a reader copies from a page into a shell: its `sh` blocks, in their order. */
export const shellBlocks = (page: string): string =>
  [...readPage(page).matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block).join('\n')
