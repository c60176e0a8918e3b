import { openFeed, rss, type TestFeed } from '@pressrun/publisher/testing'

/** What identifies an item. Dates are minutes of a day, texts numbers that are written out. */
export type Version = {
  readonly guid: number
  readonly link: number
  readonly text: number
  readonly date: number
}

/** Changes that may come at once without an item becoming unknown: one, or two where the others suffice. */
export const corrections = [
  ['guid'],
  ['link'],
  ['text'],
  ['date'],
  ['guid', 'link'],
  ['guid', 'text'],
  ['guid', 'date'],
  ['link', 'date'],
  ['text', 'date'],
] as const satisfies (keyof Version)[][]

const write = (item: string, { guid, link, text, date }: Version): string =>
  [
    `<guid isPermaLink="false">${item}-${guid}</guid>`,
    `<link>http://127.0.0.1/${item}/${link}</link>`,
    `<title>${item}</title>`,
    `<description>This is what the item ${item} has to say, as it was written for the time number ${text}.</description>`,
    `<pubDate>${new Date(Date.UTC(2026, 2, 2, 9, date, 27)).toUTCString()}</pubDate>`,
  ].join('')

/** An environment whose server shows at each path the items that are set there. */
export type TestPages = TestFeed & {
  readonly show: (path: string, items: ReadonlyMap<string, Version>) => void
}

export async function openPages(): Promise<TestPages> {
  const pages = new Map<string, string>()
  const world = await openFeed()
  world.answer = ({ url = '' }, response) => response.end(pages.get(url.slice(1)) ?? rss())
  return Object.assign(world, {
    show: (path: string, items: ReadonlyMap<string, Version>) => {
      pages.set(path, rss(...[...items].map(([item, version]) => write(item, version))))
    },
  })
}
