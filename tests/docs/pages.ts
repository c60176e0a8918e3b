import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const checkout = join(import.meta.dirname, '../..')

export const readPage = (page: string): string => readFileSync(join(checkout, page), 'utf8')

/** The part of a page below one of its second-level headings. */
export function section(page: string, heading: string): string {
  const [, text] = page.split(`\n## ${heading}\n`)
  if (text === undefined) throw new Error(`there is no "${heading}"`)
  return text.split('\n## ')[0] ?? ''
}

/** The commands of a page: its `sh` blocks, in order. */
export const shellBlocks = (page: string): string =>
  [...readPage(page).matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block).join('\n')
