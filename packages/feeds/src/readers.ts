// Separate from the rest of the package: only code that reads sources needs the parsers.
export { readFolder } from './folder/read-folder.ts'
export { readFeed } from './rss/read-feed.ts'
