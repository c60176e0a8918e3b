import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'

/** A document of ours, and what it says by CommonMark, GitHub's additions and a browser. */
export type Document = { readonly name: string; readonly body: string; readonly html: string }

const directory = join(import.meta.dirname, '../corpus')

/** Where the specification is not what a reader should see, an HTML file beside the document says it. */
export function readCorpus(): Document[] {
  const files = readdirSync(directory)
  return files
    .filter((file) => file.endsWith('.md'))
    .toSorted()
    .map((file) => {
      const stem = basename(file, '.md')
      const body = readFileSync(join(directory, file), 'utf8')
      const html = files.includes(`${stem}.html`)
        ? readFileSync(join(directory, `${stem}.html`), 'utf8')
        : render(body)
      return { name: stem.replaceAll('-', ' '), body, html }
    })
}

const render = (body: string): string =>
  micromark(body, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  })
