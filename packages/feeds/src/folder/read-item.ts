import { join } from 'node:path'
import { identityOf, sha256, SourceUnreadable, type Found } from '../item.ts'
import { signsOf } from '../identity/signs-of.ts'
import { shortened } from '../shortened.ts'
import { parseDocument } from './parse-document.ts'
import { readFile } from './read-file.ts'

/** The result of one file: an item, a fault, or nothing when it is a draft or gone. */
export async function* readItem(folder: string, name: string): AsyncGenerator<Found> {
  const file = await readFile(join(folder, name))
  switch (file.outcome) {
    case 'gone':
      return
    case 'being-written':
      yield beingWritten(name)
      return
    case 'too-large':
      yield refused('item-too-large', 'A file is too large', name)
      return
    case 'unreadable':
      yield refused('file-unreadable', 'A file cannot be read', name)
      return
    default: {
      const found = documentOf(file.bytes, name)
      if (!found) return
      if ('kind' in found) yield found
      else {
        const { stamp, modifiedAt, bytes } = file
        const hash = sha256(bytes)
        const updatedAt = modifiedAt.toISOString()
        const identity = identityOf(name)
        const { title, body, url, notBefore } = found
        const publishedAt = notBefore === undefined ? undefined : Date.parse(notBefore)
        const signs = signsOf({ id: identity, link: url, title, body, publishedAt }, '')
        yield { kind: 'item', item: { ...found, identity, hash, stamp, updatedAt, signs } }
      }
    }
  }
}

function documentOf(bytes: Uint8Array, name: string) {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return parseDocument(text, name)
  } catch (error) {
    if (error instanceof SourceUnreadable) return refused(error.code, error.message, name)
    return refused('file-not-text', 'A file is not UTF-8 text', name)
  }
}

export const beingWritten = (name: string): Found => ({
  ...refused(
    'file-being-written',
    'A file is still being written; it will be read once finished',
    name,
  ),
  soon: true,
})

const refused = (code: string, what: string, name: string) => ({
  kind: 'refused' as const,
  identity: identityOf(name),
  problem: { code, message: `${what}: ${shortened(name, 200)}` },
})
