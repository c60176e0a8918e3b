/**
 * The title in a file's name: `posts/2026-09-08-spring_sale.md` is "spring sale", as is `posts/spring-sale/index.md`.
 */
export function titleFromName(path: string): string {
  const parts = path
    .split('/')
    .map((part, index, { length }) => (index === length - 1 ? part.replace(/\.\w+$/, '') : part))
  const last = parts.at(-1) ?? ''
  const name = /^_?index$/i.test(last) ? (parts.at(-2) ?? last) : last
  const words = (text: string) => text.replace(/[-_]+/g, ' ').trim()
  return words(name.replace(/^\d{4}-\d\d-\d\d(?=[-_ ]+\S)/, '')) || words(name) || path
}
