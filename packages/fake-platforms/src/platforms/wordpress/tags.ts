import type { Answer } from '../../platform-fake.ts'
import { badParameter, wpError } from './errors.ts'

type Tag = { id: number; name: string }

export class Tags {
  readonly #tags: Tag[] = []

  search(text: string): Answer {
    const found = this.#tags.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()))
    return { status: 200, body: found }
  }

  /** A name that exists in any case is refused, and the refusal names the existing one. */
  create(name: unknown): Answer {
    if (typeof name !== 'string' || name.trim() === '') return badParameter('name')
    const known = this.#tags.find((tag) => tag.name.toLowerCase() === name.toLowerCase())
    const message = 'A term with the name provided already exists in this taxonomy.'
    if (known) return wpError(400, 'term_exists', message, { term_id: known.id })
    const tag = { id: this.#tags.length + 1, name }
    this.#tags.push(tag)
    return { status: 201, body: tag }
  }
}
