type Known = Readonly<Record<string, readonly string[]>>

/** Text has one address: the description of a picture in a link gets the address of the link. */
const pictureInLink: Known = {
  'picture in a link': ['- https://example.org/badge.png', '- https://example.org/s.png'],
}

/** What a platform cannot show of a document, by the documents' names. */
export const knownDifferences: Readonly<Record<string, Known>> = {
  bluesky: pictureInLink,
  slack: pictureInLink,
  discord: {
    ...pictureInLink,
    // It links what begins with a scheme, and no words that look like an address.
    'awkward addresses': ['- www.example.org'],
    'an address without a scheme': [
      '- www.example.org/path',
      '+ http://www.example.com.',
      '- www.example.com.',
    ],
  },
  devto: {
    // GitHub links no address after a bracket; Forem does.
    'an address in brackets': ['-   link https://example.org/sq -> https://example.org/sq'],
    // Forem gives headings their ids; the Markdown that is sent has none.
    'part of the page': [
      '+   link the part -> #the-part (which leads nowhere)',
      '-   link the part -> #the-part',
    ],
  },
}
