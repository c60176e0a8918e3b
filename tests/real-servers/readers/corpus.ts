import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'

/** One of our documents, and its reading by CommonMark, GitHub's additions and a browser. */
export type Document = {
  readonly name: string
  /** Its name, except for the document without a title. */
  readonly title: string
  readonly body: string
  readonly html: string
}

const directory = join(import.meta.dirname, '../corpus')
const read = (...path: string[]) => readFileSync(join(directory, ...path), 'utf8')

/** Documents in files of their own, those of one construct each, and one without a title. */
export const readCorpus = (): Document[] => [...readDocuments(), ...readConstructs()]

/** Where readers should see something else than the specification's result, an HTML file beside the document has it. */
export function readDocuments(): Document[] {
  const files = readdirSync(directory)
  const documents = files
    .filter((file) => file.endsWith('.md'))
    .toSorted()
    .map((file) => {
      const stem = basename(file, '.md')
      const body = read(file)
      const html = files.includes(`${stem}.html`) ? read(`${stem}.html`) : renderMarkdown(body)
      const name = stem.replaceAll('-', ' ')
      return { name, title: name, body, html }
    })
  return [...documents, untitled]
}

/** Many per file: `%%% its name` precedes each, `%%% html` the expected HTML where it differs. */
export function readConstructs(): Document[] {
  const files = readdirSync(join(directory, 'constructs')).toSorted()
  return files.flatMap((file) => {
    const documents: Document[] = []
    for (const part of read('constructs', file).split(/^%%% /m).slice(1)) {
      const [, name = '', body = ''] = /^(.*)\n([^]*)$/.exec(part) ?? []
      const last = documents.at(-1)
      if (name === 'html' && last) documents.splice(-1, 1, { ...last, html: body })
      else documents.push({ name, title: name, body, html: renderMarkdown(body) })
    }
    return documents
  })
}

export const renderMarkdown = (body: string): string =>
  micromark(body, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  })

const untitled: Document = {
  name: 'no title',
  title: '',
  body: 'A note that has *no* title.',
  html: '<p>A note that has <em>no</em> title.</p>',
}
