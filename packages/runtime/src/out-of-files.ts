/** Of a file system: some have no such number, and report 0 of 0. */
export const isOutOfFiles = ({ files, ffree }: { files: number; ffree: number }): boolean =>
  files > 0 && ffree < filesMin

/** A starting server makes some. */
const filesMin = 100
