// Separate from the rest of the package: only readers of files need its parsers.
export { FrontMatterInvalid } from './front-matter-invalid.ts'
export { readArticle } from './read-article.ts'
export { titleFromName } from './title-from-name.ts'
