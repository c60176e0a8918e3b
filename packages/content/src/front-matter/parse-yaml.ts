import { parseDocument, visit } from 'yaml'
import type { FrontMatterValue } from './front-matter-value.ts'

const nothing = /^(?:~|null|)$/i

/**
 * YAML in which every value is its literal text: `2026-01-02` no time, `1.10` not 1.1, `no` not false. A reference
 * (`*name`) is expanded, but not a hundred times over. Throws its fault.
 */
export function parseYaml(source: string): FrontMatterValue {
  const document = parseDocument(source, { schema: 'failsafe', prettyErrors: false })
  const [error] = document.errors
  if (error) throw error
  visit(document, {
    Scalar(_key, node) {
      if (node.type === 'PLAIN' && nothing.test(String(node.value))) node.value = null
    },
  })
  return document.toJS({ maxAliasCount: 100 }) as FrontMatterValue
}
