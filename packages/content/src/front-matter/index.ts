// Separate from the rest of the package: only who reads files needs its parser.
export { draftMark } from './draft-mark.ts'
export { FrontMatterInvalid, readFrontMatter, type FrontMatter } from './read-front-matter.ts'
