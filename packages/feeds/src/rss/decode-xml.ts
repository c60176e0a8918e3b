import { decodeXML } from 'entities/decode'

const predefined: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&apos;': "'",
}

/**
 * Text of XML without its references: those that XML predefines, and numbers. A text is decoded as a whole, and
 * not by the parser, which would report the pieces between them one by one: HTML in a feed is full of them.
 */
export const decodeXml = (text: string): string =>
  text.includes('&')
    ? text.replace(
        /&(?:lt|gt|amp|quot|apos|#\d{1,7}|#x[\da-f]{1,6});/gi,
        (reference) => predefined[reference] ?? decodeXML(reference),
      )
    : text
